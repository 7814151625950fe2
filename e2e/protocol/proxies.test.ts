import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../harness/cluster';
import { Rest } from '../harness/rest';
import { folder, freePort } from '../harness/server';
import { Device } from '../harness/sockets';
import { unique, until } from '../harness/until';

// The snippets of deploy/, as they are but for the addresses, in front of two nodes.

let cluster: Cluster;
const running: ChildProcess[] = [];
/** Debian has nginx where only root looks. */
const paths = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

beforeAll(async () => {
  cluster = await startCluster(2, { LOQUAT_TRUSTED_PROXIES: '127.0.0.1/32' });
  const [node] = cluster.nodes;
  const setupToken = /setup token (\w+)/.exec(node?.log() ?? '')?.[1];
  await new Rest(node?.url ?? '').register(unique('admin'), { setupToken });
}, 60_000);

afterAll(async () => {
  for (const child of running) {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill();
    await ended;
  }
});

/** A snippet with the nodes of the test in place of its own. */
function snippet(name: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url)), 'utf8');
  const [one, two] = cluster.nodes.map((node) => `127.0.0.1:${node.port}`);
  return text
    .replace('127.0.0.1:8081', one ?? '')
    .replace('127.0.0.1:8082', two ?? '')
    .replace(/ *(server )?127\.0\.0\.1:8083;?/, '');
}

const proxies = {
  async nginx(): Promise<string> {
    const dir = folder();
    const port = await freePort();
    const conf = snippet('nginx.conf').replace('listen 80;', `listen 127.0.0.1:${port};`);
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (k) => `${k}_temp_path ${dir}/${k};`,
    );
    const whole = `pid ${dir}/pid; daemon off; error_log stderr;
      events {} http { access_log off; ${temp.join(' ')} ${conf} }`;
    writeFileSync(join(dir, 'nginx.conf'), whole);
    running.push(spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf')], { stdio: 'ignore', env: paths }));
    return `http://127.0.0.1:${port}`;
  },
  async Caddy(): Promise<string> {
    const dir = folder();
    const port = await freePort();
    const text = snippet('Caddyfile').replace('chat.example.org', `http://127.0.0.1:${port}`);
    writeFileSync(join(dir, 'Caddyfile'), `{\n\tadmin off\n\tstorage file_system ${dir}\n}\n${text}`);
    const env = { ...process.env, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
    const args = ['run', '--config', join(dir, 'Caddyfile'), '--adapter', 'caddyfile'];
    running.push(spawn('caddy', args, { stdio: 'ignore', env }));
    return `http://127.0.0.1:${port}`;
  },
};

describe.each(Object.entries(proxies))('behind %s', (_, start) => {
  let url: string;
  let anna: Rest;
  let roomId: string;

  beforeAll(async () => {
    url = await start();
    await until('the proxy to answer', () =>
      fetch(`${url}/readyz`).then(
        (r) => r.ok,
        () => false,
      ),
    );
    anna = new Rest(url);
    await anna.register(unique('anna'), {}, { from: '127.0.0.7' });
    roomId = (await anna.room('room')).id;
  });

  test.each([['websocket'], ['polling']])('messages over %s', async (transport) => {
    const device = new Device(url, () => anna.token, { transports: [transport] });
    const { line } = await device.enter(roomId);
    for (let i = 0; i < 5; i++) {
      await line.get('send_message', { roomId, content: `${transport} ${i}` });
      await line.next('receive_message', ({ message }) => message.content === `${transport} ${i}`);
    }
    device.close();
  });

  test('the nodes see where a client comes from', async () => {
    const { sessions } = await anna.ok<{ sessions: { ip: string }[] }>('GET', '/me/sessions');
    expect(JSON.stringify(sessions)).toContain('127.0.0.7');
  });

  test('a body that is too large is refused, and nothing else suffers', async () => {
    const body = { displayName: 'x'.repeat(3_000_000) };
    const status = await anna.call('PATCH', '/me', body).then(
      (reply) => reply.status,
      () => 413, // the connection was closed on us: the same
    );
    // The server says no before it has read all of it; Caddy may then find nobody who reads the rest.
    expect([413, 502]).toContain(status);
    await anna.ok('GET', '/me');
  });
});
