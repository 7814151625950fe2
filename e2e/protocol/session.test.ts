import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Room, RoomActivity, Session } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, person, say } from '../harness/people';
import { http, password } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
});

describe('session', () => {
  test('comes first and is a snapshot of the rooms, latest activity first', async () => {
    const me = await person(server, 'me', {}, 'My Name');
    const rooms: Room[] = [];
    for (const name of ['one', 'two', 'three']) rooms.push(await me.room(name));
    const line = await me.inside(rooms[0]?.id ?? '');
    await say(line, rooms[0]?.id ?? '', 'the latest');
    const device = me.device();
    const session = await device.home.next('session');
    expect(device.home.names()[0]).toBe('session');
    expect(session.user).toEqual({ ...me.user, displayName: 'My Name', role: 'member' });
    expect(session.rooms.map((r) => r.name)).toEqual(['one', 'three', 'two']);
    expect(session.roomsTotal).toBe(3);
    expect(session.rooms).toEqual(await me.rooms());
    expect(session.rooms[0]).toMatchObject({
      kind: 'group',
      role: 'owner',
      seq: 2,
      version: 2,
      memberCount: 1,
      unreadCount: 0,
      mentionCount: 0,
      lastMessage: { seq: 2, senderId: me.id, senderName: 'My Name', kind: 'text', excerpt: 'the latest' },
    });
    expect(session.epoch).toBeTruthy();
    expect(Math.abs(Date.parse(session.serverTime) - Date.now())).toBeLessThan(5_000);
    expect(session.expiresIn).toBeGreaterThan(500);
  });

  test('holds 200 rooms; the rest comes by GET /rooms', async () => {
    const me = await person(server, 'busy');
    for (let i = 0; i < 203; i++) await me.room(`room ${i}`);
    const session = await me.device().home.next('session');
    expect(session.rooms).toHaveLength(200);
    expect(session.roomsTotal).toBe(203);
    expect(session.rooms[0]?.name).toBe('room 202');
    const all: string[] = [];
    let cursor = '';
    do {
      const page = await me.ok<{ rooms: Room[]; nextCursor?: string }>(
        'GET',
        `/rooms?limit=60${cursor && `&cursor=${cursor}`}`,
      );
      all.push(...page.rooms.map((r) => r.name));
      cursor = page.nextCursor ?? '';
    } while (cursor);
    expect(all).toEqual(Array.from({ length: 203 }, (_, i) => `room ${202 - i}`));
  });

  test('with the changes that follow it is what a fresh one would say', async () => {
    const me = await person(server, 'twin');
    const line = await c.anna.inside(c.room.id);
    const device = await me.online();
    const rooms = new Map(device.home.all('session')[0]?.rooms.map((r) => [r.id, r]));
    const group = await c.anna.room('follow', 'private', [me.id]);
    await c.anna.add(c.room.id, me.id);
    await say(line, c.room.id, `hello @${me.user.username}`);
    await say(line, c.room.id, 'and hello again');
    await c.anna.ok('PATCH', `/rooms/${group.id}`, { name: 'followed', topic: 'changes' });
    const gone = await c.anna.room('gone', 'private', [me.id]);
    await c.anna.ok('DELETE', `/rooms/${gone.id}`);
    await device.home.next('room_removed', (e) => e.roomId === gone.id);
    const apply = () => {
      for (const { event, payload } of device.home.log) {
        if (event === 'room_added') {
          const { room } = payload as { room: Session['rooms'][number] };
          rooms.set(room.id, room);
        } else if (event === 'room_updated') {
          const { room } = payload as { room: Room };
          const held = rooms.get(room.id);
          if (held && room.version >= held.version) rooms.set(room.id, { ...held, ...room });
        } else if (event === 'room_removed') {
          rooms.delete((payload as { roomId: string }).roomId);
        } else if (event === 'room_activity') {
          const { roomId, users: _, ...change } = payload as RoomActivity;
          const held = rooms.get(roomId);
          if (held && change.version >= held.version) rooms.set(roomId, { ...held, ...change });
        }
      }
    };
    const byId = (list: Session['rooms']) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await until('the list to be up to date', async () => {
      apply();
      const fresh = byId(await me.rooms());
      expect(byId([...rooms.values()])).toEqual(fresh);
      expect(fresh).toHaveLength(2);
      expect(fresh.find((r) => r.id === c.room.id)).toMatchObject({ unreadCount: 2, mentionCount: 1 });
      return true;
    });
    await c.anna.ok('DELETE', `/rooms/${c.room.id}/members/${me.id}`);
  });
});

describe('room_activity', () => {
  test('comes to members who are not in the namespace, with counts and the last message; not to an outsider', async () => {
    const [ben, olga] = [await c.ben.online(), await c.outsider.online()];
    const line = await c.anna.inside(c.room.id);
    const before = (await ben.home.get('room_summary', { roomId: c.room.id })).room;
    const saved = await say(line, c.room.id, `look here, @${c.ben.user.username}: ${'x'.repeat(300)}`);
    const activity = await ben.home.next('room_activity', (a) => a.seq >= saved.seq);
    expect(activity).toMatchObject({
      roomId: c.room.id,
      seq: saved.seq,
      version: saved.version,
      unreadCount: before.unreadCount + 1,
      mentionCount: 1,
      readRev: before.readRev,
    });
    expect(activity.lastMessage).toMatchObject({
      id: saved.id,
      seq: saved.seq,
      senderId: c.anna.id,
      senderName: c.anna.user.displayName,
      kind: 'text',
    });
    expect([...(activity.lastMessage?.excerpt ?? '')].length).toBeLessThanOrEqual(160);
    expect(activity.users?.[c.anna.id]).toMatchObject({ id: c.anna.id });
    await olga.home.fence();
    expect(olga.home.all('room_activity')).toEqual([]);
  });

  test('at most two a second, and the last one is the truth', async () => {
    const ben = await c.ben.online();
    const line = await c.anna.inside(c.room.id);
    const begun = Date.now();
    let last = 0;
    for (let i = 0; i < 150; i++) last = (await say(line, c.room.id, `burst ${i}`)).seq;
    await ben.home.next('room_activity', (a) => a.seq === last);
    const seconds = (Date.now() - begun) / 1000;
    expect(ben.home.all('room_activity').length).toBeLessThanOrEqual(2 * seconds + 2);
    expect(ben.home.all('room_activity').at(-1)?.unreadCount).toBe(
      (await ben.home.get('room_summary', { roomId: c.room.id })).room.unreadCount,
    );
  });
});

describe('room_summary', () => {
  test("is the list's entry; of a foreign room, no room, or nonsense it is refused", async () => {
    const ben = await c.ben.online();
    const { room } = await ben.home.get('room_summary', { roomId: c.room.id });
    expect(room).toEqual((await c.ben.rooms()).find((r) => r.id === c.room.id));
    const foreign = await ben.home.no('room_summary', { roomId: c.elsewhere.id });
    expect(foreign.code).toBe('not_found');
    expect(await ben.home.no('room_summary', { roomId: '01900000-0000-7000-8000-000000000000' })).toEqual(
      foreign,
    );
    expect(['invalid', 'not_found']).toContain((await ben.home.no('room_summary', { roomId: 'x' })).code);
    expect(await ben.home.no('room_summary', { roomId: 5 })).toMatchObject({ code: 'invalid' });
  });
});

describe('user_updated', () => {
  test('comes to those who share a room, on /, with a greater rev', async () => {
    const [ben, olga, anna] = [await c.ben.online(), await c.outsider.online(), await c.anna.online()];
    const user = await c.anna.ok('PATCH', '/me', { displayName: 'Anna the Second' });
    for (const home of [ben.home, anna.home]) expect(await home.next('user_updated')).toEqual({ user });
    expect(user).toMatchObject({ id: c.anna.id, displayName: 'Anna the Second' });
    expect((user as { rev: number }).rev).toBeGreaterThan(c.anna.user.rev);
    await olga.home.fence();
    expect(olga.home.all('user_updated')).toEqual([]);
    await olga.home.get('presence_subscribe', { userIds: [c.anna.id] });
    await c.anna.ok('PATCH', '/me', { displayName: 'Anna the Third' });
    expect((await olga.home.next('user_updated')).user.displayName).toBe('Anna the Third');
  });
});

describe('the end of a session', () => {
  test('log-out: session_ended, then DISCONNECT in every namespace of that session, and of no other', async () => {
    const me = await person(server, 'leaver');
    const room = await me.room('mine');
    const tabs = [await me.online(), await me.online()];
    const inside = (await tabs[0]?.enter(room.id))?.line;
    const other = Object.assign(Object.create(Object.getPrototypeOf(me)), me) as typeof me;
    other.cookie = '';
    await other.login(me.user.username);
    const phone = await other.online();
    const old = me.token;
    expect((await me.call('POST', '/auth/logout')).status).toBe(204);
    for (const tab of tabs) {
      expect(await tab.home.next('session_ended')).toEqual({ reason: 'logged_out' });
      expect(await tab.home.ended()).toBe('io server disconnect');
    }
    expect(await inside?.ended()).toBe('io server disconnect');
    await phone.home.fence();
    expect(phone.home.all('session_ended')).toEqual([]);
    // The access token is dead before its time, everywhere.
    me.token = old;
    expect(await me.call('GET', '/me')).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    tabs[0]?.home.socket.connect();
    expect((await tabs[0]?.home.refused())?.data.code).toBe('unauthorized');
    expect(await phone.home.no('authenticate', { token: old })).toMatchObject({ code: 'unauthorized' });
    expect(await me.call('POST', '/auth/refresh')).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  test('a new password ends the other sessions and keeps this one', async () => {
    const me = await person(server, 'changer');
    const here = await me.online();
    const other = Object.assign(Object.create(Object.getPrototypeOf(me)), me) as typeof me;
    other.cookie = '';
    await other.login(me.user.username);
    const there = await other.online();
    expect(
      await me.call('PATCH', '/me', { password: 'a new password 1', currentPassword: 'wrong' }),
    ).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    await me.ok('PATCH', '/me', { password: 'a new password 1', currentPassword: password });
    expect(await there.home.next('session_ended')).toEqual({ reason: 'revoked' });
    expect(await there.home.ended()).toBe('io server disconnect');
    await here.home.fence();
    expect(here.home.all('session_ended')).toEqual([]);
    await me.refresh();
    expect(await other.call('POST', '/auth/refresh')).toMatchObject({ status: 401 });
    expect(await other.call('POST', '/auth/login', { username: me.user.username, password })).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
    await other.login(me.user.username, 'a new password 1');
  });

  test('a refresh token that is used again long after its successor was: the session ends everywhere', async () => {
    const me = await person(server, 'robbed');
    const tab = await me.online();
    const stolen = me.cookie;
    await me.refresh();
    await me.refresh(); // from now on the first one is 15 s from being a theft
    const begun = Date.now();
    await until(
      'the old token to be refused',
      async () => {
        await pause(500);
        return (
          (await http(server.url, 'POST', '/api/v1/auth/refresh', { headers: { cookie: stolen } })).status ===
          401
        );
      },
      25_000,
    );
    expect(Date.now() - begun).toBeGreaterThan(14_000);
    expect(await tab.home.next('session_ended')).toEqual({ reason: 'revoked' });
    await tab.home.ended();
    expect(await me.call('POST', '/auth/refresh')).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
    expect(await me.call('GET', '/me')).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test('ended from the list of sessions on another device', async () => {
    const me = await person(server, 'lister');
    const other = Object.assign(Object.create(Object.getPrototypeOf(me)), me) as typeof me;
    other.cookie = '';
    await other.login(me.user.username, password, { headers: { 'user-agent': 'A phone' } });
    const there = await other.online();
    const { sessions } = await me.ok<{
      sessions: {
        id: string;
        current: boolean;
        userAgent: string;
        address: string;
        createdAt: string;
        lastUsedAt: string;
      }[];
    }>('GET', '/me/sessions');
    expect(sessions).toHaveLength(2);
    const phone = sessions.find((s) => !s.current);
    expect(phone).toMatchObject({
      userAgent: 'A phone',
      address: '127.0.0.1',
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    });
    expect((await me.call('DELETE', `/me/sessions/${phone?.id}`)).status).toBe(204);
    expect(await there.home.next('session_ended')).toEqual({ reason: 'revoked' });
    await there.home.ended();
    // Somebody else's session is none.
    const foreign = (await c.anna.ok<{ sessions: { id: string }[] }>('GET', '/me/sessions')).sessions[0]?.id;
    const answer = await me.call('DELETE', `/me/sessions/${foreign}`);
    expect([204, 404]).toContain(answer.status);
    await c.anna.ok('GET', '/me');
  });
});
