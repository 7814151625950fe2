export type { Action, Payload, ServerAction, ServerEvents } from './actions';
export type { Client } from './client';
export { ClientProvider, useClient } from './client-context';
export { initialState } from './initial';
export { reduce } from './reduce';
export { selectMe } from './slices/auth/selectors';
export { selectChangesOf, selectOutboxOf, selectRejected, selectWaiting } from './slices/outbox/selectors';
export {
  selectDirectsSorted,
  selectMentionTotal,
  selectRecent,
  selectRoom,
  selectRoomsSorted,
  selectUnreadTotal,
} from './slices/rooms/selectors';
export type { MessageState, Row, RowChange } from './slices/timelines/rows';
export { selectLastOwn, selectTimeline, selectTimelineRows } from './slices/timelines/selectors';
export { selectTyping } from './slices/typing/selectors';
export { createStore, type LoquatStore, store, useStore } from './store';
export type * from './types';
