import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until, within } from './until';

/** `make bin/faultproxy` makes it; testservers/faultproxy says what it does. */
const binary = fileURLToPath(new URL('../../bin/faultproxy', import.meta.url));

export interface Way {
  /** Passed on so far. */
  bytes: number;
  /** Read, and not passed on yet. */
  held: number;
  state: 'pass' | 'stall' | 'halfopen' | 'close';
}

export interface Connection {
  id: number;
  /** The first line that the client sent. */
  head: string;
  state: 'open' | 'cut' | 'closed' | 'refused';
  up: Way;
  down: Way;
}

export interface Fault {
  kind: 'cut' | 'close' | 'stall' | 'halfopen' | 'delay' | 'resume';
  /** Which way the bytes go that meet it: up is from the client to the server. Otherwise both. */
  direction?: 'up' | 'down';
  /** Their ids; otherwise all that are open. */
  connections?: number[];
  /** It begins once so many further bytes have passed in its direction: in the middle of a frame. */
  afterBytes?: number;
  delayMs?: number;
}

interface Running {
  child: ChildProcess;
  control: string;
}

/** One process for all; tests that run at the same time ask for it at the same time. */
let running: Promise<Running> | undefined;

async function start(): Promise<Running> {
  const child = spawn(binary, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = new Promise<string>((resolve, reject) => {
    child.once('error', (e) => reject(new Error(`${e.message}: make bin/faultproxy makes it`)));
    child.once('close', (code) => reject(new Error(`the fault proxy ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  return { child, ...JSON.parse(await within('the fault proxy to start', line)) };
}

async function control(): Promise<string> {
  running ??= start();
  return (await running).control;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${await control()}/proxies${path}`, { method, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`fault proxy: ${method} ${path} ${JSON.stringify(body)}: ${text}`);
  return JSON.parse(text);
}

/**
 * A TCP proxy between clients and a server that fails as networks do. Every call has taken effect when it returns: whatever is sent afterwards
 * meets the fault.
 */
export class FaultProxy {
  private constructor(
    private readonly id: number,
    /** Where it listens: host:port. */
    readonly address: string,
  ) {}

  /** To a server's port, or to host:port; listens on the same host. */
  static async start(target: number | string): Promise<FaultProxy> {
    const to = typeof target === 'number' ? `127.0.0.1:${target}` : target;
    const made = await call<{ id: number; address: string }>('POST', '', {
      target: to,
      listen: `${to.slice(0, to.lastIndexOf(':'))}:0`,
    });
    return new FaultProxy(made.id, made.address);
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** All is well again. What is held goes first; a half-open connection is reset. */
  async pass(): Promise<void> {
    await this.change({ accept: 'pass' });
    await this.fault({ kind: 'resume' });
  }

  /** Nothing moves in either direction, and nobody is told: it arrives once it passes again. */
  async stall(): Promise<void> {
    await this.change({ accept: 'stall' });
    await this.fault({ kind: 'stall' });
  }

  /** A radio link that is gone: what is sent is lost, and nobody is told. */
  async lose(): Promise<void> {
    await this.change({ accept: 'stall' });
    await this.fault({ kind: 'halfopen' });
  }

  /** What clients send arrives, what the server answers does not. */
  async deafen(): Promise<void> {
    await this.fault({ kind: 'stall', direction: 'down' });
  }

  /** Every connection is reset, and new ones are too, until pass. What is held is lost. */
  async cut(): Promise<void> {
    await this.change({ accept: 'refuse' });
    await this.reset();
  }

  /** Every connection of the moment is reset; new ones are let in. What is held is lost. */
  async reset(): Promise<void> {
    await this.fault({ kind: 'cut' });
  }

  /** For connections made from now on, the delay also for those there are. */
  async change(settings: {
    target?: string;
    accept?: 'pass' | 'refuse' | 'stall';
    delayMs?: number;
  }): Promise<void> {
    await call('PATCH', `/${this.id}`, settings);
  }

  /** Answers the ids of the connections that it was applied to. */
  async fault(fault: Fault): Promise<number[]> {
    return (await call<{ connections: number[] }>('POST', `/${this.id}/faults`, fault)).connections;
  }

  /** Every connection there is, and those that ended, oldest first. */
  async connections(): Promise<Connection[]> {
    return (await call<{ connections: Connection[] }>('GET', `/${this.id}/connections`)).connections;
  }

  /** The WebSocket of the moment, once it has carried more than its handshake. */
  webSocket(): Promise<Connection> {
    return until('a WebSocket through the proxy', async () =>
      (await this.connections()).findLast(
        (c) => c.state === 'open' && /[?&]transport=websocket/.test(c.head) && c.up.bytes > 0,
      ),
    );
  }
}

/** Ends every proxy of this process. */
export async function closeProxies(): Promise<void> {
  if (!running) return;
  const { child } = await running;
  running = undefined;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdin?.end();
  await within('the fault proxy to end', ended);
}
