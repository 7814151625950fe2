import { beforeAll, describe, expect, test } from 'vitest';
import type { Room } from '../../web/src/protocol/wire.gen';
import { type Person, person, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';

let server: Server;
let people: Person[];

beforeAll(async () => {
  server = await startServer();
  people = await Promise.all(Array.from({ length: 202 }, () => person(server, 'many')));
});

/** A room of so many people, made by the first of them. */
async function roomOf(count: number): Promise<{ room: Room; anna: Person; ben: Person; carl: Person }> {
  const [anna, ben] = people as [Person, Person];
  const carl = people[2 + (count % 10)] as Person; // somebody who has not been here yet
  const room = await anna.room(
    `of ${count}`,
    'private',
    people.slice(1, Math.min(count, 100)).map((p) => p.id),
  );
  for (const p of people.slice(100, count)) await anna.add(room.id, p.id);
  return { room: await anna.ok('GET', `/rooms/${room.id}`), anna, ben, carl };
}

describe('up to 50 members', () => {
  test.each([
    [50, true],
    [51, false],
  ])('%i: who has read what is told: %s', async (count, told) => {
    const { room, anna, ben } = await roomOf(count);
    expect(room.memberCount).toBe(count);
    const { line, sync } = await anna.device().enter(room.id);
    expect(sync.readSeqs !== undefined).toBe(told);
    if (told) expect(Object.keys(sync.readSeqs ?? {})).toHaveLength(count);
    const b = await ben.inside(room.id);
    await say(line, room.id, 'read this');
    await b.get('mark_read', { roomId: room.id, seq: 2 });
    if (told) await line.next('read', (r) => r.userId === ben.id && r.seq === 2);
    await line.fence();
    expect(line.all('read').length > 0).toBe(told);
  });
});

describe('up to 200 members', () => {
  test.each([
    [200, true],
    [201, false],
  ])('%i: presence and counts are told: %s', async (count, told) => {
    const { room, anna, ben, carl } = await roomOf(count);
    expect(room.memberCount).toBe(count);
    const watcher = await anna.online();
    const { line, sync } = await watcher.enter(room.id);
    expect(sync.online !== undefined).toBe(told);
    expect(sync.onlineCount).toBeGreaterThanOrEqual(1);
    await watcher.home.get('presence_subscribe', { userIds: [carl.id] });
    const c = await carl.online();
    // Who is shown is told of, however large the room is.
    await watcher.home.next('presence', (p) => p.users[carl.id] === 'online');
    await line.fence();
    expect(line.all('user_connected').some((e) => e.userId === carl.id)).toBe(told);
    const b = await ben.online();
    const { seq } = await say(line, room.id, `look, @${ben.user.username}`);
    // The one who is mentioned gets counts in any room.
    const mentioned = await b.home.next('room_activity', (a) => a.roomId === room.id && a.seq === seq);
    expect(mentioned).toMatchObject({ unreadCount: 1, mentionCount: 1 });
    const other = await c.home.next('room_activity', (a) => a.roomId === room.id && a.seq === seq);
    expect(other.unreadCount).toBe(told ? 1 : undefined);
    // Who asks is told.
    expect((await c.home.get('room_summary', { roomId: room.id })).room).toMatchObject({
      unreadCount: 1,
      mentionCount: 0,
    });
  });
});
