import type { Ack, ErrorCode, Message, MessageId, ReactAnswer, RoomId, RoomRequests } from '../protocol';
import type { Action, LoquatStore } from '../store';
import { halfJitter, Timer } from './backoff';
import { NoAnswer } from './link';

interface Sender {
  request(event: 'react', payload: RoomRequests['react'][0]): Promise<Ack<ReactAnswer>>;
}

export interface ReactionsOptions {
  store: LoquatStore;
  dispatch(action: Action): void;
  /** The room's channel, once everything missed has come. */
  sender(roomId: RoomId): Sender | undefined;
  /** Asks for the room to be connected; ready() is called when it is. */
  need(roomId: RoomId): void;
  /** The server is silent: a live one would have answered. */
  restart(): void;
}

/** Refusals that do not say no: asked again after a while. */
const again: ErrorCode[] = ['unauthorized', 'token_expired', 'rate_limited', 'unavailable', 'internal'];
const maxTries = 5;
const retryBaseMs = 500;
const retryMaxMs = 10_000;

/** One message with wishes that the server has not answered; the wishes themselves stand in the store. */
interface Wanted {
  roomId: RoomId;
  messageId: MessageId;
  tries: number;
  busy: boolean;
  timer: Timer;
}

/**
 * One's own reactions: shown at once, one in flight for each message, the last wish counts. They are kept in
 * memory only. What the server refuses goes back to what the server holds; what ended nobody knows how is asked
 * again, which is harmless: a set is the same after it.
 */
export class Reactions {
  private readonly wanted = new Map<MessageId, Wanted>();
  private stopped = false;

  constructor(private readonly options: ReactionsOptions) {}

  set(roomId: RoomId, messageId: MessageId, emoji: string, on: boolean): void {
    const wanted = this.wanted.get(messageId) ?? {
      roomId,
      messageId,
      tries: 0,
      busy: false,
      timer: new Timer(),
    };
    this.wanted.set(messageId, wanted);
    this.options.dispatch({ type: 'reacting/set', messageId, emoji, on });
    this.pump(wanted);
  }

  /** The room is connected and everything missed has come. */
  ready(roomId: RoomId): void {
    for (const wanted of this.wanted.values()) if (wanted.roomId === roomId) this.pump(wanted);
  }

  waits(roomId: RoomId): boolean {
    return [...this.wanted.values()].some((wanted) => wanted.roomId === roomId);
  }

  /** The room is gone, and everything that was wished there. */
  drop(roomId: RoomId): void {
    for (const wanted of [...this.wanted.values()]) {
      if (wanted.roomId === roomId) for (const [emoji] of this.wishes(wanted)) this.done(wanted, emoji);
    }
  }

  stop(): void {
    this.stopped = true;
    for (const wanted of this.wanted.values()) wanted.timer.clear();
    this.wanted.clear();
  }

  private wishes({ messageId }: Wanted): [string, boolean][] {
    return Object.entries(this.options.store.getState().reacting[messageId] ?? {});
  }

  private pump(wanted: Wanted): void {
    if (this.stopped || wanted.busy || this.wanted.get(wanted.messageId) !== wanted) return;
    for (const [emoji, on] of this.wishes(wanted)) {
      if (this.stands(wanted, emoji, on)) this.done(wanted, emoji);
    }
    const wish = this.wishes(wanted)[0];
    if (!wish) {
      wanted.timer.clear();
      this.wanted.delete(wanted.messageId);
      return;
    }
    const sender = this.options.sender(wanted.roomId);
    if (!sender) {
      this.options.need(wanted.roomId);
      return;
    }
    wanted.timer.clear();
    wanted.busy = true;
    void this.ask(wanted, sender, ...wish).finally(() => {
      wanted.busy = false;
      if (!wanted.timer.armed) this.pump(wanted);
    });
  }

  private async ask(wanted: Wanted, sender: Sender, emoji: string, on: boolean): Promise<void> {
    const { roomId, messageId } = wanted;
    try {
      const ack = await sender.request('react', { roomId, messageId, emoji, on });
      if (this.stopped) return;
      if (ack.ok) {
        wanted.tries = 0;
        // The message as it is now, then the wish goes: nothing flickers.
        this.options.dispatch({ type: 'timelines/message', message: ack.message });
        if (this.wishes(wanted).some(([e, o]) => e === emoji && o === on)) this.done(wanted, emoji);
      } else if (again.includes(ack.error.code) && ++wanted.tries < maxTries) {
        this.later(wanted, ack.error.retryAfterMs);
      } else {
        wanted.tries = 0;
        this.done(wanted, emoji);
      }
    } catch (error) {
      // Asked again by ready(), or after a while if the connection stays.
      this.later(wanted);
      if (error instanceof NoAnswer && error.why === 'timeout' && !this.stopped) this.options.restart();
    }
  }

  private later(wanted: Wanted, afterMs = halfJitter(wanted.tries, retryBaseMs, retryMaxMs)): void {
    if (!this.stopped) wanted.timer.set(afterMs, () => this.pump(wanted));
  }

  private done({ messageId }: Wanted, emoji: string): void {
    this.options.dispatch({ type: 'reacting/set', messageId, emoji });
  }

  /** What the server holds is as wished, so far as is known. */
  private stands({ roomId, messageId }: Wanted, emoji: string, on: boolean): boolean {
    const { timelines, auth } = this.options.store.getState();
    const timeline = timelines[roomId];
    const message: Message | undefined =
      timeline && Object.values(timeline.bySeq).find((one) => one.id === messageId);
    if (message?.deletedAt) return true;
    if (!message || !auth.me || message.myReactions === undefined) return false;
    return message.myReactions.includes(emoji) === on;
  }
}
