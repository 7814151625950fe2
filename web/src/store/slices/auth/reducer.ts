import type { Action } from '../../actions';
import type { AuthState } from './state';

export function auth(state: AuthState, action: Action): AuthState {
  switch (action.type) {
    case 'auth/server':
      return { ...state, server: action.server };
    case 'auth/status': {
      const { me: _, ...rest } = state;
      return { ...rest, status: action.status };
    }
    case 'auth/signedIn':
      return { ...state, status: 'signedIn', me: action.user };
    default:
      return state;
  }
}
