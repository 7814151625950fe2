import { beforeAll, describe, expect, test } from 'vitest';
import type { Message, Room } from '../../web/src/protocol/wire.gen';
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

  test('201: a mention that an edit takes back, or a deletion, is told with counts to whom it named, and to the others without', async () => {
    const { room, anna, ben, carl } = await roomOf(201);
    const roomId = room.id;
    const [b, c] = [await ben.online(), await carl.online()];
    const line = await anna.inside(roomId);
    const counted = (version: number) =>
      b.home.next('room_activity', (a) => a.roomId === roomId && a.version >= version);
    const name = `@${ben.user.username}`;
    const one = await say(line, roomId, `${name}, look`);
    expect(await counted(one.version)).toMatchObject({ unreadCount: 1, mentionCount: 1 });
    const { message: edited } = await line.get('edit_message', {
      roomId,
      messageId: one.id,
      content: 'nobody, look',
      baseRevision: 0,
    });
    expect(await counted(edited.version)).toMatchObject({ unreadCount: 1, mentionCount: 0 });
    const two = await say(line, roomId, `${name}, again`);
    expect(await counted(two.version)).toMatchObject({ unreadCount: 2, mentionCount: 1 });
    const { message: gone } = await line.get('delete_message', { roomId, messageId: two.id });
    expect(await counted(gone.version)).toMatchObject({ unreadCount: 1, mentionCount: 0 });
    await c.home.next('room_activity', (a) => a.roomId === roomId && a.version >= gone.version);
    const toOthers = c.home.all('room_activity').filter((a) => a.roomId === roomId);
    expect(toOthers.map((a) => a.unreadCount)).toEqual(toOthers.map(() => undefined));
    expect(toOthers.at(-1)?.lastMessage).toMatchObject({ id: two.id, excerpt: '' });
  });
});

/**
 * People who react at once are merged: one version for each would be as many frames for everybody. None of them is lost, each is acknowledged
 * with a message that has their reaction, and `reacted` tells all that a version brought.
 */
test('200 people at once are all there, in few versions, each answered', async () => {
  const { room, anna, ben } = await roomOf(201);
  const busy = room.id;
  const crowd = people.slice(1, 201);
  const watcher = await anna.inside(busy);
  const lines = await Promise.all(crowd.map((p) => p.inside(busy)));
  const said = await say(watcher, busy, 'Who comes?');
  const before = (await anna.page(busy, '?limit=1')).version;
  const ask = { roomId: busy, messageId: said.id, emoji: '🙋', on: true };
  const began = Date.now();
  const answers = await Promise.all(lines.map((line) => line.get('react', ask)));
  const tenths = Math.ceil((Date.now() - began) / 100);
  for (const { message } of answers) expect(message.myReactions).toEqual(['🙋']);
  const now = (await anna.history(busy)).find((m) => m.id === said.id) as Message;
  expect(now.reactions).toEqual([{ emoji: '🙋', count: 200, userIds: expect.any(Array) }]);
  expect(now.reactions[0]?.userIds).toHaveLength(20);
  // At most ten versions a second, however long it took here.
  expect(now.version - before).toBeLessThanOrEqual(tenths + 1);
  await watcher.next('message_updated', (u) => u.message.version === now.version);
  const told = watcher.all('message_updated');
  expect(told).toHaveLength(now.version - before);
  expect(told.map((u) => u.message.version)).toEqual(told.map((_, i) => before + 1 + i));
  const reacted = told.flatMap((u) => u.reacted ?? []);
  expect(reacted).toHaveLength(200);
  expect(new Set(reacted.map((r) => r.userId))).toEqual(new Set(crowd.map((p) => p.id)));
  // The list of names is that of the first to have come.
  const first = reacted.slice(0, 20).map((r) => r.userId);
  expect(now.reactions[0]?.userIds).toEqual(first);
  // Half of them take it back at once.
  await Promise.all(lines.slice(0, 100).map((line) => line.get('react', { ...ask, on: false })));
  const then = (await ben.history(busy)).find((m) => m.id === said.id) as Message;
  expect(then.reactions[0]).toMatchObject({ emoji: '🙋', count: 100 });
  expect(then.myReactions).toEqual([]);
  for (const line of lines) line.socket.disconnect();
});
