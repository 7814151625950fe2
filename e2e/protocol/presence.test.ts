import { beforeAll, describe, expect, test } from 'vitest';
import type { Presence } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, type Person, person, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import type { RoomLine, SessionLine } from '../harness/sockets';
import { until } from '../harness/until';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
});

/** The latest word about somebody. */
const latest = (home: SessionLine, id: string): Presence | undefined =>
  home
    .all('presence')
    .map((p) => p.users[id])
    .findLast((p) => p !== undefined);

const says = (home: SessionLine, id: string, what: Presence) =>
  until(`${id} to be ${what}`, () => latest(home, id) === what);

async function companion(): Promise<{ p: Person; inside: RoomLine; home: SessionLine; roomId: string }> {
  const p = await person(server, 'carl');
  const room = await c.anna.room('presence', 'private', [p.id]);
  const watcher = await c.anna.online();
  const { line } = await watcher.enter(room.id);
  return { p, inside: line, home: watcher.home, roomId: room.id };
}

describe('presence', () => {
  test('two tabs: closing one tells nobody, closing the last makes the person offline after the grace time', async () => {
    const { p, inside, home, roomId } = await companion();
    expect(
      (await home.get('presence_subscribe', { userIds: [p.id, c.outsider.id, c.anna.id] })).users,
    ).toEqual({
      [p.id]: 'offline',
      [c.outsider.id]: 'offline',
      [c.anna.id]: 'online',
    });
    const one = await p.online();
    expect(await inside.next('user_connected')).toEqual({ roomId, userId: p.id });
    await says(home, p.id, 'online');
    const two = await p.online();
    const own = (await two.enter(roomId)).line;
    one.close();
    const begun = Date.now();
    const blink = await p.online(); // a third one that comes and goes: a reload
    blink.close();
    // Somebody else's offline is told after the grace time; by then this one's would have been told as well.
    const other = await person(server, 'dan');
    await c.anna.add(roomId, other.id);
    const brief = await other.online();
    await inside.next('user_connected', (e) => e.userId === other.id);
    brief.close();
    await inside.next('user_disconnected', (e) => e.userId === other.id, 15_000);
    expect(Date.now() - begun).toBeGreaterThan(4_500);
    expect(inside.all('user_disconnected').filter((e) => e.userId === p.id)).toEqual([]);
    expect(latest(home, p.id)).toBe('online');
    expect(inside.all('user_connected').filter((e) => e.userId === p.id)).toHaveLength(1);
    const left = Date.now();
    two.close();
    const gone = await inside.next('user_disconnected', (e) => e.userId === p.id, 15_000);
    expect(gone).toMatchObject({ roomId, userId: p.id });
    expect(Math.abs(Date.parse(gone.lastSeenAt) - left)).toBeLessThan(2_000);
    expect(Date.now() - left).toBeGreaterThan(4_500);
    await says(home, p.id, 'offline');
    // Never to the own sockets.
    expect(
      [...own.all('user_connected'), ...own.all('user_disconnected')].filter((e) => e.userId === p.id),
    ).toEqual([]);
  });

  test('a reload within the grace time is not noticed', async () => {
    const { p, inside, home } = await companion();
    await home.get('presence_subscribe', { userIds: [p.id] });
    const tab = await p.online();
    await says(home, p.id, 'online');
    for (let i = 0; i < 3; i++) {
      tab.drop();
      await tab.home.next('session');
    }
    await inside.fence();
    expect(inside.all('user_connected').filter((e) => e.userId === p.id)).toHaveLength(1);
    expect(home.all('presence').filter((e) => e.users[p.id] === 'offline')).toEqual([]);
  });

  test('away when every socket says so', async () => {
    const { p, home } = await companion();
    await home.get('presence_subscribe', { userIds: [p.id] });
    const [one, two] = [await p.online(), await p.online()];
    await says(home, p.id, 'online');
    expect(await one.home.get('set_status', { status: 'away' })).toEqual({ ok: true });
    await two.home.get('set_status', { status: 'away' });
    await says(home, p.id, 'away');
    await one.home.get('set_status', { status: 'online' });
    await says(home, p.id, 'online');
    one.close(); // what is left is away
    await says(home, p.id, 'away');
    for (const status of ['offline', 'asleep', '', 5, null]) {
      expect(await two.home.no('set_status', { status })).toMatchObject({ code: 'invalid' });
    }
  });

  test('only of those with whom a room is shared, and only of those who are shown', async () => {
    const { p, home, roomId } = await companion();
    const olga = await c.outsider.online();
    expect((await olga.home.get('presence_subscribe', { userIds: [p.id, c.anna.id] })).users).toEqual({
      [p.id]: 'offline',
      [c.anna.id]: 'offline',
    });
    await home.get('presence_subscribe', { userIds: [c.ben.id] }); // replaces
    await home.get('presence_subscribe', { userIds: [p.id] });
    const [ben, tab] = [await c.ben.online(), await p.online()];
    await says(home, p.id, 'online');
    await olga.home.fence();
    expect(latest(home, c.ben.id)).toBeUndefined();
    expect(olga.home.all('presence').filter((e) => e.users[p.id] || e.users[c.anna.id])).toEqual([]);
    ben.close();
    // Once they share a room she may know.
    await c.anna.add(roomId, c.outsider.id);
    expect((await olga.home.get('presence_subscribe', { userIds: [p.id] })).users).toEqual({
      [p.id]: 'online',
    });
    tab.close();
  });

  test('presence_subscribe takes at most 500', async () => {
    const anna = await c.anna.online();
    const some = (n: number) =>
      Array.from({ length: n }, (_, i) => `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`);
    expect(
      Object.keys((await anna.home.get('presence_subscribe', { userIds: some(500) })).users),
    ).toHaveLength(500);
    for (const userIds of [some(501), 'x', [5], { a: 1 }]) {
      expect(await anna.home.no('presence_subscribe', { userIds })).toMatchObject({ code: 'invalid' });
    }
    await anna.home.get('presence_subscribe', { userIds: [] });
  });

  test('online in sync counts members who are only on /', async () => {
    const { p, roomId } = await companion();
    await p.online();
    const { sync } = await c.anna.device().enter(roomId);
    expect(sync.online?.toSorted()).toEqual([p.id, c.anna.id].toSorted());
    expect(sync.onlineCount).toBe(2);
  });
});

describe('typing', () => {
  test('goes to the others in the room, with the true user, not to the own devices, not to an outsider', async () => {
    const [anna, phone, ben, olga] = await Promise.all([
      c.anna.inside(c.room.id),
      c.anna.inside(c.room.id),
      c.ben.inside(c.room.id),
      c.outsider.inside(c.elsewhere.id),
    ]);
    anna.emit('typing', { roomId: c.room.id });
    expect(await ben.next('typing')).toEqual({ roomId: c.room.id, userId: c.anna.id, typing: true });
    anna.emit('typing', { roomId: c.room.id, userId: c.anna.id, typing: false });
    expect(await ben.next('typing')).toEqual({ roomId: c.room.id, userId: c.anna.id, typing: false });
    await Promise.all([anna.fence(), phone.fence(), olga.fence()]);
    for (const line of [anna, phone, olga]) expect(line.all('typing')).toEqual([]);
  });

  test('true is passed on at most once in 2 s, false always when a true was', async () => {
    const [anna, ben] = await Promise.all([c.anna.inside(c.room.id), c.ben.inside(c.room.id)]);
    for (let i = 0; i < 3; i++) ben.emit('typing', { roomId: c.room.id, typing: true });
    ben.emit('typing', { roomId: c.room.id, typing: false });
    await anna.next('typing', (t) => !t.typing);
    ben.emit('typing', { roomId: c.room.id, typing: false }); // nothing to take back
    await say(ben, c.room.id, 'a fence');
    await anna.next('receive_message');
    expect(anna.all('typing').map((t) => t.typing)).toEqual([true, false]);
  });

  test('for another room, another user, or of another shape is dropped without an answer', async () => {
    const [anna, ben] = await Promise.all([c.anna.inside(c.room.id), c.ben.inside(c.room.id)]);
    for (const payload of [
      { roomId: c.elsewhere.id },
      { roomId: c.room.id, userId: c.ben.id },
      { typing: true },
      'x',
      null,
      { roomId: c.room.id, typing: 'yes' },
    ]) {
      anna.emit('typing', payload);
    }
    await say(anna, c.room.id, 'a fence');
    await ben.next(
      'receive_message',
      (m) => m.message.content === 'a fence' && m.message.senderId === c.anna.id,
    );
    expect(ben.all('typing')).toEqual([]);
    expect(anna.all('request_failed')).toEqual([]);
  });
});

/** Who is in a room's namespace is told by leaving it; who has the list alone must be told as well. */
test('two whose only room is deleted are offline to each other, without ever having opened it', async () => {
  const [dora, emil] = await Promise.all([person(server, 'dora'), person(server, 'emil')]);
  const room = await c.anna.room('short-lived', 'private', [dora.id, emil.id]);
  const d = await dora.online();
  await d.home.get('presence_subscribe', { userIds: [emil.id] });
  const e = await emil.online();
  // That somebody came is told by now, so that it is not this which tells what follows.
  await says(d.home, emil.id, 'online');
  const { users } = await e.home.get('presence_subscribe', { userIds: [dora.id] });
  expect(users).toEqual({ [dora.id]: 'online' });
  await c.anna.ok('DELETE', `/rooms/${room.id}`);
  await says(d.home, emil.id, 'offline');
  await says(e.home, dora.id, 'offline');
});
