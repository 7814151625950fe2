import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FaultProxy } from './proxy';
import { folder, freePort, Server } from './server';
import { until, within } from './until';

/** `make bin/mongodb` makes it. */
const mongodb = fileURLToPath(new URL('../../bin/mongodb', import.meta.url));

/** What the nodes need: a database, or a Redis. It keeps its port over restarts. */
export class Service {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly run: (port: number) => ChildProcess,
    private readonly ready: (child: ChildProcess, port: number) => Promise<unknown>,
  ) {}

  static async mongodb(): Promise<Service> {
    const data = folder();
    const service = new Service(
      await freePort(),
      (port) =>
        spawn(mongodb, ['-listen', `127.0.0.1:${port}`, '-data', data], {
          stdio: ['pipe', 'pipe', 'inherit'],
        }),
      (child) =>
        new Promise((resolve, reject) => {
          if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
          child.once('close', (code) => reject(new Error(`${mongodb} ended with ${code}: make bin/mongodb`)));
          child.once('error', reject);
        }),
    );
    return service.start();
  }

  static async redis(): Promise<Service> {
    const dir = folder();
    const service = new Service(
      await freePort(),
      (port) =>
        spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
          stdio: 'ignore',
        }),
      (_, port) =>
        until('Redis to listen', () => {
          return new Promise<boolean>((resolve) => {
            const probe = connect(port, '127.0.0.1', () => {
              probe.destroy();
              resolve(true);
            }).once('error', () => resolve(false));
          });
        }),
    );
    return service.start();
  }

  async start(): Promise<this> {
    this.child = this.run(this.port);
    running.add(this);
    await within('a service to start', this.ready(this.child, this.port));
    return this;
  }

  async stop(): Promise<void> {
    const { child } = this;
    running.delete(this);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

const running = new Set<Service>();

export async function stopServices(): Promise<void> {
  await Promise.all([...running].map((service) => service.stop()));
}

/** Nodes on one database and one Redis, with a proxy before each of the two. */
export interface Cluster {
  nodes: Server[];
  mongodb: Service;
  redis: Service;
  toMongodb: FaultProxy;
  toRedis: FaultProxy;
}

export async function startCluster(count: number, env: Record<string, string> = {}): Promise<Cluster> {
  const key = join(folder(), 'key.pem');
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  const database = await Service.mongodb();
  const redis = await Service.redis();
  const toMongodb = await FaultProxy.start(database.port);
  const toRedis = await FaultProxy.start(redis.port);
  const nodes: Server[] = [];
  for (let i = 0; i < count; i++) {
    const node = new Server({
      env: {
        LOQUAT_MONGODB_URI: `mongodb://${toMongodb.address}/`,
        LOQUAT_REDIS_URL: `redis://${toRedis.address}`,
        LOQUAT_JWT_KEY_FILE: key,
        LOQUAT_NODE_ID: `node${i + 1}`,
        ...env,
      },
    });
    nodes.push(await node.start());
  }
  return { nodes, mongodb: database, redis, toMongodb, toRedis };
}
