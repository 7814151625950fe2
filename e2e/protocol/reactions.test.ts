import { beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, type Person, say } from '../harness/people';
import { startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';

let c: Cast;
let anna: RoomLine;
let ben: RoomLine;
let outsider: RoomLine;
let roomId: string;

beforeAll(async () => {
  const server = await startServer();
  c = await cast(server);
  roomId = c.room.id;
  [anna, ben, outsider] = await Promise.all([
    c.anna.inside(roomId),
    c.ben.inside(roomId),
    c.outsider.inside(c.elsewhere.id),
  ]);
});

const react = (line: RoomLine, messageId: string, emoji: string, on = true) =>
  line.get('react', { roomId, messageId, emoji, on });

const stored = async (who: Person, id: string) =>
  (await who.history(roomId)).find((m) => m.id === id) as Message;

describe('react', () => {
  test('is told to every member with what it changed, and to nobody else', async () => {
    const { id, version } = await say(anna, roomId, 'Lunch?');
    const { message } = await react(ben, id, '👍');
    const reactions = [{ emoji: '👍', count: 1, userIds: [c.ben.id] }];
    expect(message).toMatchObject({ id, version: version + 1, revision: 0, reactions, myReactions: ['👍'] });
    expect(message.editedAt).toBeUndefined();
    for (const line of [anna, ben]) {
      const told = await line.next('message_updated', (u) => u.message.id === id);
      expect(told.message).toMatchObject({ version: message.version, reactions });
      expect(told.message.myReactions).toBeUndefined();
      expect(told.reacted).toEqual([{ userId: c.ben.id, emoji: '👍', on: true }]);
    }
    await outsider.fence();
    expect(outsider.all('message_updated')).toEqual([]);
    expect((await stored(c.anna, id)).myReactions).toEqual([]);
    expect((await stored(c.ben, id)).myReactions).toEqual(['👍']);
    const { sync } = await c.ben.device().enter(roomId, { since: version });
    expect(sync.messages).toEqual([message]);
  });

  test('is a set: again, or taking back what was not given, changes nothing', async () => {
    const { id } = await say(anna, roomId, 'a set');
    const first = await react(ben, id, '👍');
    expect(await react(ben, id, '👍')).toEqual(first);
    const other = await react(anna, id, '👍', false);
    expect(other.message).toMatchObject({ version: first.message.version, myReactions: [] });
    await react(anna, id, '👍');
    await react(ben, id, '👍', false);
    expect((await stored(c.ben, id)).reactions).toEqual([{ emoji: '👍', count: 1, userIds: [c.anna.id] }]);
    await react(anna, id, '👍', false);
    expect(await stored(c.ben, id)).toMatchObject({ reactions: [], version: first.message.version + 3 });
    expect((await react(anna, id, '👍', false)).message.version).toBe(first.message.version + 3);
  });

  test('the same emoji written otherwise is another one; skin tones, families and flags are one each', async () => {
    const { id } = await say(anna, roomId, 'emoji');
    const emoji = ['❤', '❤️', '👍🏽', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇺🇦', '1️⃣', ':shipit:', 'ü'];
    for (const e of emoji) await react(ben, id, e);
    expect((await stored(c.ben, id)).myReactions?.toSorted()).toEqual(emoji.toSorted());
  });

  test.each([
    ['', 'invalid'],
    [' ', 'invalid'],
    ['\u00a0', 'invalid'],
    ['\u200b', 'invalid'],
    ['a b', 'invalid'],
    ['a\u0000', 'invalid'],
    ['\u202e👍', 'invalid'],
    ['a'.repeat(33), 'invalid'],
    ['👍'.repeat(9), 'invalid'],
    [5, 'invalid'],
    [null, 'invalid'],
    [['👍'], 'invalid'],
    [undefined, 'invalid'],
  ])('with emoji %j is %s', async (emoji, code) => {
    const { id: messageId } = await say(anna, roomId, 'x');
    expect(await ben.no('react', { roomId, messageId, emoji, on: true })).toMatchObject({ code });
  });

  test('a message takes 50 different ones; the 51st is invalid, more of the 50 are not', async () => {
    const { id } = await say(anna, roomId, 'popular');
    await Promise.all(Array.from({ length: 50 }, (_, i) => react(ben, id, `e${i}`)));
    expect(await ben.no('react', { roomId, messageId: id, emoji: 'e50', on: true })).toMatchObject({
      code: 'invalid',
    });
    await react(anna, id, 'e49');
    await react(ben, id, 'e7', false);
    await react(ben, id, 'e50');
    const { reactions } = await stored(c.anna, id);
    expect(reactions).toHaveLength(50);
    expect(reactions.find((r) => r.emoji === 'e49')).toMatchObject({
      count: 2,
      userIds: [c.ben.id, c.anna.id],
    });
  });

  test('does not count as unread, and does not move the room in lists', async () => {
    const { id } = await say(anna, roomId, 'quiet');
    const device = await c.ben.online();
    const before = (await device.home.get('room_summary', { roomId })).room;
    await react(anna, id, '👍');
    const { room } = await device.home.get('room_summary', { roomId });
    expect({ ...room, version: 0 }).toEqual({ ...before, version: 0 });
    device.close();
  });
});
