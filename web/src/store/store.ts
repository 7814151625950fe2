import { useStore as useZustand } from 'zustand';
import { createStore as createZustand, type StoreApi } from 'zustand/vanilla';
import type { Action } from './actions';
import { initialState } from './initial';
import { reduce } from './reduce';
import type { State } from './types';

export interface LoquatStore extends StoreApi<State> {
  dispatch(action: Action): void;
}

/** A store of its own, for tests and for several clients in one process. */
export function createStore(state: Partial<State> = {}): LoquatStore {
  const zustand = createZustand<State>(() => ({ ...initialState, ...state }));
  const dispatch = (action: Action) => zustand.setState((before) => reduce(before, action), true);
  return Object.assign(zustand, { dispatch });
}

/** The page's store. */
export const store: LoquatStore = createStore();

/** Renders again when what the selector returns is another value: selectors return stable references. */
export function useStore<T>(selector: (state: State) => T): T {
  return useZustand(store, selector);
}
