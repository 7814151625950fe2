import type { ConnectionState } from './state';

export type ConnectionAction =
  | { type: 'connection/changed'; status: ConnectionState['status']; at: number }
  /** Two seconds after coming back. */
  | { type: 'connection/settled' }
  | { type: 'connection/storage'; storage: ConnectionState['storage'] };
