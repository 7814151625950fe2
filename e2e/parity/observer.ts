import type { Member, Message, User } from '../../web/src/protocol/wire.gen';
import type { OutboxEntry } from '../../web/src/store/types';
import type { Person } from '../harness/people';
import type { Answer, Device, RoomLine, SessionLine } from '../harness/sockets';
import { until } from '../harness/until';
import { type Frame, Replica, type Truth } from './replica';

/** Which rooms a client has on screen, and whose presence it shows. */
export interface Screen {
  rooms: readonly string[];
  people: readonly string[];
}

interface Acknowledged {
  asked: Frame[];
  answer: Frame[];
  /** The version of a change that lists of rooms are told of. */
  version: number;
}

/** A client that records every frame of its sockets, and holds what its reducer makes of them. */
export class Observer {
  readonly frames: Frame[] = [];
  readonly replica: Replica;
  readonly acks: Acknowledged[] = [];
  /** What it held, and how many frames it had, when the recording began. */
  stale: Replica;
  private readonly device: Device;
  private readonly lines = new Map<string, RoomLine>();

  constructor(
    readonly who: Person,
    readonly screen: Screen,
    from?: Replica,
  ) {
    this.replica = from?.copy() ?? Replica.of(who.user);
    this.stale = this.replica.copy();
    this.device = who.device();
    this.record(this.device.home, '/');
    for (const id of screen.rooms) {
      const line = this.device.room(id, () => this.replica.position(id));
      this.lines.set(id, line);
      this.record(line, `/rooms/${id}`);
    }
  }

  /** A client whose screen is complete: session, sync, lists of members, presence. */
  static async open(who: Person, screen: Screen): Promise<Observer> {
    const o = new Observer(who, screen);
    await o.ready();
    for (const id of o.inside()) o.got({ action: await membersOf(o, id) });
    o.mark();
    return o;
  }

  get home(): SessionLine {
    return this.device.home;
  }

  room(id: string): RoomLine {
    const line = this.lines.get(id);
    if (!line) throw new Error(`${id} is not on screen`);
    return line;
  }

  /** Those of its rooms that it has entered. */
  inside(): string[] {
    return this.screen.rooms.filter((id) => this.replica.state.timelines[id]?.status === 'ready');
  }

  /** Everything that comes from now on is what a stale client has missed. */
  mark(): void {
    this.frames.length = 0;
    this.acks.length = 0;
    this.stale = this.replica.copy();
  }

  /** Connected: the snapshot and everything missed has come, or the room refused. */
  async ready(): Promise<this> {
    await until('the session', () => this.home.names().includes('session'));
    for (const [id, line] of this.lines) {
      await until(`sync of ${id}`, () => line.refusals.length > 0 || line.all('sync').some((s) => !s.more));
    }
    await this.watch();
    return this;
  }

  async watch(): Promise<void> {
    const { users } = await this.home.get('presence_subscribe', { userIds: [...this.screen.people] });
    this.got({ action: { type: 'presence/got', users } });
  }

  /** Emits with an acknowledgement, as the outbox and its like do; what the client makes of the answer is recorded. */
  async ask(
    roomId: string,
    event: string,
    payload: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const answer = await this.try(roomId, event, payload);
    if (!answer.ok) throw new Error(`${event}: ${JSON.stringify(answer.error)}`);
    return answer;
  }

  /** The same of what may be refused. */
  async try(
    roomId: string,
    event: string,
    payload: Record<string, unknown>,
  ): Promise<Answer<Record<string, unknown>>> {
    const request = { roomId, ...payload };
    const asked: Frame[] = [];
    if (event === 'send_message') asked.push({ action: { type: 'outbox/put', entry: this.entry(request) } });
    for (const f of asked) this.got(f);
    const answer = await this.room(roomId).raw(event, request);
    if (!answer.ok) {
      if (asked.length > 0)
        this.got({ action: { type: 'outbox/removed', clientIds: [String(payload.clientId)] } });
      return answer;
    }
    const ack: Acknowledged = { asked, answer: this.answered(event, request, answer), version: 0 };
    if (event === 'send_message') ack.version = answer.version as number;
    if (event === 'edit_message' || event === 'delete_message')
      ack.version = (answer.message as Message).version;
    for (const f of ack.answer) this.got(f);
    this.acks.push(ack);
    return answer;
  }

  /** A round trip on each of its sockets: what the server had sent before has come. */
  async fence(): Promise<void> {
    await this.home.fence();
    for (const line of this.lines.values()) if (line.socket.connected) await line.fence();
  }

  /** The network is gone, without goodbye; the client comes back by itself. */
  drop(): void {
    this.device.drop();
  }

  close(): void {
    this.device.close();
  }

  /** The events that came since mark, by name. */
  events(): string[] {
    return this.frames.flatMap((f) => ('event' in f ? [f.event] : []));
  }

  private record(line: { socket: RoomLine['socket'] }, namespace: string): void {
    line.socket.onAny((event: string, payload: object) => {
      this.got({ namespace, event, payload });
      if (event !== 'room_added') return;
      // Put out and let in again: the client enters anew.
      const room = this.lines.get((payload as { room: { id: string } }).room.id);
      if (room && !room.socket.active) room.socket.connect();
    });
  }

  private got(frame: Frame): void {
    this.frames.push(frame);
    this.replica.take(frame);
  }

  private entry(request: Record<string, unknown>): OutboxEntry {
    const { clientId, roomId, content, replyTo } = request as Record<
      'clientId' | 'roomId' | 'content',
      string
    > & {
      replyTo?: string;
    };
    const position = this.frames.length;
    const createdAt = '2026-01-01T00:00:00.000Z';
    const state = 'sending' as const;
    const from = { userId: this.who.id, clientId, roomId, content, createdAt, position, tries: 1, state };
    return { ...from, ...(replyTo && { replyTo }) };
  }

  private answered(
    event: string,
    request: Record<string, unknown>,
    answer: Record<string, unknown>,
  ): Frame[] {
    const roomId = request.roomId as string;
    switch (event) {
      case 'send_message':
        return [
          {
            action: {
              type: 'outbox/saved',
              userId: this.who.id,
              saved: answer as never,
              entry: this.entry(request),
            },
          },
        ];
      case 'edit_message':
      case 'delete_message':
      case 'react':
        return [{ action: { type: 'timelines/message', message: answer.message as Message } }];
      case 'mark_read':
        return [{ action: { type: 'rooms/counters', roomId, counters: answer as never } }];
      default:
        return [];
    }
  }
}

async function membersOf(o: Observer, roomId: string) {
  const rulesVersion = o.replica.state.timelines[roomId]?.rulesVersion ?? 0;
  const { members } = await o.who.ok<{ members: Member[] }>('GET', `/rooms/${roomId}/members?limit=200`);
  return { type: 'members/got', roomId, members, rulesVersion, append: false } as const;
}

/** What a client is told that comes anew. */
export async function truth(
  who: Person,
  screen: Screen,
  tookBack: ReadonlySet<string> = new Set(),
): Promise<Truth> {
  const fresh = new Observer(who, screen);
  await fresh.ready();
  const answer: Truth = { state: fresh.replica.state, history: {}, members: {}, people: [], tookBack };
  for (const id of screen.rooms) answer.history[id] = [];
  for (const id of fresh.inside()) {
    const room = fresh.replica.state.rooms.byId[id];
    answer.history[id] = await who.history(id);
    if (room?.kind === 'group') answer.members[id] = (await membersOf(fresh, id)).members;
  }
  answer.state = fresh.replica.state;
  answer.people = (await who.ok<{ users: User[] }>('GET', `/users?ids=${screen.people.join()}`)).users;
  fresh.close();
  return answer;
}

/** What a client is told that comes back with what `held` holds, in both orders of its namespaces. */
export async function caughtUp(who: Person, screen: Screen, held: Replica): Promise<Frame[][]> {
  const o = new Observer(who, screen, held);
  o.frames.length = 0;
  await o.ready();
  const refused = screen.rooms.filter((id) => o.room(id).refusals.length > 0);
  o.close();
  const rooms = o.frames.filter((f) => 'event' in f && f.event === 'sync');
  const home = o.frames.filter((f) => !rooms.includes(f));
  for (const roomId of refused) rooms.push({ action: { type: 'timelines/refused', roomId } });
  return [
    [...home, ...rooms],
    [...rooms, ...home],
  ];
}
