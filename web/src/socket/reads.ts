import type { Ack, Counters, RoomId } from '../protocol';
import { Timer } from './backoff';
import type { Context } from './context';

/** At most twice a second. */
const everyMs = 500;

type Mark = (roomId: RoomId, seq: number, unread?: true) => Promise<Ack<Counters>> | undefined;

interface Place {
  /** Seen up to here. */
  wanted: number;
  /** Acknowledged up to here. */
  told: number;
  inFlight: boolean;
  timer: Timer;
}

/** Tells the server what was read: the greatest seq, collected; kept in memory while there is no connection. */
export class Reads {
  private readonly places = new Map<RoomId, Place>();
  /** Marked unread by hand: what is on screen stays unread until the room is opened anew, or something newer comes. */
  private readonly unread = new Map<RoomId, number>();
  /** The database of which the numbers above are. */
  private readonly epochs = new Map<RoomId, string>();

  constructor(
    private readonly context: Context,
    private readonly mark: Mark,
  ) {}

  opened(roomId: RoomId): void {
    this.unread.delete(roomId);
    // Another device may have marked it unread since: what was told once may have to be told again.
    const place = this.places.get(roomId);
    if (place && place.wanted <= place.told) this.forget(roomId);
  }

  seen(roomId: RoomId, seq: number): void {
    this.check(roomId);
    const room = this.context.store.getState().rooms.byId[roomId];
    if (seq <= (this.unread.get(roomId) ?? 0) || seq <= (room?.readSeq ?? 0)) return;
    this.unread.delete(roomId);
    const place = this.place(roomId);
    if (seq <= place.wanted) return;
    place.wanted = seq;
    this.context.dispatch({ type: 'rooms/localRead', roomId, seq });
    if (!place.timer.armed && !place.inFlight) place.timer.set(everyMs, () => void this.tell(roomId, place));
  }

  /** The answer may come with an error code. */
  async markUnread(roomId: RoomId, seq: number): Promise<Ack<Counters> | undefined> {
    this.check(roomId);
    this.unread.set(roomId, this.context.store.getState().rooms.byId[roomId]?.seq ?? seq);
    this.forget(roomId);
    this.context.dispatch({ type: 'rooms/localRead', roomId });
    const ack = await this.mark(roomId, seq, true)?.catch(() => undefined);
    if (ack?.ok) this.context.dispatch({ type: 'rooms/counters', roomId, counters: ack });
    else this.unread.delete(roomId);
    return ack;
  }

  /** The room is connected again. */
  ready(roomId: RoomId): void {
    this.check(roomId);
    const place = this.places.get(roomId);
    if (place) void this.tell(roomId, place);
  }

  stop(): void {
    for (const place of this.places.values()) place.timer.clear();
    this.places.clear();
  }

  /** Another database numbers anew: what is known of the old one must not be told to it. */
  private check(roomId: RoomId): void {
    const epoch = this.context.store.getState().timelines[roomId]?.epoch;
    if (epoch === undefined || this.epochs.get(roomId) === epoch) return;
    if (this.epochs.has(roomId)) {
      this.forget(roomId);
      this.unread.delete(roomId);
    }
    this.epochs.set(roomId, epoch);
  }

  private place(roomId: RoomId): Place {
    const place = this.places.get(roomId) ?? { wanted: 0, told: 0, inFlight: false, timer: new Timer() };
    this.places.set(roomId, place);
    return place;
  }

  private forget(roomId: RoomId): void {
    this.places.get(roomId)?.timer.clear();
    this.places.delete(roomId);
  }

  private async tell(roomId: RoomId, place: Place): Promise<void> {
    if (place.inFlight || place.wanted <= place.told) return;
    const seq = place.wanted;
    const asked = this.mark(roomId, seq);
    // Not connected: told when the room is ready.
    if (!asked) return;
    place.inFlight = true;
    const ack = await asked.catch(() => undefined);
    place.inFlight = false;
    if (this.places.get(roomId) !== place) return;
    if (ack?.ok) {
      place.told = seq;
      this.context.dispatch({ type: 'rooms/counters', roomId, counters: ack });
      // From here on what the server says counts: it may be unread again, on another device.
      if (place.wanted <= seq) this.context.dispatch({ type: 'rooms/localRead', roomId });
    } else if (
      ack?.error.code === 'forbidden' ||
      ack?.error.code === 'not_found' ||
      ack?.error.code === 'invalid'
    ) {
      this.forget(roomId);
      this.context.dispatch({ type: 'rooms/localRead', roomId });
      return;
    }
    const wait = ack?.ok ? everyMs : (ack?.error.retryAfterMs ?? 2 * everyMs);
    if (place.wanted > place.told) place.timer.set(wait, () => void this.tell(roomId, place));
  }
}
