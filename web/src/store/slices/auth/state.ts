import type { ServerInfo, User } from '../../../protocol';

export interface AuthState {
  /** 'unreachable': the server did not answer at the start. */
  status: 'starting' | 'signedOut' | 'signedIn' | 'unreachable';
  me?: User;
  server?: ServerInfo;
}

export const initialAuth: AuthState = { status: 'starting' };
