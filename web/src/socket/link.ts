import { Manager, type Socket } from 'socket.io-client';
import type { ErrorCode, Transport } from '../protocol';

/** What a refused CONNECT says. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
}

export interface ChannelEvents {
  connect(): void;
  /** 'server': a DISCONNECT packet, after which the library never comes back by itself. */
  disconnect(by: 'server' | 'transport'): void;
  refused(refusal: Refusal): void;
  /** The transport could not be opened; the library tries again. */
  failed(): void;
  /** One row for each of the server's events: subscribed as a whole, and unsubscribed as the same whole. */
  table: Record<string, (payload: unknown) => void>;
}

export type RequestFailure = 'timeout' | 'disconnected';

/** No answer came: what became of the request is unknown. */
export class NoAnswer extends Error {
  constructor(readonly why: RequestFailure) {
    super(why);
  }
}

/** One namespace. */
export interface Channel {
  readonly connected: boolean;
  connect(): void;
  disconnect(): void;
  /** Rejects with NoAnswer. Only while connected: nothing is kept to be sent later. */
  request(event: string, payload: object, timeoutMs?: number): Promise<unknown>;
  /** Lost when it cannot be written now. */
  volatile(event: string, payload: object): void;
  /** Stops listening and disconnects. */
  release(): void;
}

/** One connection to the server, with any number of namespaces. */
export interface Link {
  channel(namespace: string, auth: () => object, events: ChannelEvents): Channel;
  /** Leaves the present transport, which may be half open, and opens another one now. */
  restart(): void;
  close(): void;
}

export interface LinkEvents {
  /** The library begins to try again. */
  attempt(): void;
}

const maxDelayMs = 10_000;
const ackTimeoutMs = 10_000;

export function openLink(url: string, transports: Transport[], events: LinkEvents): Link {
  const manager = new Manager(url, {
    path: '/socket.io/',
    transports,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: maxDelayMs,
    randomizationFactor: 1,
    timeout: 10_000,
  });
  // The library's jitter ends at the greatest delay, where everybody would come at once: full jitter below it.
  const jitter = () => manager.reconnectionDelayMax(200 + Math.random() * (maxDelayMs - 200));
  jitter();
  manager.on('close', jitter);
  manager.on('error', jitter);
  manager.on('reconnect_attempt', events.attempt);

  const open: Open = new Map();
  return {
    channel: (namespace, auth, handlers) => openChannel(manager, open, namespace, auth, handlers),
    restart() {
      // Closing the engine alone waits for what it still wants to write, forever on a dead connection.
      const active = [...open.keys()].find((socket) => socket.active);
      manager._close();
      // Opens the transport; every active namespace connects on it.
      active?.connect();
    },
    close() {
      for (const socket of open.keys()) socket.disconnect();
      manager._close();
      manager.off();
    },
  };
}

/** Sockets in use, and those that leave as soon as their CONNECT is answered. */
type Open = Map<Socket, { leave?: () => void }>;

function openChannel(
  manager: Manager,
  open: Open,
  namespace: string,
  auth: () => object,
  handlers: ChannelEvents,
): Channel {
  const socket = manager.socket(namespace);
  // A function, so that each try has the current token.
  socket.auth = (give: (data: object) => void) => give(auth());
  const leaving = open.get(socket)?.leave;
  if (leaving) socket.off('connect', leaving);
  open.set(socket, {});
  const bound = {
    connect: () => handlers.connect(),
    disconnect(reason: string) {
      // After a missed ping the library buffers what is emitted while `connected` is still true.
      socket.sendBuffer = [];
      handlers.disconnect(reason === 'io server disconnect' ? 'server' : 'transport');
    },
    connect_error(error: Error & { data?: Refusal }) {
      if (socket.active) handlers.failed();
      else handlers.refused(error.data ?? { code: 'internal', message: error.message });
    },
  };
  const listeners = Object.entries({ ...handlers.table, ...bound });
  for (const [name, listener] of listeners) socket.on(name, listener);
  return {
    get connected() {
      return socket.connected;
    },
    // A second CONNECT while the first is under way is an error.
    connect: () => void (socket.active || socket.connect()),
    disconnect: () => void socket.disconnect(),
    request(event, payload, timeoutMs = ackTimeoutMs) {
      if (!socket.connected) return Promise.reject(new NoAnswer('disconnected'));
      return new Promise((resolve, reject) => {
        socket.timeout(timeoutMs).emit(event, payload, (error: Error | null, answer: unknown) => {
          if (!error) resolve(answer);
          else reject(new NoAnswer(error.message.includes('timed out') ? 'timeout' : 'disconnected'));
        });
      });
    },
    volatile(event, payload) {
      if (socket.connected) socket.volatile.emit(event, payload);
    },
    release() {
      for (const [name, listener] of listeners) socket.off(name, listener);
      const leave = () => {
        socket.disconnect();
        open.delete(socket);
      };
      if (socket.connected || !socket.active || manager._readyState !== 'open') {
        leave();
        return;
      }
      // Its CONNECT is under way; leaving without a word would let the next one be the second.
      open.set(socket, { leave });
      socket.once('connect', leave);
    },
  };
}
