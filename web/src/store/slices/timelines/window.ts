import type { Message, MessagePage, MessageUpdated, UserId } from '../../../protocol';
import { newer } from './message';
import type { PageKind, Timeline } from './state';

/**
 * Applies changes to the window. A message that is loaded is replaced by a greater version; one beyond an
 * open end is left out, because the page that reaches it will bring it.
 */
export function applyChanges(
  timeline: Timeline,
  changes: MessageUpdated[],
  me: UserId | undefined,
): Timeline {
  let { bySeq, seqs } = timeline;
  const added: number[] = [];
  for (const change of changes) {
    const { seq } = change.message;
    const held = bySeq[seq];
    if (!held && !isInside(timeline, seq)) continue;
    const next = newer(held, change, me);
    if (!next || next === held) continue;
    if (bySeq === timeline.bySeq) bySeq = { ...bySeq };
    bySeq[seq] = next;
    if (!held) added.push(seq);
  }
  if (added.length > 0) seqs = insertSeqs(seqs, added);
  return bySeq === timeline.bySeq ? timeline : { ...timeline, bySeq, seqs };
}

function isInside({ seqs, hasBefore, hasAfter }: Timeline, seq: number): boolean {
  const first = seqs[0];
  const last = seqs.at(-1);
  if (first === undefined || last === undefined) return !hasAfter;
  return (seq > first || !hasBefore) && (seq < last || !hasAfter);
}

function insertSeqs(seqs: number[], added: number[]): number[] {
  const last = seqs.at(-1) ?? 0;
  const sorted = [...added].sort((a, b) => a - b);
  const next = [...seqs, ...sorted];
  return (sorted[0] ?? 0) > last ? next : next.sort((a, b) => a - b);
}

/** The window replaced by these messages, ascending by seq. */
export function replaceWindow(timeline: Timeline, messages: Message[], ends: Ends): Timeline {
  return {
    ...timeline,
    ...ends,
    bySeq: Object.fromEntries(messages.map((message) => [message.seq, message])),
    seqs: messages.map((message) => message.seq),
  };
}

type Ends = Pick<Timeline, 'hasBefore' | 'hasAfter'>;

/** Joins a page to the window, or replaces the window where they do not touch. */
export function joinPage(
  timeline: Timeline,
  kind: PageKind,
  page: MessagePage,
  me: UserId | undefined,
): Timeline {
  const first = timeline.seqs[0];
  const last = timeline.seqs.at(-1);
  const from = page.messages[0]?.seq;
  const to = page.messages.at(-1)?.seq;
  if (first === undefined || last === undefined) {
    return kind === 'before' || kind === 'after'
      ? timeline
      : replaceWindow(timeline, page.messages, endsOf(page));
  }
  if (from === undefined || to === undefined) {
    if (kind === 'before') return { ...timeline, hasBefore: false };
    if (kind === 'after') return { ...timeline, hasAfter: false };
    return timeline;
  }
  // seq has no holes, so neighbours touch.
  if (from > last + 1 || to < first - 1) return replaceWindow(timeline, page.messages, endsOf(page));
  const open: Timeline = { ...timeline, hasBefore: false, hasAfter: false };
  const joined = applyChanges(
    open,
    page.messages.map((message) => ({ message })),
    me,
  );
  return {
    ...joined,
    hasBefore: from <= first ? page.hasBefore : timeline.hasBefore,
    // A window that reaches the end stays open for live events, even if the page knows of one on its way.
    hasAfter: to > last || (to === last && timeline.hasAfter) ? page.hasAfter : timeline.hasAfter,
  };
}

function endsOf(page: MessagePage): Ends {
  return { hasBefore: page.hasBefore, hasAfter: page.hasAfter };
}

/** Keeps the newest messages only; a window that does not reach the end is kept as it is. */
export function trim(timeline: Timeline, keep: number): Timeline {
  if (timeline.hasAfter || timeline.request || timeline.seqs.length <= keep) return timeline;
  const kept = timeline.seqs.slice(-keep).flatMap((seq) => timeline.bySeq[seq] ?? []);
  return replaceWindow(timeline, kept, { hasBefore: true, hasAfter: false });
}
