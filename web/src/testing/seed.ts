import { initialState, type State, store } from '../store';

/** Sets parts of the page's store; the rest is as at the start. */
export function seed(state: Partial<State>): void {
  store.setState({ ...initialState, ...state }, true);
}

export function resetStore(): void {
  store.setState(initialState, true);
}
