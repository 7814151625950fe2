import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Cast, cast, person } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import { Device } from '../harness/sockets';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
});

const nowhere = '01900000-0000-7000-8000-000000000000';

describe('CONNECT is refused with a code', () => {
  test('forbidden for a stranger, whether the room exists or not', async () => {
    const device = await c.outsider.online();
    const there = await device.room(c.room.id).refused();
    const none = await device.room(nowhere).refused();
    expect(there).toMatchObject({ data: { code: 'forbidden' } });
    expect(none).toEqual(there);
    expect(there.data.message).toBeTruthy();
    // The connection itself goes on.
    await device.home.fence();
    expect(device.home.closings).toEqual([]);
  });

  test.each([
    '/rooms',
    '/rooms/',
    '/rooms/general',
    '/elsewhere',
    `/rooms/${nowhere}/x`,
    '/rooms/../rooms',
    '/__proto__',
  ])('not_found for %s, which names no room', async (name) => {
    const device = await c.anna.online();
    expect(await device.line(name).refused()).toMatchObject({ data: { code: 'not_found' } });
    device.close();
  });

  test.each([
    ['none', undefined],
    ['empty', ''],
    ['garbage', 'garbage'],
    ['of another type', 5],
    ['without a signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
    ['a megabyte of dots', '.'.repeat(100_000)],
  ])('unauthorized (or invalid) for a token that is %s', async (_, token) => {
    for (const name of ['/', `/rooms/${c.room.id}`]) {
      const device = c.anna.device();
      const { data } = await device.line(name, { token }).refused();
      expect(typeof token === 'number' ? ['invalid', 'unauthorized'] : ['unauthorized']).toContain(data.code);
      device.close();
    }
  });

  test('a token that was changed is unauthorized', async () => {
    const [head, body, signature] = c.anna.token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: c.ben.id })).toString('base64url');
    const device = c.anna.device();
    const refusal = await device.line('/', { token: `${head}.${forged}.${signature}` }).refused();
    expect(refusal.data.code).toBe('unauthorized');
  });

  test('socket.io-client does not try again by itself after a refusal, and connect() does', async () => {
    const device = await c.outsider.online();
    const line = device.room(c.room.id);
    await line.refused();
    await device.home.fence();
    expect(line.socket.active).toBe(false);
    await c.anna.add(c.room.id, c.outsider.id);
    await device.home.next('room_added');
    line.socket.connect();
    await line.next('sync');
    await c.anna.ok('DELETE', `/rooms/${c.room.id}/members/${c.outsider.id}`);
    await line.ended();
  });
});

describe('a connection belongs to one user and one session', () => {
  test("a CONNECT with somebody else's token is unauthorized and changes nothing", async () => {
    const device = await c.anna.online();
    const { line } = await device.enter(c.room.id);
    const stolen = device.line(`/rooms/${c.elsewhere.id}`, { token: c.outsider.token });
    expect((await stolen.refused()).data.code).toBe('unauthorized');
    await line.get('send_message', { roomId: c.room.id, content: 'still me' });
    await device.home.fence();
    expect(device.home.closings).toEqual([]);
  });

  test("another session's token of the same user is unauthorized, on CONNECT and authenticate", async () => {
    const device = await c.ben.online();
    const own = c.ben.token;
    const other = (await c.ben.login(c.ben.user.username)).accessToken;
    c.ben.token = own;
    const second = await c.ben.room('own');
    expect((await device.line(`/rooms/${second.id}`, { token: other }).refused()).data.code).toBe(
      'unauthorized',
    );
    expect(await device.home.no('authenticate', { token: other })).toMatchObject({ code: 'unauthorized' });
    expect(await device.home.no('authenticate', { token: c.anna.token })).toMatchObject({
      code: 'unauthorized',
    });
    expect(await device.home.no('authenticate', { token: 'x' })).toMatchObject({ code: 'unauthorized' });
    const { line } = await device.enter(c.room.id);
    await line.get('send_message', { roomId: c.room.id, content: 'still Ben' });
  });

  test('authenticate answers how long the token lives, in every namespace', async () => {
    const device = await c.anna.online();
    const { line } = await device.enter(c.room.id);
    for (const l of [device.home, line]) {
      const answer = (await l.raw('authenticate', { token: c.anna.token })) as unknown as {
        ok: boolean;
        expiresIn: number;
      };
      expect(answer.ok).toBe(true);
      expect(answer.expiresIn).toBeGreaterThan(500);
      expect(answer.expiresIn).toBeLessThanOrEqual(600);
    }
  });
});

describe('expiry', () => {
  test('an expired token is token_expired on REST, CONNECT and authenticate, and a fresh one heals all of it', async () => {
    const brief = await startServer({ env: { LOQUAT_ACCESS_TOKEN_TTL: '1s' } });
    const anna = await person(brief, 'anna');
    const room = await anna.room('brief');
    const device = await anna.online();
    const expired = anna.token;
    // The clock is the server's: nothing but time makes a token old.
    await pause(1_100);
    expect(await anna.call('GET', '/me')).toMatchObject({ status: 401, body: { code: 'token_expired' } });
    const late = device.room(room.id);
    expect((await late.refused()).data.code).toBe('token_expired');
    const stranger = new Device(brief.url, () => expired);
    expect((await stranger.home.refused()).data.code).toBe('token_expired');
    expect(await device.home.no('authenticate', { token: expired })).toMatchObject({ code: 'token_expired' });
    // What is open works on until 30 s after expiry.
    await device.home.get('room_summary', { roomId: room.id });
    const { accessToken } = await anna.refresh();
    expect(await device.home.get('authenticate', { token: accessToken })).toMatchObject({ ok: true });
    late.socket.connect();
    await late.next('sync');
  });
});
