import type { ServerInfo, User } from '../../../protocol';
import type { AuthState } from './state';

export type AuthAction =
  | { type: 'auth/server'; server: ServerInfo }
  | { type: 'auth/status'; status: Exclude<AuthState['status'], 'signedIn'> }
  | { type: 'auth/signedIn'; user: User };
