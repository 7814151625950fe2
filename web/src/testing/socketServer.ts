import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

interface Connect {
  namespace: string;
  auth: Record<string, unknown>;
}

/** Just enough of a Socket.IO server over WebSocket to see what the client library really sends. */
export class SocketServer {
  readonly connects: Connect[] = [];
  /** Events as they came, acknowledgement id first. */
  readonly events: { namespace: string; id: string; data: unknown[] }[] = [];
  readonly left: string[] = [];
  transports = 0;
  /** Answers a CONNECT; 'wait' leaves it open. */
  onConnect: (connect: Connect) => 'accept' | 'wait' | object = () => 'accept';
  private readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/socket.io/' });
  private socket: WebSocket | undefined;

  async start(): Promise<string> {
    if (!this.server.address()) await once(this.server, 'listening');
    this.server.on('connection', (socket) => {
      this.transports++;
      this.socket = socket;
      const hello = {
        sid: `s${this.transports}`,
        upgrades: [],
        pingInterval: 25_000,
        pingTimeout: 20_000,
        maxPayload: 1e6,
      };
      socket.send(`0${JSON.stringify(hello)}`);
      socket.on('message', (data) => this.packet(String(data)));
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A packet of a namespace: '0' CONNECT, '1' DISCONNECT, '2' EVENT, '3' ACK. */
  send(type: '0' | '1' | '2', namespace: string, data?: unknown): void {
    const place = namespace === '/' ? '' : `${namespace},`;
    this.socket?.send(`4${type}${place}${data === undefined ? '' : JSON.stringify(data)}`);
  }

  acknowledge(namespace: string, id: string, data: unknown): void {
    const place = namespace === '/' ? '' : `${namespace},`;
    this.socket?.send(`43${place}${id}${JSON.stringify([data])}`);
  }

  /** Ends the transport without a word, as a restart does. */
  cut(): void {
    this.socket?.terminate();
  }

  /** The network swallows everything from now on. */
  stall(): void {
    this.socket?.removeAllListeners('message');
  }

  async stop(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private packet(text: string): void {
    const [, type, place = '', id = '', json] = /^4(\d)(?:(\/[^,]*),)?(\d*)(.*)$/.exec(text) ?? [];
    const namespace = place || '/';
    const data: unknown = json ? JSON.parse(json) : undefined;
    if (type === '0') {
      const connect = { namespace, auth: (data ?? {}) as Record<string, unknown> };
      this.connects.push(connect);
      const answer = this.onConnect(connect);
      if (answer === 'accept') this.send('0', namespace, { sid: `n${this.connects.length}` });
      else if (answer !== 'wait') this.socket?.send(`44${place ? `${place},` : ''}${JSON.stringify(answer)}`);
    } else if (type === '1') this.left.push(namespace);
    else if (type === '2') this.events.push({ namespace, id, data: data as unknown[] });
  }
}
