import { Manager, type ManagerOptions, type Socket } from 'socket.io-client';
import type {
  RoomEvents,
  RoomRequests,
  SessionEvents,
  SessionRequests,
  Sync,
  WireError,
} from '../../web/src/protocol/wire.gen';
import { until, within } from './until';

export type Answer<T> = ({ ok: true } & T) | { ok: false; error: WireError };

/** A connect_error with what the server says about it. */
export interface Refusal {
  message: string;
  data: WireError;
}

interface Arrival {
  event: string;
  payload: unknown;
  taken: boolean;
}

type Question<R, K extends keyof R> = R[K] extends [infer P, unknown] ? P : never;
type Reply<R, K extends keyof R> = R[K] extends [unknown, infer A] ? A : never;

/** One socket: everything that comes is kept, in its order. */
export class Line<E extends object, R extends object> {
  readonly log: Arrival[] = [];
  readonly refusals: Refusal[] = [];
  readonly closings: string[] = [];

  constructor(
    readonly socket: Socket,
    readonly name: string,
  ) {
    socket.onAny((event: string, payload: unknown) => this.log.push({ event, payload, taken: false }));
    socket.on('connect_error', (e: Error & { data?: WireError }) => {
      if (e.data) this.refusals.push({ message: e.message, data: e.data });
    });
    socket.on('disconnect', (reason) => this.closings.push(reason));
  }

  /** Every payload of this event so far. */
  all<K extends keyof E & string>(event: K): E[K][] {
    return this.log.filter((r) => r.event === event).map((r) => r.payload as E[K]);
  }

  /** The names of the events so far, in their order. */
  names(): string[] {
    return this.log.map((r) => r.event);
  }

  /** The next payload of this event that was not taken before. */
  next<K extends keyof E & string>(
    event: K,
    where: (payload: E[K]) => boolean = () => true,
    ms?: number,
  ): Promise<E[K]> {
    const find = () => {
      const found = this.log.find((r) => !r.taken && r.event === event && where(r.payload as E[K]));
      if (found) found.taken = true;
      return found?.payload as E[K];
    };
    return until(`${event} on ${this.name}`, find, ms);
  }

  /** Emits anything and answers its acknowledgement, whatever it says. */
  raw(event: string, ...payload: unknown[]): Promise<Answer<Record<string, unknown>>> {
    return within(`the answer to ${event} on ${this.name}`, this.socket.emitWithAck(event, ...payload));
  }

  /** Asks, and fails the test unless the answer is yes. */
  async get<K extends keyof R & string>(event: K, payload: Question<R, K>): Promise<Reply<R, K>> {
    const answer = await this.raw(event, payload);
    if (!answer.ok) throw new Error(`${event}: ${answer.error.code}: ${answer.error.message}`);
    return answer as Reply<R, K>;
  }

  /** Asks, and answers the refusal. */
  async no<K extends keyof R & string>(event: K, payload: unknown): Promise<WireError> {
    const answer = await this.raw(event, payload);
    if (answer.ok) throw new Error(`${event} was accepted: ${JSON.stringify(answer)}`);
    return answer.error;
  }

  emit<K extends keyof R & string>(event: K, payload: unknown): void {
    this.socket.emit(event, payload);
  }

  /** A round trip: what the server had sent to this socket before it has arrived afterwards. */
  async fence(): Promise<void> {
    for (let i = 0; i < 2; i++) await this.raw('is_anybody_there');
  }

  refused(): Promise<Refusal> {
    return until(`a refusal of ${this.name}`, () => this.refusals.shift());
  }

  /** The reason of the next end of this socket. */
  ended(): Promise<string> {
    return until(`the end of ${this.name}`, () => this.closings.shift());
  }

  connected(): Promise<true> {
    return until(`${this.name} to be connected`, () => this.socket.connected) as Promise<true>;
  }
}

export type SessionLine = Line<SessionEvents, SessionRequests>;
export type RoomLine = Line<RoomEvents, RoomRequests>;

const managers = new Set<Manager>();

/** One connection of somebody: a tab, a phone. */
export class Device {
  readonly manager: Manager;
  private readonly rooms = new Map<string, RoomLine>();
  private own: SessionLine | undefined;

  constructor(
    url: string,
    readonly token: () => string,
    options: Partial<ManagerOptions> = {},
  ) {
    this.manager = new Manager(url, {
      autoConnect: false,
      reconnectionDelay: 30,
      reconnectionDelayMax: 200,
      transports: ['websocket'],
      ...options,
    });
    managers.add(this.manager);
  }

  /** The namespace /, not waited for. */
  get home(): SessionLine {
    this.own ??= this.line<SessionEvents, SessionRequests>('/');
    return this.own;
  }

  /** A room's namespace, not waited for. */
  room(id: string, auth: Record<string, unknown> | (() => Record<string, unknown>) = {}): RoomLine {
    const line = this.rooms.get(id) ?? this.line<RoomEvents, RoomRequests>(`/rooms/${id}`, auth);
    this.rooms.set(id, line);
    return line;
  }

  /** Any namespace at all, without its socket being kept. */
  line<E extends object, R extends object>(
    name: string,
    auth: Record<string, unknown> | (() => Record<string, unknown>) = {},
  ): Line<E, R> {
    const socket = this.manager.socket(name, {
      auth: (give) => give({ token: this.token(), ...(typeof auth === 'function' ? auth() : auth) }),
    });
    const line = new Line<E, R>(socket, name);
    socket.connect();
    return line;
  }

  /** Enters a room and waits for the first sync. */
  async enter(id: string, auth: Record<string, unknown> = {}): Promise<{ line: RoomLine; sync: Sync }> {
    const line = this.room(id, auth);
    return { line, sync: await line.next('sync') };
  }

  /** Ends the connection as a lost network does: no goodbye of Socket.IO's; the client comes back by itself. */
  drop(): void {
    this.manager.engine.close();
  }

  close(): void {
    this.manager._close();
    managers.delete(this.manager);
  }
}

/** Ends every connection of this process. */
export function closeSockets(): void {
  for (const m of managers) m._close();
  managers.clear();
}
