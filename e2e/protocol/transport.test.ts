import { beforeAll, describe, expect, test } from 'vitest';
import { type Cast, cast, say } from '../harness/people';
import { RawWebSocket } from '../harness/raw';
import { http } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
});

const polling = '/socket.io/?EIO=4&transport=polling';
const websocket = '/socket.io/?EIO=4&transport=websocket';

describe('transports', () => {
  test.each([
    ['polling only', ['polling'], 'polling'],
    ['websocket only', ['websocket'], 'websocket'],
    ['polling, upgraded', ['polling', 'websocket'], 'websocket'],
  ])('%s: send, receive, reconnect', async (_, transports, end) => {
    const device = c.anna.device({ transports });
    const { line } = await device.enter(c.room.id);
    await until(`the transport to be ${end}`, () => device.manager.engine.transport.name === end);
    const ben = await c.ben.inside(c.room.id, { transports });
    const texts = Array.from({ length: 20 }, (_, i) => `${end} ${i} ${'ä'.repeat(i * 100)}`);
    await Promise.all(texts.map((t) => say(line, c.room.id, t)));
    await ben.next('receive_message', (m) => m.message.content === texts.at(-1));
    expect(ben.all('receive_message').map((m) => m.message.content)).toEqual(texts);
    device.drop();
    await line.next('sync');
    await say(line, c.room.id, 'back again');
    await ben.next('receive_message', (m) => m.message.content === 'back again');
    device.close();
  });

  test('messages sent during the upgrade are neither lost nor doubled', async () => {
    const device = c.anna.device({ transports: ['polling', 'websocket'] });
    const line = device.room(c.room.id);
    await line.connected();
    const ids: string[] = [];
    while (device.manager.engine.transport.name !== 'websocket')
      ids.push((await say(line, c.room.id, 'while upgrading')).id);
    for (let i = 0; i < 5; i++) ids.push((await say(line, c.room.id, 'after it')).id);
    await line.next('receive_message', (m) => m.message.id === ids.at(-1));
    expect(line.all('receive_message').map((m) => m.message.id)).toEqual(ids);
  });

  test('the handshake says what the server wants', async () => {
    const reply = await http(server.url, 'GET', polling);
    expect(reply.status).toBe(200);
    expect(reply.text[0]).toBe('0');
    const open = JSON.parse(reply.text.slice(1));
    expect(open).toMatchObject({
      upgrades: ['websocket'],
      pingInterval: expect.any(Number),
      pingTimeout: expect.any(Number),
      maxPayload: 1_000_000,
    });
    expect(open.sid.length).toBeGreaterThanOrEqual(20);
    const other = await http(server.url, 'GET', polling);
    expect(JSON.parse(other.text.slice(1)).sid).not.toBe(open.sid);
  });

  test.each([
    ['another protocol version', 'GET', '/socket.io/?EIO=3&transport=polling'],
    ['no protocol version', 'GET', '/socket.io/?transport=polling'],
    ['an unknown transport', 'GET', '/socket.io/?EIO=4&transport=carrier-pigeon'],
    ['an unknown session', 'GET', `${polling}&sid=AAAAAAAAAAAAAAAAAAAA`],
    ['a POST without a session', 'POST', polling],
    ['another method', 'PUT', polling],
    ['WebSocket without an upgrade', 'GET', websocket],
  ])('%s is refused', async (_, method, path) => {
    const { status } = await http(server.url, method, path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

describe('origin', () => {
  const host = () => new URL(server.url).host;
  const own = () => server.url;
  const foreign = () => [
    'null',
    'https://evil.example',
    `https://${host()}`,
    `http://evil-${host()}`,
    `http://${host()}.evil.example`,
    `http://sub.${host()}`,
    'http://127.0.0.1:1',
    `http://localhost:${server.port}`,
    `http://user@${host()}`,
    `${own()}/path`,
    '',
    'x',
  ];
  const sid = async () => JSON.parse((await http(server.url, 'GET', polling)).text.slice(1)).sid as string;

  test('absent and own are let in: handshake, poll, post, upgrade', async () => {
    for (const headers of [
      {},
      { origin: own() },
      { origin: own().toUpperCase().replace('HTTP', 'http') },
    ] as Record<string, string>[]) {
      expect((await http(server.url, 'GET', polling, { headers })).status).toBe(200);
      const path = `${polling}&sid=${await sid()}`;
      expect(
        (await http(server.url, 'POST', path, { raw: `40{"token":"${c.anna.token}"}`, headers })).status,
      ).toBe(200);
      expect((await http(server.url, 'GET', path, { headers })).status).toBe(200);
      const ws = await RawWebSocket.open(server.url, websocket, headers);
      expect(ws.status).toBe(101);
      ws.close();
    }
  });

  test('foreign and null are refused everywhere', async () => {
    const session = await sid();
    for (const origin of foreign()) {
      const headers = { origin };
      expect((await http(server.url, 'GET', polling, { headers })).status, `handshake from ${origin}`).toBe(
        403,
      );
      expect(
        (await http(server.url, 'GET', `${polling}&sid=${session}`, { headers })).status,
        `poll from ${origin}`,
      ).toBe(403);
      expect(
        (await http(server.url, 'POST', `${polling}&sid=${session}`, { raw: '40', headers })).status,
        `post from ${origin}`,
      ).toBe(403);
      expect(
        (await http(server.url, 'OPTIONS', polling, { headers })).headers['access-control-allow-origin'],
      ).toBeUndefined();
      expect(
        (await RawWebSocket.open(server.url, websocket, { Origin: origin })).status,
        `WebSocket from ${origin}`,
      ).toBe(403);
      expect(
        (await RawWebSocket.open(server.url, `${websocket}&sid=${session}`, { Origin: origin })).status,
        `upgrade from ${origin}`,
      ).toBe(403);
      for (const path of ['register', 'login', 'refresh', 'logout']) {
        const reply = await http(server.url, 'POST', `/api/v1/auth/${path}`, {
          body: {},
          headers: { ...headers, cookie: c.anna.cookie },
        });
        expect(reply, `${path} from ${origin}`).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    }
    // The session is untouched.
    expect(
      (await http(server.url, 'POST', `${polling}&sid=${session}`, { raw: `40{"token":"${c.anna.token}"}` }))
        .status,
    ).toBe(200);
    await c.anna.refresh();
  });

  test('of the list, and of the public URL', async () => {
    const open = await startServer({
      env: {
        LOQUAT_ALLOWED_ORIGINS: 'https://app.example,https://other.example:8443',
        LOQUAT_PUBLIC_URL: 'https://chat.example',
      },
    });
    for (const [origin, status] of [
      ['https://app.example', 200],
      ['https://other.example:8443', 200],
      ['https://chat.example', 200],
      ['https://other.example', 403],
      ['http://app.example', 403],
      ['https://app.example.evil.example', 403],
      [open.url, 403],
    ] as const) {
      const reply = await http(open.url, 'GET', polling, { headers: { origin } });
      expect(reply.status, origin).toBe(status);
      const shown = reply.headers['access-control-allow-origin'];
      expect(shown === undefined || shown === origin).toBe(true);
      expect(shown).not.toBe('*');
    }
    await open.stop();
  });
});
