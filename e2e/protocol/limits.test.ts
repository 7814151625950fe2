import { describe, expect, test } from 'vitest';
import type { WireError } from '../../web/src/protocol/wire.gen';
import { type Person, person, say } from '../harness/people';
import { RawWebSocket } from '../harness/raw';
import { password, Rest } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import type { Answer } from '../harness/sockets';
import { until } from '../harness/until';

/** A server as it comes: the limits are on by default. */
const limited = (): Promise<Server> => startServer({ env: { LOQUAT_RATE_LIMITS: '' } });

const refused = (answers: Answer<unknown>[]) => answers.flatMap((a) => (a.ok ? [] : [a.error]));

function limitedBy(error: unknown): void {
  expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
  expect((error as WireError).retryAfterMs).toBeGreaterThan(0);
}

test('are on unless they are switched off', async () => {
  const server = await limited();
  const anna = await person(server, 'anna');
  const replies = await Promise.all(Array.from({ length: 140 }, () => anna.call('GET', '/me')));
  const over = replies.filter((r) => r.status === 429);
  expect(over.length).toBeGreaterThan(0);
  expect(replies.filter((r) => r.status === 200).length).toBeGreaterThanOrEqual(100);
  for (const r of over) {
    limitedBy(r.body);
    expect(Number(r.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  }
  // After what it says, it works again.
  await until('the limit to be over', async () => (await anna.call('GET', '/me')).status === 200);
  await server.stop();
});

describe('for each user', () => {
  test('sends: 30 at once, the rest is told when to come back; somebody else is not slowed down', async () => {
    const server = await limited();
    const [anna, ben] = [await person(server, 'anna'), await person(server, 'ben')];
    const room = await anna.room('busy', 'private', [ben.id]);
    const [a, b] = [await anna.inside(room.id), await ben.inside(room.id)];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        a.raw('send_message', { roomId: room.id, content: `${i}`, clientId: `c${i}` }),
      ),
    );
    const errors = refused(answers);
    expect(errors.length).toBeGreaterThanOrEqual(20);
    expect(60 - errors.length).toBeGreaterThanOrEqual(30);
    for (const e of errors) limitedBy(e);
    await say(b, room.id, 'I am not slowed down');
    // Two connections of one person share the limit.
    const phone = await anna.inside(room.id);
    const more = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        phone.raw('send_message', { roomId: room.id, content: 'x', clientId: `d${i}` }),
      ),
    );
    expect(refused(more).length).toBeGreaterThan(0);
    // What was refused was not stored, and a try after the time it named succeeds with the same clientId.
    const first = answers.findIndex((x) => !x.ok);
    const stored = (await ben.history(room.id)).map((m) => m.clientId);
    expect(stored).not.toContain(`c${first}`);
    const again = await until('the limit to be over', async () => {
      const answer = await a.raw('send_message', {
        roomId: room.id,
        content: `${first}`,
        clientId: `c${first}`,
      });
      return answer.ok && answer;
    });
    expect(again).toMatchObject({ duplicate: false });
    expect(a.closings).toEqual([]);
    await server.stop();
  });

  test('edits, deletions and reactions are other changes: 60 at once, on all devices together; sending goes on', async () => {
    const server = await limited();
    const [anna, ben] = [await person(server, 'anna'), await person(server, 'ben')];
    const { id: roomId } = await anna.room('busy', 'private', [ben.id]);
    const [desk, phone, b] = [await anna.inside(roomId), await anna.inside(roomId), await ben.inside(roomId)];
    const { id: messageId } = await say(desk, roomId, 'touched a lot');
    const reactions = await Promise.all(
      Array.from({ length: 70 }, (_, i) =>
        (i % 2 ? desk : phone).raw('react', { roomId, messageId, emoji: `e${i % 40}`, on: true }),
      ),
    );
    expect(70 - refused(reactions).length).toBeGreaterThanOrEqual(60);
    const edit = { roomId, messageId, content: 'x', baseRevision: 0 };
    const edits = await Promise.all(
      Array.from({ length: 70 }, (_, i) => (i % 2 ? desk : phone).raw('edit_message', edit)),
    );
    const errors = [...refused(reactions), ...refused(edits)];
    expect(refused(edits).length).toBeGreaterThanOrEqual(20);
    for (const e of errors) limitedBy(e);
    await say(desk, roomId, 'sending is counted by itself');
    expect((await b.get('react', { roomId, messageId, emoji: '🎉', on: true })).message.id).toBe(messageId);
    // Refused is not done: after the time that was named it can be asked again, under the same opId.
    const remove = { roomId, messageId, opId: 'remove-1' };
    const done = await until('the limit to be over', async () => {
      const answer = await desk.raw('delete_message', remove);
      return answer.ok && answer;
    });
    expect(done).toMatchObject({ duplicate: false });
    expect([...desk.closings, ...phone.closings]).toEqual([]);
    await server.stop();
  });

  test('other changes 60, typing dropped without a word, CONNECT 50', async () => {
    const server = await limited();
    const [anna, ben] = [await person(server, 'anna'), await person(server, 'ben')];
    const room = await anna.room('busy', 'private', [ben.id]);
    const device = await anna.online();
    const { line } = await device.enter(room.id);
    const changes = await Promise.all(
      Array.from({ length: 90 }, () => device.home.raw('set_status', { status: 'online' })),
    );
    const errors = refused(changes);
    expect(90 - errors.length).toBeGreaterThanOrEqual(60);
    expect(errors.length).toBeGreaterThan(0);
    for (const e of errors) limitedBy(e);
    const b = await ben.inside(room.id);
    for (let i = 0; i < 30; i++) line.emit('typing', { roomId: room.id, typing: i % 2 === 0 });
    await say(line, room.id, 'a fence');
    await b.next('receive_message');
    expect(b.all('typing').length).toBeLessThanOrEqual(5);
    expect(line.all('request_failed')).toEqual([]);
    const other = await person(server, 'connector');
    const busy = await other.online();
    const nowhere = (i: number) => `/rooms/01900000-0000-7000-8000-${String(i).padStart(12, '0')}`;
    const codes = await Promise.all(Array.from({ length: 80 }, (_, i) => busy.line(nowhere(i)).refused()));
    const limitedOnes = codes.filter((c) => c.data.code === 'rate_limited');
    expect(codes.filter((c) => c.data.code === 'forbidden').length).toBeGreaterThanOrEqual(49);
    expect(limitedOnes.length).toBeGreaterThan(0);
    for (const c of limitedOnes) limitedBy(c.data);
    await server.stop();
  });

  test('20 connections', async () => {
    const server = await limited();
    const anna = await person(server, 'anna');
    for (let i = 0; i < 20; i++) await anna.online();
    const { data } = await anna.device().home.refused();
    limitedBy(data);
    await server.stop();
  });

  test('200 namespaces on one connection', async () => {
    const server = await startServer();
    const anna = await person(server, 'anna');
    const rooms = await Promise.all(Array.from({ length: 200 }, (_, i) => anna.room(`room ${i}`)));
    const device = await anna.online(); // the first of 200
    for (const room of rooms.slice(0, 199)) await device.room(room.id).connected();
    limitedBy((await device.room(rooms[199]?.id ?? '').refused()).data);
    await device.home.fence();
    await server.stop();
  });
});

describe('for each account and address', () => {
  const login = (
    server: Server,
    username: string,
    from: string,
    secret = 'wrong password',
  ): ReturnType<Person['call']> =>
    new Rest(server.url).call('POST', '/auth/login', { username, password: secret }, { from });

  test('log-in: 5 a minute for an account, whether it exists or not, from wherever; 30 for an address', async () => {
    const server = await limited();
    const anna = await person(server, 'anna', { from: '127.0.0.1' });
    for (const username of [anna.user.username, 'nobody-here']) {
      const replies = [];
      for (let i = 0; i < 8; i++) replies.push(await login(server, username, `127.0.1.${i + 1}`));
      expect(replies.map((r) => r.status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
      for (const r of replies.slice(5)) limitedBy(r.body);
    }
    // The right password does not help, from whatever address.
    expect((await login(server, anna.user.username, '127.0.1.99', password)).status).toBe(429);
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, i) => login(server, `somebody-${i}`, '127.0.2.1')),
    );
    expect(replies.filter((r) => r.status === 401)).toHaveLength(30);
    expect(replies.filter((r) => r.status === 429)).toHaveLength(10);
    expect((await login(server, 'somebody-else', '127.0.2.2')).status).toBe(401);
    await server.stop();
  });

  test('registration: 10 an hour for an address', async () => {
    const server = await limited();
    const register = (username: string, from: string, headers = {}) =>
      new Rest(server.url).call('POST', '/auth/register', { username, password }, { from, headers });
    const replies = [];
    for (let i = 0; i < 12; i++) replies.push(await register(`new-${i}`, '127.0.3.1'));
    expect(replies.map((r) => r.status)).toEqual([...Array(10).fill(201), 429, 429]);
    limitedBy(replies[11]?.body);
    expect((await register('other', '127.0.3.2')).status).toBe(201);
    // Nobody can pretend to be somewhere else.
    expect(
      (
        await register('liar', '127.0.3.1', {
          'x-forwarded-for': '127.0.3.9',
          'x-real-ip': '127.0.3.9',
          forwarded: 'for=127.0.3.9',
        })
      ).status,
    ).toBe(429);
    await server.stop();
  });

  test('100 unfinished handshakes', async () => {
    const server = await limited();
    const open: RawWebSocket[] = [];
    let refusedAt = 0;
    for (let i = 0; i < 130 && !refusedAt; i++) {
      const ws = await RawWebSocket.open(server.url, '/socket.io/?EIO=4&transport=websocket');
      if (ws.status !== 101) refusedAt = i;
      open.push(ws);
    }
    expect(refusedAt).toBeGreaterThanOrEqual(100);
    expect(open.at(-1)?.status).toBe(429);
    for (const ws of open) ws.close();
    const anna = await until('handshakes to be possible again', () => person(server, 'anna'));
    await anna.online();
    await server.stop();
  });
});

test('switched off, nobody is limited', async () => {
  const server = await startServer({ env: { LOQUAT_RATE_LIMITS: 'off' } });
  const anna = await person(server, 'anna');
  const room = await anna.room('free');
  const line = await anna.inside(room.id);
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) => line.raw('send_message', { roomId: room.id, content: `${i}` })),
  );
  expect(refused(answers)).toEqual([]);
  const replies = await Promise.all(Array.from({ length: 200 }, () => anna.call('GET', '/me')));
  expect(replies.every((r) => r.status === 200)).toBe(true);
  await server.stop();
});
