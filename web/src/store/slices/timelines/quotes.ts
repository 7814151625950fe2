import type { Message, MessageId, ReplyRef } from '../../../protocol';
import { excerptOf } from '../../excerpt';
import type { Timeline } from './state';

const cache = new WeakMap<Message, ReplyRef>();

/** What stands above an answer to this message, as the server would say it. The same object for the same message. */
function refTo(message: Message): ReplyRef {
  const held = cache.get(message);
  if (held) return held;
  const { id, seq, senderId, deletedAt } = message;
  const excerpt = excerptOf(message.content);
  const ref = { id, seq, senderId, ...(excerpt && { excerpt }), ...(deletedAt && { deletedAt }) };
  cache.set(message, ref);
  return ref;
}

/** What stands above an answer to this message, if that is loaded. */
export function quoteOf(timeline: Timeline, id: MessageId | undefined): ReplyRef | undefined {
  if (id === undefined) return undefined;
  const seq = timeline.seqs.findLast((one) => timeline.bySeq[one]?.id === id);
  const message = seq === undefined ? undefined : timeline.bySeq[seq];
  return message && refTo(message);
}

/**
 * Quotes are sent as they were when the answer was read. When a message changes, loaded or not, the answers
 * to it that are loaded are renewed, so that they show what a fresh page would.
 */
export function withQuotes(timeline: Timeline, changed: Message[]): Timeline {
  const altered = new Map<MessageId, Message>();
  for (const message of changed) {
    if (message.revision === 0 && !message.deletedAt) continue;
    if (message.version >= (altered.get(message.id)?.version ?? 0)) altered.set(message.id, message);
  }
  if (altered.size === 0) return timeline;
  let { bySeq } = timeline;
  for (const seq of timeline.seqs) {
    const answer = bySeq[seq];
    const said = answer?.replyTo && altered.get(answer.replyTo.id);
    if (!answer || !said) continue;
    // What is held may be newer than what is said.
    const held = bySeq[said.seq];
    const ref = refTo(held && held.version > said.version ? held : said);
    if (answer.replyTo?.excerpt === ref.excerpt && answer.replyTo?.deletedAt === ref.deletedAt) continue;
    if (bySeq === timeline.bySeq) bySeq = { ...bySeq };
    bySeq[seq] = { ...answer, replyTo: ref };
  }
  return bySeq === timeline.bySeq ? timeline : { ...timeline, bySeq };
}
