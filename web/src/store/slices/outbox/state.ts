import type { ApiErrorCode, ClientId, MessageId, RoomId, Timestamp, UserId } from '../../../protocol';

/**
 * queued: never emitted. sending: emitted, or about to be. failed: end unknown, tried again by itself.
 * rejected: final. cancelled: taken back after the server said that it is not stored.
 */
export type OutboxStatus = 'queued' | 'sending' | 'failed' | 'rejected' | 'cancelled';

export interface OutboxEntry {
  userId: UserId;
  clientId: ClientId;
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
