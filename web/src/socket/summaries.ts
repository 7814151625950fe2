import type { RoomActivity, RoomId, RoomSummary } from '../protocol';
import { judge, stampOf } from '../store/slices/rooms/counters';
import { isBehind, isUncounted } from '../store/slices/rooms/reducer';
import { Timer } from './backoff';
import type { Context } from './context';

interface Stamp {
  version: number;
  readRev: number;
}

interface Question {
  /** The greatest of what was said since it was asked. */
  heard: Stamp;
  tries: number;
  /** Until it is asked again. */
  timer: Timer;
}

/** undefined: no answer, or not now. false: not a member. */
export type AskSummary = (roomId: RoomId) => Promise<RoomSummary | false | undefined>;

/** How often at most a room is asked for without a contradiction. */
const everyMs = 30_000;
const againMs = 200;
const maxAgainMs = 6_400;
/** What changed the room is on its way to the list as well. */
const patienceMs = 1_000;

/** Asks room_summary where statements about counters crossed, where the server did not count, and where a row is behind. */
export class Summaries {
  private readonly asked = new Map<RoomId, Question>();
  private readonly lastAsked = new Map<RoomId, number>();
  private readonly planned = new Map<RoomId, Timer>();
  /** What was said last without counts, and before that by somebody else: one's own message makes nothing unread. */
  private readonly uncounted = new Map<RoomId, RoomActivity[]>();

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

  /** After an activity that came without counts. */
  considerUncounted(said: RoomActivity): void {
    if (!said.lastMessage) return;
    const me = this.context.store.getState().auth.me?.id;
    const others = this.said(said.roomId).findLast(({ lastMessage }) => lastMessage?.senderId !== me);
    this.uncounted.set(said.roomId, others ? [others, said] : [said]);
    if (this.isNeeded(said.roomId)) this.plan(said.roomId, 0);
  }

  /** After a change of members or settings was heard of in the room itself. */
  considerRules(roomId: RoomId): void {
    if (isBehind(this.context.store.getState(), roomId)) this.plan(roomId, patienceMs);
  }

  /** The connection is gone, and the next session tells everything. */
  reset(): void {
    for (const { timer } of this.asked.values()) timer.clear();
    for (const timer of this.planned.values()) timer.clear();
    this.asked.clear();
    this.planned.clear();
    this.uncounted.clear();
    this.lastAsked.clear();
  }

  private isNeeded(roomId: RoomId): boolean {
    const state = this.context.store.getState();
    const room = state.rooms.byId[roomId];
    if (!room || this.asked.has(roomId)) return false;
    return isBehind(state, roomId) || this.said(roomId).some((said) => isUncounted(room, said));
  }

  private said(roomId: RoomId): RoomActivity[] {
    return this.uncounted.get(roomId) ?? [];
  }

  private plan(roomId: RoomId, ms: number): void {
    const timer = this.planned.get(roomId) ?? new Timer();
    if (timer.armed) return;
    this.planned.set(roomId, timer);
    const due = (this.lastAsked.get(roomId) ?? Number.NEGATIVE_INFINITY) + everyMs - Date.now();
    const now = () => {
      if (this.isNeeded(roomId)) void this.ask(roomId);
    };
    const wait = Math.max(ms, due);
    if (wait > 0) timer.set(wait, now);
    else now();
  }

  private async ask(roomId: RoomId, tries = 0): Promise<void> {
    const question: Question = { heard: { version: 0, readRev: 0 }, tries, timer: new Timer() };
    this.asked.set(roomId, question);
    this.lastAsked.set(roomId, Date.now());
    const room = await this.request(roomId).catch(() => undefined);
    if (this.asked.get(roomId) !== question) return;
    if (room === undefined) {
      this.askAgain(roomId, question);
      return;
    }
    this.asked.delete(roomId);
    if (!room) return;
    this.context.dispatch({ type: 'rooms/summary', room });
    const { heard } = question;
    // Something newer than the answer came after the question.
    if (heard.version > room.version || heard.readRev > room.readRev) this.askAgain(roomId, question);
    for (const said of this.said(roomId)) {
      if (said.version > room.version)
        this.context.dispatch({ type: 'room_activity', payload: said, at: Date.now() });
    }
    if (this.isNeeded(roomId)) this.plan(roomId, patienceMs);
  }

  private askAgain(roomId: RoomId, question: Question): void {
    const { tries, timer } = question;
    this.asked.set(roomId, question);
    timer.set(Math.min(maxAgainMs, againMs * 2 ** tries), () => void this.ask(roomId, tries + 1));
  }
}
