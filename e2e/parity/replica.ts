import type { Member, Message, RoomSummary, User } from '../../web/src/protocol/wire.gen';
import type { Action } from '../../web/src/store/actions';
import { initialState } from '../../web/src/store/initial';
import { reduce } from '../../web/src/store/reduce';
import { judge, stampOf } from '../../web/src/store/slices/rooms/counters';
import type { State } from '../../web/src/store/types';

/** Something that changes what a client holds: an event as it came, or what the client itself makes of an answer. */
export type Frame = { namespace: string; event: string; payload: object } | { action: Action };

/** Events without a version: the newest statement is the truth, so an older one must not be repeated after it. */
export const ephemeral = ['typing', 'presence', 'user_connected', 'user_disconnected'];

/** What a browser holds: its own reducer, fed with frames as web/src/socket feeds it. */
export class Replica {
  /** Rooms of whose counters two statements crossed: the client asks room_summary. */
  readonly doubtful: Set<string>;
  /** A sync that began beyond what was held: the client asks for more. */
  behind = false;

  constructor(
    public state: State,
    doubtful: Iterable<string> = [],
  ) {
    this.doubtful = new Set(doubtful);
  }

  static of(user: User): Replica {
    return new Replica({ ...initialState, auth: { ...initialState.auth, status: 'signedIn', me: user } });
  }

  copy(): Replica {
    return new Replica(this.state, this.doubtful);
  }

  take(frame: Frame): this {
    if ('action' in frame) {
      this.dispatch(frame.action);
      return this;
    }
    const { event, payload } = frame;
    // What web/src/socket keeps for itself: these reach no reducer.
    if (event === 'session_ended' || event === 'request_failed' || event === 'message_saved') return this;
    this.consider(event, payload);
    this.dispatch({ type: event, payload, at: 0 } as unknown as Action);
    return this;
  }

  all(frames: readonly Frame[]): this {
    for (const frame of frames) this.take(frame);
    return this;
  }

  dispatch(action: Action): void {
    this.state = reduce(this.state, action);
  }

  position(roomId: string): { since?: number; epoch?: string } {
    const held = this.state.timelines[roomId];
    return held?.status === 'ready' && held.epoch ? { since: held.version, epoch: held.epoch } : {};
  }

  private consider(event: string, payload: object): void {
    if (event === 'session') this.doubtful.clear();
    if (event === 'sync') {
      const { roomId, since, reset } = payload as { roomId: string; since: number; reset: boolean };
      const held = this.state.timelines[roomId];
      if (!reset && (held?.status !== 'ready' || since > held.version)) this.behind = true;
    }
    if (!/^room_(added|activity|read)$/.test(event)) return;
    const said =
      'room' in payload ? (payload.room as RoomSummary) : (payload as RoomSummary & { roomId: string });
    if (said.unreadCount === undefined) return;
    const id = 'roomId' in said ? (said.roomId as string) : said.id;
    const room = this.state.rooms.byId[id];
    if (room && judge(stampOf(room), said) === 'ask') this.doubtful.add(id);
  }
}

/** What a client that comes anew is told, and the whole history of its rooms. */
export interface Truth {
  state: State;
  history: Record<string, Message[]>;
  members: Record<string, Member[]>;
  /** The profiles of the people that the client shows. */
  people: User[];
  /** Who has marked something unread. */
  tookBack: ReadonlySet<string>;
}

/**
 * Compared field by field:
 *  - rooms: every row of the list with its counters. Not the versions: they are stamps of the newest statement, and reactions make none on /.
 *  - timelines: every message that is loaded, whole (of `myReactions` the set), the position, the window's ends. A client may hold older messages
 *    than a fresh one has loaded: they are compared with the history. A room that is gone is gone; the reason is told once and not kept.
 *  - members: the list, if the client has loaded it. reads: receipts, which never go back: of who has marked something unread, a fresh client sees the position alone.
 *  - presence: of the people that the client shows; told within a second, asked for anew after a cut.
 *  - users: of those that both know. Profiles have no log: after a cut the client asks for those of the people that it shows.
 *  - outbox: nothing waits. Typing is told once, kept nowhere, and not compared.
 */
export function shown(held: State, truth: Truth, people: readonly string[]) {
  const ids = Object.keys(truth.history);
  const common = Object.keys(held.users).filter((id) => truth.state.users[id]);
  const lists = Object.keys(truth.members).filter((id) => held.members[id]);
  return {
    held: {
      rooms: map(Object.keys(held.rooms.byId), (id) => row(held.rooms.byId[id])),
      timelines: map(ids, (id) => timeline(held.timelines[id])),
      members: map(lists, (id) => byId(held.members[id]?.list)),
      reads: map(Object.keys(truth.members), (id) => held.reads[id] ?? {}),
      presence: map(people, (id) => held.presence[id]),
      users: map(common, (id) => held.users[id]),
      outbox: held.outbox,
    },
    fresh: {
      rooms: map(Object.keys(truth.state.rooms.byId), (id) => row(truth.state.rooms.byId[id])),
      timelines: map(ids, (id) => due(held.timelines[id], truth, id)),
      members: map(lists, (id) => byId(truth.members[id])),
      reads: map(Object.keys(truth.members), (id) => receipts(held.reads[id], truth, id)),
      presence: map(people, (id) => truth.state.presence[id]),
      users: map(common, (id) => truth.state.users[id]),
      outbox: {},
    },
  };
}

function row(room: State['rooms']['byId'][string] | undefined) {
  if (!room) return undefined;
  const { version: _, countVersion: __, lastVersion: ___, uncounted, ...rest } = room;
  return { ...rest, uncounted: uncounted ?? false };
}

function timeline(held: State['timelines'][string] | undefined) {
  if (!held || held.status === 'gone') return 'gone';
  const { status, version, rulesVersion, hasBefore, hasAfter, ahead, seqs, bySeq } = held;
  return {
    status,
    version,
    rulesVersion,
    hasBefore,
    hasAfter,
    hole: ahead !== undefined,
    messages: seqs.map((seq) => message(bySeq[seq])),
  };
}

function due(
  held: State['timelines'][string] | undefined,
  truth: Truth,
  id: string,
): ReturnType<typeof timeline> {
  const fresh = truth.state.timelines[id];
  const history = truth.history[id] ?? [];
  if (!fresh || fresh.status === 'gone') return 'gone';
  const from = held?.seqs[0] ?? 1;
  const to = held?.hasAfter ? (held.seqs.at(-1) ?? 0) : history.length;
  return {
    status: 'ready',
    version: fresh.version,
    rulesVersion: fresh.rulesVersion,
    hasBefore: from > 1,
    hasAfter: to < history.length,
    hole: false,
    messages: history.slice(from - 1, to).map(message),
  };
}

function receipts(
  held: Record<string, number> | undefined,
  truth: Truth,
  id: string,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(truth.state.reads[id] ?? {}).map(([user, seq]) => [
      user,
      truth.tookBack.has(user) ? Math.max(seq, held?.[user] ?? 0) : seq,
    ]),
  );
}

function message(m: Message | undefined) {
  return m && { ...m, myReactions: [...(m.myReactions ?? [])].sort() };
}

function byId(list: readonly Member[] | undefined): Member[] | undefined {
  return list && [...list].sort((a, b) => a.userId.localeCompare(b.userId));
}

function map<T>(keys: readonly string[], value: (key: string) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [key, value(key)]));
}
