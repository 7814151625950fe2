import type { Timestamp, User } from './wire.gen';

/** What only REST calls bring: docs/protocol.md, section 1. */

export type Transport = 'polling' | 'websocket';

export interface ServerInfo {
  name: string;
  version: string;
  registration: 'open' | 'invite' | 'closed';
  /** True while there is no user. */
  setup: boolean;
  setupTokenRequired: boolean;
  transports: Transport[];
}

/** Answer to register, login and refresh. */
export interface AuthResult {
  user: User;
  accessToken: string;
  /** Whole seconds. */
  expiresIn: number;
}

export interface UserSession {
  id: string;
  createdAt: Timestamp;
  lastUsedAt: Timestamp;
  userAgent: string;
  address: string;
  current: boolean;
}
