import { useStore as useZustand } from 'zustand';
import { createStore as createZustand, type StoreApi } from 'zustand/vanilla';
import { initialAuth } from './slices/auth/state';
import { initialConnection } from './slices/connection/state';
import { initialDrafts } from './slices/drafts/state';
import { initialMembers } from './slices/members/state';
import { initialOutbox } from './slices/outbox/state';
import { initialPrefs } from './slices/prefs/state';
import { initialPresence } from './slices/presence/state';
import { initialReads } from './slices/reads/state';
import { initialRooms } from './slices/rooms/state';
import { initialTimelines } from './slices/timelines/state';
import { initialTyping } from './slices/typing/state';
import { initialUsers } from './slices/users/state';
import type { State } from './types';

export const initialState: State = {
  auth: initialAuth,
  connection: initialConnection,
  users: initialUsers,
  rooms: initialRooms,
  timelines: initialTimelines,
  outbox: initialOutbox,
  presence: initialPresence,
  typing: initialTyping,
  reads: initialReads,
  members: initialMembers,
  drafts: initialDrafts,
  prefs: initialPrefs,
};

export type LoquatStore = StoreApi<State>;

/** A store of its own, for tests and for several clients in one process. */
export function createStore(state: Partial<State> = {}): LoquatStore {
  return createZustand<State>(() => ({ ...initialState, ...state }));
}

/** The page's store. */
export const store: LoquatStore = createStore();

/** Renders again when what the selector returns is another value: selectors return stable references. */
export function useStore<T>(selector: (state: State) => T): T {
  return useZustand(store, selector);
}
