export interface ConnectionState {
  status: 'idle' | 'connecting' | 'online' | 'offline';
  /** ms epoch */
  offlineSince?: number;
  /** True for 2 s after coming back. */
  justBack?: boolean;
  /** 'memory': the outbox does not survive a reload. */
  storage: 'durable' | 'memory';
  /** The server's database, as told by the last `session`. */
  epoch?: string;
}

export const initialConnection: ConnectionState = { status: 'idle', storage: 'durable' };
