import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './until';

/** The binary under test: bin/loquat, or LOQUAT_BIN. */
export const binary = process.env.LOQUAT_BIN ?? fileURLToPath(new URL('../../bin/loquat', import.meta.url));

export interface Settings {
  /** Environment variables of the server, LOQUAT_…; the empty text: not set at all. Limits are off unless set otherwise. */
  env?: Record<string, string>;
  args?: string[];
  /** An existing data folder; otherwise a temporary one, removed at the end. */
  dataDir?: string;
  host?: string;
  port?: number;
}

const running = new Set<Server>();
const everybody: Server[] = [];
const folders = new Set<string>();

/** A temporary folder that stopAll removes. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'loquat-e2e-'));
  folders.add(dir);
  return dir;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Runs the binary to its end. */
export function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(binary, args, { env: { ...bare(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (b) => (output += b));
  child.stderr.on('data', (b) => (output += b));
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
  return within(`loquat ${args.join(' ')} to end`, ended).finally(() => child.kill('SIGKILL'));
}

/** The environment without settings of whoever runs the tests. */
function bare(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([k, v]) => v !== undefined && !k.startsWith('LOQUAT_')),
  ) as Record<string, string>;
}

/** A running server: the real binary in a process of its own. */
export class Server {
  readonly dataDir: string;
  readonly host: string;
  port = 0;
  private child: ChildProcess | undefined;
  private text = '';
  private ended: Promise<number | null> = Promise.resolve(null);

  constructor(private readonly settings: Settings) {
    this.dataDir = settings.dataDir ?? folder();
    this.host = settings.host ?? '127.0.0.1';
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.child?.pid ?? -1;
  }

  /** Starts the process on the same data and port as before and waits for its "listens on" line. */
  async start(env: Record<string, string> = {}): Promise<this> {
    this.port ||= this.settings.port ?? (await freePort());
    const args = ['serve', '--listen', `${this.host}:${this.port}`, ...(this.settings.args ?? [])];
    const set = { LOQUAT_DATA_DIR: this.dataDir, LOQUAT_RATE_LIMITS: 'off', ...this.settings.env, ...env };
    const child = spawn(binary, args, {
      env: { ...bare(), ...Object.fromEntries(Object.entries(set).filter(([, v]) => v !== '')) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(this);
    if (!everybody.includes(this)) everybody.push(this);
    this.text += `--- loquat ${args.join(' ')} (pid ${child.pid})\n`;
    this.ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    const ready = new Promise<void>((resolve, reject) => {
      let out = '';
      child.stdout?.on('data', (b) => {
        out += b;
        this.text += b;
        if (out.includes('listens on')) resolve();
      });
      child.stderr?.on('data', (b) => (this.text += b));
      child.once('error', reject);
      child.once('close', (code) =>
        reject(new Error(`the server ended with ${code} before it was ready\n${this.text}`)),
      );
    });
    await within('the server to be ready', ready, 20_000);
    return this;
  }

  /** All that the process has written so far. */
  log(): string {
    return this.text;
  }

  alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends the process without any warning, as a power cut would. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
    running.delete(this);
  }

  /** Ends the process gracefully and answers its exit status. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.child?.kill(signal);
    const code = await within(`the server to end after ${signal}`, this.ended, 20_000);
    running.delete(this);
    return code;
  }
}

export function startServer(settings: Settings = {}): Promise<Server> {
  return new Server(settings).start();
}

/** Ends every server of this process and removes their temporary folders. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((s) => s.kill()));
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
  folders.clear();
}

/** Everything that the servers of this process have written. */
export function allLogs(): string {
  return everybody.map((s) => s.log()).join('\n');
}

/** The end of the log of every running server. */
export function logTails(lines = 60): string {
  return [...running].map((s) => s.log().split('\n').slice(-lines).join('\n')).join('\n');
}

process.once('exit', () => {
  for (const s of running) process.kill(s.pid, 'SIGKILL');
});
