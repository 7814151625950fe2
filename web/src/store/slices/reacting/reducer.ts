import type { Action } from '../../actions';
import type { ReactingState } from './state';

export function reacting(state: ReactingState, action: Action): ReactingState {
  if (action.type !== 'reacting/set') return state;
  const { messageId, emoji, on } = action;
  const held = state[messageId];
  if (held?.[emoji] === on) return state;
  const { [emoji]: _, ...others } = held ?? {};
  const wishes = on === undefined ? others : { ...others, [emoji]: on };
  if (Object.keys(wishes).length > 0) return { ...state, [messageId]: wishes };
  const { [messageId]: __, ...rest } = state;
  return rest;
}
