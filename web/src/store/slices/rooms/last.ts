import type { Excerpt, Message } from '../../../protocol';
import { excerptOf } from '../../excerpt';
import type { UsersState } from '../users/state';
import type { RoomEntry } from './state';

/** As of when the held last message is known. */
function lastVersionOf(room: RoomEntry): number {
  return room.lastVersion ?? room.version;
}

/**
 * The room with the last message that a row of the list or an activity has. A later message is later, whatever the
 * versions: an activity counts up to its version, but may have been told of a message, or of an edit, before that.
 * Then another one follows, perhaps of the same version.
 */
export function withLast(room: RoomEntry, said: Excerpt | undefined, version: number): RoomEntry {
  const held = room.lastMessage;
  if (!said || (held && (said.seq < held.seq || (said.seq === held.seq && version < lastVersionOf(room)))))
    return room;
  return { ...room, lastMessage: said, lastVersion: version };
}

/** The list follows the open room at once. System lines are no last message. */
export function withMessage(room: RoomEntry, message: Message, users: UsersState): RoomEntry {
  const seq = Math.max(room.seq, message.seq);
  const raised = seq === room.seq ? room : { ...room, seq };
  const held = room.lastMessage;
  if (message.kind === 'system' || (held && message.seq < held.seq)) return raised;
  // At the same version the message itself knows better than what was counted up to that version.
  const same = held?.seq === message.seq;
  if (same && message.version < lastVersionOf(room)) return raised;
  const last = said(message, held, users);
  if (same && equal(held, last)) return raised;
  return { ...raised, lastMessage: last, lastVersion: message.version };
}

function said(message: Message, held: Excerpt | undefined, users: UsersState): Excerpt {
  const { id, seq, senderId, kind, content, createdAt, deletedAt } = message;
  const known = held?.senderId === senderId ? held.senderName : '';
  return {
    id,
    seq,
    senderId,
    senderName: users[senderId]?.displayName ?? known,
    kind,
    excerpt: excerptOf(content),
    createdAt,
    ...(deletedAt && { deletedAt }),
  };
}

function equal(a: Excerpt, b: Excerpt): boolean {
  return a.excerpt === b.excerpt && a.deletedAt === b.deletedAt && a.senderName === b.senderName;
}
