import * as v from 'valibot';
import type {
  Ack,
  Acknowledged,
  MessageSaved,
  Presence,
  RoomSummary,
  SessionEvents,
  SessionRequests,
} from '../protocol';
import { messageSaved, roomSummary, sessionEvents } from '../protocol/guards';
import type { ServerAction } from '../store';
import type { Context } from './context';
import { Keeper } from './keeper';
import { type Channel, NoAnswer } from './link';
import { PresenceWishes } from './presence';
import { renewProfiles } from './profiles';
import { renewRows } from './rows';
import { Summaries } from './summaries';
import { acknowledged, guardedTable, type Handlers } from './table';

type Requests = Acknowledged<SessionRequests>;

export interface SessionHooks {
  /** A snapshot was applied. */
  onSession(session: SessionEvents['session']): void;
  onRoomAdded(roomId: string): void;
  onRoomRemoved(roomId: string): void;
}

const answers = {
  room_summary: v.looseObject({ room: roomSummary }),
  presence_subscribe: v.looseObject({ users: v.record(v.string(), v.string()) }),
  sent_status: v.looseObject({ sent: v.optional(v.array(messageSaved), []) }),
  set_status: v.looseObject({}),
  authenticate: v.looseObject({}),
} satisfies Record<keyof Requests, v.GenericSchema>;

/** The namespace "/". */
export class SessionChannel {
  readonly presence: PresenceWishes;
  readonly summaries: Summaries;
  private readonly channel: Channel;
  private readonly keeper: Keeper;
  private snapshots = 0;
  private settle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly context: Context,
    private readonly hooks: SessionHooks,
    renew: (used: string) => Promise<void>,
  ) {
    this.keeper = new Keeper({
      connect: () => this.channel.connect(),
      token: () => context.api.tokens.current?.value ?? '',
      renew,
      closed: () => context.ended(),
    });
    this.channel = context.link.channel('/', () => this.keeper.auth(), {
      connect: () => this.keeper.connected(),
      disconnect: (by) => this.disconnected(by),
      refused: (refusal) => {
        this.offline();
        this.keeper.refused(refusal);
      },
      failed: () => this.offline(),
      table: guardedTable<SessionEvents>(sessionEvents, this.handlers()),
    });
    this.summaries = new Summaries(context, (roomId) => this.isMember(roomId));
    this.presence = new PresenceWishes({
      subscribe: async (userIds) => {
        const ack = await this.request('presence_subscribe', { userIds });
        return ack.ok ? ack.users : undefined;
      },
      setStatus: (status) => void this.request('set_status', { status }).catch(() => undefined),
      got: (users: Record<string, Presence>) => context.dispatch({ type: 'presence/got', users }),
    });
  }

  get connected(): boolean {
    return this.channel.connected;
  }

  connect(): void {
    this.channel.connect();
  }

  /** Rejects with NoAnswer. */
  async request<R extends keyof Requests>(
    event: R,
    payload: Requests[R][0],
    timeoutMs?: number,
  ): Promise<Ack<Requests[R][1]>> {
    return acknowledged(event, await this.channel.request(event, payload, timeoutMs), answers[event]);
  }

  /** At most 100. */
  async sentStatus(clientIds: string[]): Promise<MessageSaved[] | undefined> {
    const ack = await this.request('sent_status', { clientIds }).catch(() => undefined);
    return ack?.ok ? ack.sent : undefined;
  }

  /** undefined: no answer. false: not a member. */
  async isMember(roomId: string): Promise<RoomSummary | false | undefined> {
    const ack = await this.request('room_summary', { roomId }).catch(() => undefined);
    if (ack?.ok) return ack.room;
    return ack?.error.code === 'forbidden' || ack?.error.code === 'not_found' ? false : undefined;
  }

  /** A renewed token, over the open socket. A live server answers: after a sleep the connection may be dead. */
  authenticate(token: string): void {
    if (!this.connected) return;
    this.request('authenticate', { token }).catch((error: unknown) => {
      if (error instanceof NoAnswer && error.why === 'timeout') this.context.link.restart();
    });
  }

  stop(): void {
    clearTimeout(this.settle);
    this.keeper.stop();
    this.presence.stop();
    this.summaries.reset();
    this.channel.release();
  }

  private handlers(): Handlers<SessionEvents> {
    const apply = (action: ServerAction) => this.context.dispatch(action);
    const plain =
      <E extends keyof SessionEvents>(type: E) =>
      (payload: SessionEvents[E]) =>
        apply({ type, payload, at: Date.now() } as unknown as ServerAction);
    return {
      session: (payload) => this.onSession(payload),
      room_added: (payload) => {
        const { id, version, readRev } = payload.room;
        this.summaries.consider(id, { version, readRev });
        plain('room_added')(payload);
        this.hooks.onRoomAdded(id);
      },
      room_updated: plain('room_updated'),
      room_removed: (payload) => {
        plain('room_removed')(payload);
        this.hooks.onRoomRemoved(payload.roomId);
      },
      room_activity: (payload) => {
        const { roomId, version, readRev, unreadCount } = payload;
        if (unreadCount !== undefined && readRev !== undefined) {
          this.summaries.consider(roomId, { version, readRev });
        }
        plain('room_activity')(payload);
        if (unreadCount === undefined) this.summaries.considerUncounted(payload);
      },
      room_read: (payload) => {
        this.summaries.consider(payload.roomId, payload);
        plain('room_read')(payload);
      },
      user_updated: plain('user_updated'),
      presence: plain('presence'),
      session_ended: () => this.context.ended(),
      request_failed: () => undefined,
    };
  }

  private onSession(payload: SessionEvents['session']): void {
    const back = this.context.store.getState().rooms.loaded;
    this.summaries.reset();
    this.context.dispatch({ type: 'session', payload, at: Date.now() });
    this.context.dispatch({ type: 'connection/changed', status: 'online', at: Date.now() });
    clearTimeout(this.settle);
    this.settle = setTimeout(() => this.context.dispatch({ type: 'connection/settled' }), 2_000);
    this.presence.connected();
    if (back) {
      void renewProfiles(this.context, this.presence.ids, payload);
      this.renewRows(payload);
    }
    this.hooks.onSession(payload);
  }

  private renewRows(session: SessionEvents['session']): void {
    const snapshot = ++this.snapshots;
    const options = {
      summaries: this.summaries,
      isMember: (roomId: string) => this.isMember(roomId),
      onGone: (roomId: string) => this.hooks.onRoomRemoved(roomId),
    };
    void renewRows(this.context, options, session, () => this.connected && snapshot === this.snapshots);
  }

  private disconnected(by: 'server' | 'transport'): void {
    this.summaries.reset();
    this.offline();
    // Put out twice without a word: nothing but signing in again is left.
    if (by === 'server' && !this.keeper.putOut()) this.context.ended();
  }

  private offline(): void {
    this.context.dispatch({ type: 'connection/changed', status: 'offline', at: Date.now() });
  }
}
