import type {
  ApiErrorCode,
  ClientId,
  Message,
  MessageId,
  RoomId,
  Timestamp,
  UserId,
} from '../../../protocol';

/**
 * queued: never emitted. sending: emitted, or about to be. failed: end unknown, tried again by itself.
 * rejected: final. cancelled: taken back after the server said that it is not stored.
 */
export type OutboxStatus = 'queued' | 'sending' | 'failed' | 'rejected' | 'cancelled';

/** A message to be sent, or a change of one: then the clientId is the change's opId. */
export interface OutboxEntry {
  userId: UserId;
  clientId: ClientId;
  /** Absent: a message to be sent. */
  kind?: 'edit' | 'delete';
  /** What is changed; its place. */
  messageId?: MessageId;
  seq?: number;
  /** Of an edit: the revision that the person saw. Absent: what the change before it leads to. */
  baseRevision?: number;
  /** Of an edit that met another one: the message as it stands there. */
  theirs?: Message;
  roomId: RoomId;
  content: string;
  replyTo?: MessageId;
  createdAt: Timestamp;
  /** Order within the room. */
  position: number;
  tries: number;
  state: OutboxStatus;
  error?: { code: ApiErrorCode; message: string };
  /** Five tries failed for no known reason: waits for Retry. */
  needsPerson?: boolean;
  /** How many of the tries failed for no known reason. */
  strikes?: number;
  /** ms epoch */
  cancelledAt?: number;
}

export type OutboxState = Record<ClientId, OutboxEntry>;

export const initialOutbox: OutboxState = {};
