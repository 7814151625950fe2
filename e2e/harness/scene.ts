import { agrees } from './agree';
import { Person } from './browser';
import { startCluster } from './cluster';
import { FaultProxy } from './proxy';
import type { Rest } from './rest';
import { type Server, type Settings, startServer } from './server';

export interface Seat {
  person: Person;
  /** Between this person's browser and the server. */
  net: FaultProxy;
  /** The same account, straight at the server. */
  rest: Rest & { id: string };
}

/** Two people at a server, each behind a network of their own, and the room that they are in. */
export class Scene {
  roomId = '';
  readonly room = 'general';

  private constructor(
    readonly server: Server,
    readonly anna: Seat,
    readonly ben: Seat,
  ) {}

  /** With LOQUAT_TEST_NODES=2 each sits at a node of their own. */
  static async open(settings: Settings = {}): Promise<Scene> {
    const nodes =
      process.env.LOQUAT_TEST_NODES === '2'
        ? (await startCluster(2, settings.env)).nodes
        : [await startServer(settings)];
    const sit = async (name: string, server: Server): Promise<Seat> => {
      const net = await FaultProxy.start(`${server.host}:${server.port}`);
      const person = await Person.signUp(net.url, name);
      return { person, net, rest: await person.rest(server.url) };
    };
    const [one, other = one] = nodes as [Server, Server?];
    return new Scene(one, await sit('Anna', one), await sit('Ben', other));
  }

  get people(): Person[] {
    return [this.anna.person, this.ben.person];
  }

  get seats(): Seat[] {
    return [this.anna, this.ben];
  }

  /** Both come into a new room, over connections that are WebSockets by now. */
  async begin(): Promise<void> {
    this.roomId = (await this.anna.rest.room(this.room, 'private', [this.ben.rest.id])).id;
    for (const { person, net } of this.seats) {
      await person.page.goto(`${net.url}/r/${this.roomId}`);
      await person.upgraded();
    }
    await this.exchange('before');
  }

  /** Each says something and sees what the other said: the room works for both. */
  async exchange(text: string): Promise<void> {
    for (const { person } of this.seats) await person.say(this.room, `${text} ${person.name}`);
    for (const { person } of this.seats)
      for (const { name } of this.people) await person.sees(`${text} ${name}`);
  }

  /** The texts that the server holds, of one person or of all. */
  async stored(of?: Seat): Promise<string[]> {
    const history = await this.anna.rest.history(this.roomId);
    return history
      .filter((m) => m.kind === 'text' && (!of || m.senderId === of.rest.id))
      .map((m) => m.content);
  }

  /** Both windows show what the server holds. */
  async agrees(): Promise<void> {
    await agrees(this.server.url, this.people, { id: this.roomId, name: this.room });
  }
}
