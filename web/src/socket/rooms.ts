import type { RoomId } from '../protocol';
import type { Context } from './context';
import { RoomChannel, type RoomHooks } from './room';
import type { SessionChannel } from './session';

/** Rooms that left the screen stay connected as long as they are among these. */
const keepConnected = 10;
/** Messages of them that stay in memory. */
const keepMessages = 200;
const askAgainMs = 5_000;

interface Options {
  session(): SessionChannel;
  renew(used: string): Promise<void>;
  /** True while something waits to be sent there. */
  waits(roomId: RoomId): boolean;
  /** The server says that the person is no member. */
  onGone(roomId: RoomId): void;
  hooks: Omit<RoomHooks, 'onRefused' | 'onLine'>;
}

/** Which rooms have their namespace connected. */
export class Rooms {
  /** Least recently used first. */
  private readonly channels = new Map<RoomId, RoomChannel>();
  /** How often each room is on screen. */
  private readonly onScreen = new Map<RoomId, number>();
  private stopped = false;

  constructor(
    private readonly context: Context,
    private readonly options: Options,
  ) {}

  open(roomId: RoomId): () => void {
    this.onScreen.set(roomId, (this.onScreen.get(roomId) ?? 0) + 1);
    this.need(roomId);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (this.onScreen.get(roomId) ?? 1) - 1;
      if (left > 0) this.onScreen.set(roomId, left);
      else {
        this.onScreen.delete(roomId);
        this.context.dispatch({ type: 'timelines/trimmed', roomId, keep: keepMessages });
      }
      this.evict();
    };
  }

  isOpen(roomId: RoomId): boolean {
    return this.onScreen.has(roomId);
  }

  /** The channel, if everything missed has come. */
  ready(roomId: RoomId): RoomChannel | undefined {
    const channel = this.channels.get(roomId);
    return channel?.ready ? channel : undefined;
  }

  /** Connects the room, on screen or not. */
  need(roomId: RoomId): void {
    if (this.stopped) return;
    const held = this.channels.get(roomId);
    this.channels.delete(roomId);
    const channel = held ?? new RoomChannel(roomId, this.context, this.hooks(), this.options.renew);
    this.channels.set(roomId, channel);
    if (held) held.wake();
    else channel.connect();
    this.evict();
  }

  added(roomId: RoomId): void {
    // A refusal may have come before the membership.
    this.channels.get(roomId)?.connect();
    if (this.isOpen(roomId)) this.need(roomId);
  }

  drop(roomId: RoomId): void {
    this.channels.get(roomId)?.stop();
    this.channels.delete(roomId);
  }

  /** After a snapshot: rooms that it says are gone need no namespace; one on screen that it has needs one again. */
  dropGone(): void {
    const { rooms, timelines } = this.context.store.getState();
    for (const roomId of [...this.channels.keys()]) {
      if (timelines[roomId]?.status === 'gone') this.drop(roomId);
    }
    for (const roomId of this.onScreen.keys()) if (rooms.byId[roomId]) this.need(roomId);
  }

  stop(): void {
    this.stopped = true;
    for (const channel of this.channels.values()) channel.stop();
    this.channels.clear();
  }

  private hooks(): RoomHooks {
    const { hooks, session } = this.options;
    return {
      ...hooks,
      onCaughtUp(id) {
        session().summaries.considerRules(id);
        hooks.onCaughtUp(id);
      },
      onLine: (id) => session().summaries.considerRules(id),
      onRefused: (id) => void this.refused(id),
    };
  }

  private evict(): void {
    const idle = [...this.channels.keys()].filter((id) => !this.isOpen(id) && !this.options.waits(id));
    for (const roomId of idle.slice(0, Math.max(0, idle.length - keepConnected))) this.drop(roomId);
  }

  /** Not a member, says the room. What the list of rooms says may be older, or newer: ask once more. */
  private async refused(roomId: RoomId): Promise<void> {
    const known = this.context.store.getState().rooms.byId[roomId];
    if (known) {
      const room = await this.options.session().isMember(roomId);
      if (this.stopped) return;
      if (room !== false) {
        setTimeout(() => this.channels.get(roomId)?.connect(), askAgainMs);
        return;
      }
      const payload = { roomId, version: known.version, reason: 'removed' } as const;
      this.context.dispatch({ type: 'room_removed', payload, at: Date.now() });
    }
    this.context.dispatch({ type: 'timelines/refused', roomId });
    this.options.onGone(roomId);
  }
}
