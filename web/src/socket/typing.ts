import type { RoomId } from '../protocol';

const everyMs = 300;

type Emit = (roomId: RoomId, typing: boolean) => void;

/** Tells at the first key and then at most once in 300 ms that one types, and once that one stopped. */
export class Typing {
  private room: RoomId | undefined;
  private at = 0;

  constructor(private readonly emit: Emit) {}

  set(roomId: RoomId, on: boolean): void {
    if (!on) {
      if (this.room === roomId) this.stop();
      return;
    }
    if (this.room !== undefined && this.room !== roomId) this.stop();
    const now = Date.now();
    if (this.room === roomId && now - this.at < everyMs) return;
    this.room = roomId;
    this.at = now;
    this.emit(roomId, true);
  }

  /** The message itself ends it for those who see it. */
  sent(roomId: RoomId): void {
    if (this.room === roomId) this.room = undefined;
  }

  private stop(): void {
    if (this.room !== undefined) this.emit(this.room, false);
    this.room = undefined;
  }
}
