import type { ServerAction, ServerEvents, State } from '../store';
import { type Action, initialState, reduce } from '../store';

/** A pure run: the state after these actions. */
export function given(state: Partial<State>, ...actions: Action[]): State {
  const whole = Object.keys(initialState).every((slice) => slice in state);
  return actions.reduce(reduce, whole ? (state as State) : { ...initialState, ...state });
}

/** A server's event as an action. */
export function event<E extends keyof ServerEvents>(type: E, payload: ServerEvents[E], at = 0): Action {
  return { type, payload, at } as ServerAction;
}
