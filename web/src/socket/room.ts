import * as v from 'valibot';
import type { Ack, Acknowledged, RoomEvents, RoomId, RoomRequests, Sync } from '../protocol';
import { counters, message, messageSaved, roomEvents } from '../protocol/guards';
import type { ServerAction, Timeline } from '../store';
import { hasHole } from '../store/slices/timelines/position';
import { Timer } from './backoff';
import type { Context } from './context';
import { Keeper } from './keeper';
import type { Channel, Refusal } from './link';
import { acknowledged, guardedTable, type Handlers } from './table';

type Requests = Acknowledged<RoomRequests>;

export interface RoomHooks {
  /** Everything missed has come: what waits for this room may go. */
  onReady(roomId: RoomId): void;
  /** The same, and each time that a hole was filled later. */
  onCaughtUp(roomId: RoomId): void;
  /** A system line came: members or settings have changed. */
  onLine(roomId: RoomId): void;
  onDisconnected(roomId: RoomId): void;
  onRefused(roomId: RoomId, refusal: Refusal): void;
  onSaved(saved: RoomEvents['message_saved']): void;
}

const messageAnswer = v.looseObject({ message });
const answers = {
  resync: v.looseObject({}),
  send_message: messageSaved,
  mark_read: counters,
  edit_message: messageAnswer,
  delete_message: messageAnswer,
  react: messageAnswer,
  pin_message: messageAnswer,
  authenticate: v.looseObject({}),
} satisfies Record<keyof Requests, v.GenericSchema>;

/** A hole that the server has not filled by then is asked for. */
const holeMs = 1_000;

/** One room's namespace. */
export class RoomChannel {
  /** Connected, and the sync after it has come to its end. */
  ready = false;
  private readonly channel: Channel;
  private readonly keeper: Keeper;
  private readonly hole = new Timer();
  /** A sync began beyond what is held, and none since has brought what lies between. */
  private behind = false;
  /** Put out twice without a word: it does not come back by itself. */
  private out = false;

  constructor(
    readonly roomId: RoomId,
    private readonly context: Context,
    private readonly hooks: RoomHooks,
    renew: (used: string) => Promise<void>,
  ) {
    this.keeper = new Keeper({
      connect: () => this.channel.connect(),
      token: () => context.api.tokens.current?.value ?? '',
      renew,
      closed: (refusal) => hooks.onRefused(roomId, refusal),
    });
    this.channel = context.link.channel(`/rooms/${roomId}`, () => this.auth(), {
      connect: () => this.keeper.connected(),
      disconnect: (by) => this.disconnected(by),
      refused: (refusal) => this.keeper.refused(refusal),
      failed: () => undefined,
      table: guardedTable<RoomEvents>(roomEvents, this.handlers()),
    });
  }

  connect(): void {
    this.out = false;
    this.channel.connect();
  }

  /** Somebody wants to see the room: a reason to try again where nothing else does. */
  wake(): void {
    if (this.out) this.connect();
  }

  /** Rejects with NoAnswer. */
  async request<R extends keyof Requests>(
    event: R,
    payload: Requests[R][0],
    timeoutMs?: number,
  ): Promise<Ack<Requests[R][1]>> {
    return acknowledged(event, await this.channel.request(event, payload, timeoutMs), answers[event]);
  }

  volatile(event: 'typing', payload: RoomRequests['typing'][0]): void {
    this.channel.volatile(event, payload);
  }

  stop(): void {
    this.ready = false;
    this.keeper.stop();
    this.hole.clear();
    this.channel.release();
  }

  private get timeline(): Timeline | undefined {
    return this.context.store.getState().timelines[this.roomId];
  }

  private auth(): object {
    const held = this.timeline;
    const position = held?.status === 'ready' ? { since: held.version, epoch: held.epoch } : {};
    return { ...this.keeper.auth(), ...position };
  }

  private handlers(): Handlers<RoomEvents> {
    const plain =
      <E extends keyof RoomEvents>(type: E) =>
      (payload: RoomEvents[E]) =>
        this.context.dispatch({ type, payload, at: Date.now() } as unknown as ServerAction);
    const numbered =
      <E extends 'receive_message' | 'message_updated'>(type: E) =>
      (payload: RoomEvents[E]) => {
        if (payload.message.roomId !== this.roomId) return;
        plain(type)(payload);
        this.watchHole();
        if (payload.message.kind === 'system') this.hooks.onLine(this.roomId);
      };
    return {
      sync: (payload) => this.onSync(payload),
      receive_message: numbered('receive_message'),
      message_updated: numbered('message_updated'),
      message_saved: (payload) => this.hooks.onSaved(payload),
      request_failed: () => undefined,
      typing: plain('typing'),
      read: plain('read'),
      user_connected: plain('user_connected'),
      user_disconnected: plain('user_disconnected'),
      member_added: plain('member_added'),
      member_removed: plain('member_removed'),
      member_updated: plain('member_updated'),
    };
  }

  private onSync(payload: Sync): void {
    if (payload.roomId !== this.roomId) return;
    const before = this.timeline;
    this.behind = !payload.reset && (before?.status !== 'ready' || payload.since > before.version);
    this.context.dispatch({ type: 'sync', payload, at: Date.now() });
    if (this.behind) this.resync();
    else this.watchHole();
    if (payload.more) return;
    if (!this.ready) {
      this.ready = true;
      this.hooks.onReady(this.roomId);
    }
    this.hooks.onCaughtUp(this.roomId);
  }

  private get missing(): boolean {
    return this.behind || hasHole(this.timeline);
  }

  private watchHole(): void {
    if (!this.missing) this.hole.clear();
    else if (!this.hole.armed) this.hole.set(holeMs, () => this.resync());
  }

  private resync(): void {
    const held = this.timeline;
    const since = held?.status === 'ready' ? held.version : 0;
    this.request('resync', { roomId: this.roomId, since }).catch(() => undefined);
    // Asked again if that did not help.
    this.hole.set(5 * holeMs, () => this.missing && this.resync());
  }

  private disconnected(by: 'server' | 'transport'): void {
    const was = this.ready;
    this.ready = false;
    this.hole.clear();
    this.behind = false;
    if (was) this.hooks.onDisconnected(this.roomId);
    if (by === 'server' && this.timeline?.status !== 'gone') this.out = !this.keeper.putOut();
  }
}
