import type { Message, MessageSaved, Room } from '../../web/src/protocol/wire.gen';
import { type Person, person, say } from '../harness/people';
import type { Server } from '../harness/server';
import type { RoomLine } from '../harness/sockets';
import { unique, until } from '../harness/until';
import { Observer, type Screen, truth } from './observer';
import type { Truth } from './replica';

/** Anna acts and Ben with her; Cora looks on from a desk with the room on screen and from a phone with the list only. Dan is not in the room. */
export class Stage {
  anna!: Person;
  ben!: Person;
  cora!: Person;
  dan!: Person;
  room!: Room;
  /** Anna's client. */
  a!: Observer;
  /** Ben's socket in the room. */
  b!: RoomLine;
  desk!: Observer;
  phone!: Observer;
  /** What was said before, oldest first: by Anna, Ben, Cora (replying to the first), Anna (to Cora and Ben). */
  said: MessageSaved[] = [];
  /** The version up to which lists of rooms must have been told, for each room. */
  private readonly told = new Map<string, number>();
  /** Who has marked something unread. */
  readonly tookBack = new Set<string>();

  constructor(readonly server: Server) {}

  get id(): string {
    return this.room.id;
  }

  /** With so many messages before those that are spoken of, so that these lie outside the first window. */
  async set(older = 0): Promise<this> {
    const people = ['anna', 'ben', 'cora', 'dan'].map((name) => person(this.server, name));
    [this.anna, this.ben, this.cora, this.dan] = (await Promise.all(people)) as [
      Person,
      Person,
      Person,
      Person,
    ];
    this.room = await this.anna.room('general', 'private', [this.ben.id, this.cora.id]);
    const [a, b, c] = await Promise.all([this.anna, this.ben, this.cora].map((p) => p.inside(this.id)));
    if (!a || !b || !c) throw new Error('nobody there');
    this.b = b;
    const spy = await this.anna.online();
    const first = await say(a, this.id, 'The first word');
    this.said.push(first, await say(b, this.id, 'The second, by Ben'));
    this.said.push(await c.get('send_message', { roomId: this.id, content: 'I reply', replyTo: first.id }));
    this.said.push(await say(a, this.id, `@${this.cora.user.username} and @${this.ben.user.username}: look`));
    for (let i = 0; i < older; i += 1) await say(i % 2 ? a : b, this.id, `later ${i}`);
    // What lists are told of it is not part of what follows.
    await spy.home.next('room_activity', (n) => n.roomId === this.id && n.version >= 5 + older);
    spy.close();
    return this;
  }

  /** The clients that are recorded. */
  async open(screen: Partial<Screen> = {}): Promise<this> {
    const people = [this.anna.id, this.ben.id, this.cora.id, this.dan.id];
    const full = { rooms: [this.id], people, ...screen };
    [this.a, this.desk, this.phone] = await Promise.all([
      Observer.open(this.anna, full),
      Observer.open(this.cora, full),
      Observer.open(this.cora, { ...full, rooms: [] }),
    ]);
    // Who has come is told at once or a little later, and what was said before may still be told to lists.
    await this.settled();
    for (const o of this.observers) o.mark();
    return this;
  }

  /** Sockets in the room of further people. */
  readonly crowd: RoomLine[] = [];
  /** Further clients that are recorded. */
  readonly more: Observer[] = [];

  get observers(): Observer[] {
    return [this.a, this.desk, this.phone, ...this.more];
  }

  message(n: number): MessageSaved {
    const saved = this.said[n];
    if (!saved) throw new Error(`nothing was said ${n}`);
    return saved;
  }

  /** Anna sends. */
  async say(content: string, more: Record<string, unknown> = {}): Promise<MessageSaved> {
    return (await this.a.ask(this.id, 'send_message', {
      content,
      clientId: unique('p'),
      ...more,
    })) as unknown as MessageSaved;
  }

  async edit(n: number, content: string, baseRevision = 0): Promise<Message> {
    const messageId = this.message(n).id;
    return (await this.a.ask(this.id, 'edit_message', { messageId, content, baseRevision }))
      .message as Message;
  }

  async remove(n: number): Promise<Message> {
    return (await this.a.ask(this.id, 'delete_message', { messageId: this.message(n).id }))
      .message as Message;
  }

  async react(n: number, emoji: string, on = true): Promise<void> {
    await this.a.ask(this.id, 'react', { messageId: this.message(n).id, emoji, on });
  }

  /** Lists of rooms must be told up to this version. */
  tell(version: number, roomId = this.id): void {
    this.told.set(roomId, Math.max(this.told.get(roomId) ?? 0, version));
  }

  /** Everything that the server has to say has come to everybody who is recorded. */
  async settled(events: Record<string, number> = {}): Promise<Map<Observer, Truth>> {
    for (const o of this.observers) for (const ack of o.acks) this.tell(ack.version);
    for (const [event, times] of Object.entries(events)) {
      await until(`${times} ${event}`, () => this.desk.events().filter((e) => e === event).length >= times);
    }
    const all = new Map<Observer, Truth>();
    for (const o of this.observers) {
      const t = await truth(o.who, o.screen, this.tookBack);
      for (const { version, system } of Object.values(t.history).flat()) if (system) this.tell(version);
      await until(`everything at ${o.who.user.username}`, () => this.has(o, t));
      await o.fence();
      all.set(o, t);
    }
    return all;
  }

  private has(o: Observer, t: Truth): boolean {
    const { timelines, rooms, presence } = o.replica.state;
    return (
      // Told within a second.
      o.screen.people.every((id) => presence[id] === t.state.presence[id]) &&
      o.inside().every((id) => (timelines[id]?.version ?? 0) >= (t.state.timelines[id]?.version ?? 0)) &&
      [...this.told].every(([id, version]) => !rooms.byId[id] || heard(o, id) >= version)
    );
  }

  close(): void {
    for (const o of this.observers) o.close();
  }
}

/** The version as of which the list of rooms was told of a room last. */
function heard(o: Observer, roomId: string): number {
  return Math.max(
    ...o.home.all('session').flatMap((s) => s.rooms.filter((r) => r.id === roomId).map((r) => r.version)),
    ...o.home.all('room_activity').map((a) => (a.roomId === roomId ? a.version : 0)),
    0,
  );
}
