import type { ClientId, Message, MessageSaved, UserId } from '../../../protocol';
import type { OutboxEntry } from './state';

export type OutboxAction =
  /** What IndexedDB holds for the person who is signed in. */
  | { type: 'outbox/loaded'; entries: OutboxEntry[] }
  | { type: 'outbox/put'; entry: OutboxEntry }
  | { type: 'outbox/removed'; clientIds: ClientId[] }
  /** The acknowledgement: the saved message takes the echo's place in the same step. */
  | { type: 'outbox/saved'; userId: UserId; saved: MessageSaved; entry?: OutboxEntry }
  /** A change is stored: the message as it is now takes the place of the optimistic one in the same step. */
  | { type: 'outbox/changed'; opId: ClientId; message: Message };
