import type { ApiErrorCode, Message, UserId } from '../../../protocol';
import type { OutboxEntry } from '../../types';

/** What became of a change of a message, while it is not done with. */
export interface RowChange {
  opId: string;
  kind: 'edit' | 'delete';
  /** pending, waiting: the message is shown as it will be. rejected, conflict: as the server has it. */
  state: 'pending' | 'waiting' | 'rejected' | 'conflict';
  /** Of an edit: one's own text. */
  text?: string;
  /** Of a conflict: the message as it stands there. */
  theirs?: Message;
  error?: { code: ApiErrorCode; message: string };
}

export interface Patch {
  /** Changes of this message, in the order in which they were made. */
  changes: OutboxEntry[];
  wishes: Record<string, boolean> | undefined;
  me: UserId | undefined;
  offline: boolean;
}

export interface Patched {
  message: Message;
  change?: RowChange;
}

const cache = new WeakMap<Message, { patch: Patch; patched: Patched }>();

/** A message with what is on its way to the server. The same objects for the same input. */
export function patched(message: Message, patch: Patch): Patched {
  if (patch.changes.length === 0 && !patch.wishes) return { message };
  const held = cache.get(message);
  if (held && same(held.patch, patch)) return held.patched;
  const result = withReactions(withChanges(message, patch), patch);
  cache.set(message, { patch, patched: result });
  return result;
}

function same(a: Patch, b: Patch): boolean {
  return (
    a.wishes === b.wishes &&
    a.me === b.me &&
    a.offline === b.offline &&
    a.changes.length === b.changes.length &&
    a.changes.every((change, i) => change === b.changes[i])
  );
}

function withChanges(message: Message, { changes, offline }: Patch): Patched {
  let shown: Patched = { message };
  for (const entry of changes) {
    const { clientId: opId, kind, content, error, theirs } = entry;
    if (!kind) continue;
    const base = { opId, kind, ...(kind === 'edit' && { text: content }) };
    if (entry.state === 'rejected') {
      const state = theirs ? ('conflict' as const) : ('rejected' as const);
      // One that goes on behind a refused one is what counts.
      shown = { ...shown, change: { ...base, state, ...(theirs && { theirs }), ...(error && { error }) } };
      continue;
    }
    const waits = offline || entry.state === 'failed';
    const after = { message: changed(shown.message, entry), change: { ...base, state: 'pending' as const } };
    shown = waits ? { ...after, change: { ...after.change, state: 'waiting' } } : after;
  }
  return shown;
}

/** Nothing changes a message that is deleted. */
function changed(message: Message, { kind, content, createdAt }: OutboxEntry): Message {
  if (message.deletedAt) return message;
  if (kind === 'edit') return { ...message, content };
  return { ...message, content: '', reactions: [], mentions: [], attachments: [], deletedAt: createdAt };
}

function withReactions(shown: Patched, { wishes, me }: Patch): Patched {
  const { message } = shown;
  if (!wishes || me === undefined || message.deletedAt) return shown;
  let { reactions } = message;
  const mine = new Set(message.myReactions);
  for (const reaction of reactions) if (reaction.userIds.includes(me)) mine.add(reaction.emoji);
  for (const [emoji, on] of Object.entries(wishes)) {
    if (mine.has(emoji) === on) continue;
    reactions = on ? given(reactions, emoji, me) : takenBack(reactions, emoji, me);
    if (on) mine.add(emoji);
    else mine.delete(emoji);
  }
  return { ...shown, message: { ...message, reactions, myReactions: [...mine] } };
}

type Reactions = Message['reactions'];

function given(reactions: Reactions, emoji: string, me: UserId): Reactions {
  if (!reactions.some((one) => one.emoji === emoji))
    return [...reactions, { emoji, count: 1, userIds: [me] }];
  return reactions.map((one) =>
    one.emoji === emoji ? { ...one, count: one.count + 1, userIds: [...one.userIds, me] } : one,
  );
}

function takenBack(reactions: Reactions, emoji: string, me: UserId): Reactions {
  return reactions.flatMap((one) => {
    if (one.emoji !== emoji) return [one];
    const count = one.count - 1;
    return count > 0 ? [{ ...one, count, userIds: one.userIds.filter((id) => id !== me) }] : [];
  });
}
