import type { Message } from '../../../protocol';
import type { Action } from '../../actions';
import type { OutboxState } from './state';

export function outbox(state: OutboxState, action: Action): OutboxState {
  switch (action.type) {
    case 'outbox/loaded':
      return Object.fromEntries(action.entries.map((entry) => [entry.clientId, entry]));
    case 'outbox/put':
      return { ...state, [action.entry.clientId]: action.entry };
    case 'outbox/removed':
      return without(state, action.clientIds);
    case 'outbox/saved':
      return without(state, [action.saved.clientId]);
    case 'outbox/changed':
      return without(state, [action.opId]);
    case 'receive_message':
    case 'message_updated':
      return without(state, received(state, [action.payload.message]));
    case 'sync':
      return without(state, received(state, action.payload.messages));
    case 'timelines/page':
      return without(state, received(state, action.page.messages));
    default:
      return state;
  }
}

/** Entries that were sent after all, whatever became of their acknowledgement. */
export function received(state: OutboxState, messages: Message[]): string[] {
  return messages
    .filter((message) => state[message.clientId]?.userId === message.senderId)
    .map((message) => message.clientId);
}

function without(state: OutboxState, clientIds: string[]): OutboxState {
  const gone = clientIds.filter((id) => state[id]);
  if (gone.length === 0) return state;
  const next = { ...state };
  for (const id of gone) delete next[id];
  return next;
}
