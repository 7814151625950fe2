import type { RoomRequests } from '../../protocol';
import type { OutboxEntry, OutboxStatus } from '../../store';

/** Without a final answer. */
export const unsent: OutboxStatus[] = ['queued', 'sending', 'failed'];

export function isUnsent(entry: OutboxEntry): boolean {
  return unsent.includes(entry.state);
}

/** What is emitted one at a time, in order: the messages of a room; the changes of a message. */
export function laneOf({ kind, messageId, roomId }: OutboxEntry): string {
  return kind ? `${roomId} ${messageId}` : roomId;
}

type Sends = Pick<RoomRequests, 'send_message' | 'edit_message' | 'delete_message'>;

/** The request that an entry is, as it goes out. */
export type Request = { [R in keyof Sends]: { event: R; payload: Sends[R][0] } }[keyof Sends];

export function requestOf(entry: OutboxEntry): Request {
  const { kind, roomId, clientId, content, replyTo, userId, messageId = '', baseRevision = 0 } = entry;
  switch (kind) {
    case 'edit':
      return {
        event: 'edit_message',
        payload: { roomId, messageId, content, baseRevision, opId: clientId },
      };
    case 'delete':
      return { event: 'delete_message', payload: { roomId, messageId, opId: clientId } };
    default:
      return {
        event: 'send_message',
        payload: { roomId, content, senderId: userId, clientId, ...(replyTo && { replyTo }) },
      };
  }
}
