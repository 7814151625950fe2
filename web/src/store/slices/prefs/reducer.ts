import type { Action } from '../../actions';
import type { PrefsState } from './state';

export function prefs(state: PrefsState, action: Action): PrefsState {
  return action.type === 'prefs/set' ? { ...state, ...action.prefs } : state;
}
