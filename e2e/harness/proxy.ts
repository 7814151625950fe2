import { connect, createServer, type Socket, type Server as TcpServer } from 'node:net';

type Mode = 'pass' | 'stall' | 'deaf' | 'refuse';

interface Pair {
  client: Socket;
  server: Socket;
}

const open = new Set<FaultProxy>();

/**
 * A TCP proxy between clients and a server that fails as networks do. What has been accepted and is held back arrives later, in order, once it
 * passes again; what `cut` takes down is lost.
 */
export class FaultProxy {
  port = 0;
  /** How long every piece of data takes, ms. */
  delay = 0;
  private mode: Mode = 'pass';
  private readonly pairs = new Set<Pair>();
  /** What is held back, for each way of each connection, in order. */
  private readonly held = new Set<(() => void)[]>();
  private readonly listener: TcpServer;

  private constructor(readonly target: number) {
    this.listener = createServer({ allowHalfOpen: true }, (client) => this.accept(client));
  }

  static async start(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.listener.listen(0, '127.0.0.1', resolve));
    const address = proxy.listener.address();
    if (address && typeof address === 'object') proxy.port = address.port;
    open.add(proxy);
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything passes; what was held back goes first. */
  pass(): void {
    this.mode = 'pass';
    for (const queue of this.held) for (const go of queue.splice(0)) go();
  }

  /** Nothing arrives in either direction, and nobody is told: a lost radio link. */
  stall(): void {
    this.mode = 'stall';
  }

  /** What the client sends arrives, what the server answers does not: half open. */
  deafen(): void {
    this.mode = 'deaf';
  }

  /** Every connection is reset, and new ones are too, until pass. What was held back is lost. */
  cut(): void {
    this.mode = 'refuse';
    this.reset();
  }

  /** Every connection of the moment is reset; new ones are let in. What was held back is lost. */
  reset(): void {
    this.held.clear();
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
    this.pairs.clear();
  }

  close(): void {
    this.cut();
    this.listener.close();
    open.delete(this);
  }

  private accept(client: Socket): void {
    client.on('error', () => {});
    if (this.mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = { client, server };
    this.pairs.add(pair);
    server.on('error', () => client.resetAndDestroy());
    client.setNoDelay(true);
    server.setNoDelay(true);
    this.pipe(client, server, 'up');
    this.pipe(server, client, 'down');
    for (const s of [client, server]) s.on('close', () => this.pairs.delete(pair));
  }

  private pipe(from: Socket, to: Socket, way: 'up' | 'down'): void {
    const waiting: (() => void)[] = [];
    this.held.add(waiting);
    from.once('close', () => waiting.length === 0 && this.held.delete(waiting));
    const pass = (go: () => void) => {
      const stopped = this.mode === 'stall' || (this.mode === 'deaf' && way === 'down');
      if (stopped) waiting.push(go);
      else if (this.delay > 0) setTimeout(go, this.delay);
      else go();
    };
    from.on('data', (b) => pass(() => to.destroyed || to.write(b)));
    from.on('end', () => pass(() => to.destroyed || to.end()));
    from.on('close', (hadError) => {
      if (hadError) to.resetAndDestroy();
    });
  }
}

/** Ends every proxy of this process. */
export function closeProxies(): void {
  for (const p of open) p.close();
}
