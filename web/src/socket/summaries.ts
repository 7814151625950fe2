import type { RoomId, RoomSummary } from '../protocol';
import { judge, stampOf } from '../store/slices/rooms/counters';
import type { Context } from './context';

interface Stamp {
  version: number;
  readRev: number;
}

interface Question {
  /** The greatest of what was said since it was asked. */
  heard: Stamp;
  tries: number;
}

export type AskSummary = (roomId: RoomId) => Promise<RoomSummary | undefined>;

const uncountedEveryMs = 30_000;

/** Asks room_summary where statements about counters crossed, and for rooms that the server did not count. */
export class Summaries {
  private readonly asked = new Map<RoomId, Question>();
  private readonly lastAsked = new Map<RoomId, number>();

  constructor(
    private readonly context: Context,
    private readonly request: AskSummary,
  ) {}

  /** Before a statement is applied. */
  consider(roomId: RoomId, said: Stamp): void {
    const question = this.asked.get(roomId);
    if (question) {
      question.heard.version = Math.max(question.heard.version, said.version);
      question.heard.readRev = Math.max(question.heard.readRev, said.readRev);
      return;
    }
    const room = this.context.store.getState().rooms.byId[roomId];
    if (room && judge(stampOf(room), said) === 'ask') void this.ask(roomId);
  }

  /** After an activity that may have come without counts. */
  considerUncounted(roomId: RoomId): void {
    if (!this.context.store.getState().rooms.byId[roomId]?.uncounted || this.asked.has(roomId)) return;
    if (Date.now() - (this.lastAsked.get(roomId) ?? Number.NEGATIVE_INFINITY) < uncountedEveryMs) return;
    void this.ask(roomId);
  }

  /** The connection is gone, and the next session tells everything. */
  reset(): void {
    this.asked.clear();
    this.lastAsked.clear();
  }

  private async ask(roomId: RoomId, tries = 0): Promise<void> {
    const question: Question = { heard: { version: 0, readRev: 0 }, tries };
    this.asked.set(roomId, question);
    this.lastAsked.set(roomId, Date.now());
    const room = await this.request(roomId).catch(() => undefined);
    if (this.asked.get(roomId) !== question) return;
    this.asked.delete(roomId);
    if (!room) return;
    this.context.dispatch({ type: 'rooms/summary', room });
    const { heard } = question;
    if (heard.version <= room.version && heard.readRev <= room.readRev) return;
    // Something newer than the answer came after the question.
    if (tries < 5) setTimeout(() => this.ask(roomId, tries + 1), 200 * 2 ** tries);
  }
}
