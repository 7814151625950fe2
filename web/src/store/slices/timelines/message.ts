import type { Message, MessageUpdated, ReactionChange, UserId } from '../../../protocol';

/**
 * The message after a change: the greater version wins, equal or smaller changes nothing.
 * `held` undefined: the message is new here.
 */
export function newer(
  held: Message | undefined,
  change: MessageUpdated,
  me: UserId | undefined,
): Message | undefined {
  const said = change.message;
  if (held && said.version < held.version) return held;
  if (held && said.version === held.version) {
    // The same version in an answer to one person knows more.
    return held.myReactions === undefined && said.myReactions
      ? { ...held, myReactions: said.myReactions }
      : held;
  }
  if (said.myReactions || said.kind === 'system') return said;
  const mine = ownReactions(held?.myReactions, said, change.reacted ?? [], me);
  return mine ? { ...said, myReactions: mine } : said;
}

/**
 * What one has reacted with, when the event goes to everybody and does not say: what was held, with the
 * changes that this version brought, corrected by the lists of names, which are complete up to 20.
 */
function ownReactions(
  held: string[] | undefined,
  said: Message,
  reacted: ReactionChange[],
  me: UserId | undefined,
): string[] | undefined {
  if (me === undefined) return held;
  const mine = new Set(held);
  let known = held !== undefined;
  for (const { userId, emoji, on } of reacted) {
    if (userId !== me) continue;
    if (on) mine.add(emoji);
    else mine.delete(emoji);
  }
  for (const { emoji, count, userIds } of said.reactions) {
    if (userIds.includes(me)) mine.add(emoji);
    else if (userIds.length >= count) mine.delete(emoji);
  }
  known ||= said.reactions.every(({ count, userIds }) => userIds.includes(me) || userIds.length >= count);
  if (!known) return undefined;
  const present = new Set(said.reactions.map((reaction) => reaction.emoji));
  return [...mine].filter((emoji) => present.has(emoji));
}
