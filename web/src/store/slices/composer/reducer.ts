import type { Action } from '../../actions';
import type { ComposerState } from './state';

export function composer(state: ComposerState, action: Action): ComposerState {
  if (action.type !== 'composer/set') return state;
  if (action.mode) return { ...state, [action.roomId]: action.mode };
  const { [action.roomId]: gone, ...rest } = state;
  return gone ? rest : state;
}
