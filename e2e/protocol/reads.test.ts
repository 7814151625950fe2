import { beforeAll, describe, expect, test } from 'vitest';
import type { Counters, Message, RoomSummary } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, type Person, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
});

async function conversation(count: number) {
  const { id } = await c.anna.room('talk', 'private', [c.ben.id]);
  const anna = await c.anna.device().enter(id);
  const ben = await c.ben.device().enter(id);
  for (let i = 0; i < count; i++) await say(anna.line, id, `line ${i}`);
  return { id, anna: anna.line, ben: ben.line };
}

const summary = async (who: Person, id: string) =>
  (await who.rooms()).find((r) => r.id === id) as RoomSummary;

describe('mark_read', () => {
  test('moves forward, and says what is left', async () => {
    const { id, ben } = await conversation(10);
    expect(await summary(c.ben, id)).toMatchObject({ unreadCount: 10, readSeq: 1 });
    const first = await ben.get('mark_read', { roomId: id, seq: 6 });
    expect(first).toMatchObject({ ok: true, readSeq: 6, unreadCount: 5, mentionCount: 0, version: 11 });
    const second = await ben.get('mark_read', { roomId: id, seq: 9 });
    expect(second.readRev).toBe(first.readRev + 1);
    expect(await summary(c.ben, id)).toMatchObject({ readSeq: 9, readRev: second.readRev, unreadCount: 2 });
  });

  test('never back, and not beyond the end', async () => {
    const { id, ben } = await conversation(5);
    const beyond = await ben.get('mark_read', { roomId: id, seq: 1_000 });
    expect(beyond).toMatchObject({ readSeq: 6, unreadCount: 0 });
    const back = await ben.get('mark_read', { roomId: id, seq: 2 });
    expect(back).toMatchObject({ readSeq: 6, readRev: beyond.readRev, unreadCount: 0 });
    expect(await summary(c.ben, id)).toMatchObject({ readSeq: 6 });
  });

  test('with unread: true goes back to before seq, tells no receipt, and never forward', async () => {
    const { id, anna, ben } = await conversation(8);
    await ben.get('mark_read', { roomId: id, seq: 9 });
    await anna.next('read', (r) => r.seq === 9);
    expect(await ben.get('mark_read', { roomId: id, seq: 4, unread: true })).toMatchObject({
      readSeq: 3,
      unreadCount: 6,
    });
    expect(await ben.get('mark_read', { roomId: id, seq: 8, unread: true })).toMatchObject({
      readSeq: 3,
      unreadCount: 6,
    });
    await say(anna, id, 'a fence');
    await ben.get('mark_read', { roomId: id, seq: 10 });
    await anna.next('read', (r) => r.seq === 10);
    expect(anna.all('read').map((r) => r.seq)).toEqual([9, 10]);
  });

  test('tells the others by read and the own other devices by room_read', async () => {
    const { id, anna, ben } = await conversation(3);
    const phone = await c.ben.online();
    const olga = await c.outsider.online();
    const counters = await ben.get('mark_read', { roomId: id, seq: 4 });
    expect(await anna.next('read')).toEqual({ roomId: id, userId: c.ben.id, seq: 4 });
    const { ok: _, ...told } = counters as Counters & { ok: boolean };
    expect(await phone.home.next('room_read', (r) => r.roomId === id)).toEqual({ roomId: id, ...told });
    expect((await c.anna.device().enter(id)).sync.readSeqs).toMatchObject({ [c.ben.id]: 4 });
    await olga.home.fence();
    expect(olga.home.all('room_read')).toEqual([]);
  });

  test('many at once end at the greatest', async () => {
    const { id, ben } = await conversation(20);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ben.get('mark_read', { roomId: id, seq: ((i * 7) % 20) + 2 })),
    );
    expect(Math.max(...answers.map((a) => a.readSeq))).toBe(21);
    expect(await summary(c.ben, id)).toMatchObject({ readSeq: 21, unreadCount: 0 });
  });

  test.each([{}, { seq: 'x' }, { seq: -1 }, { seq: 1.5 }, { seq: null }, { seq: 2, unread: 'yes' }])(
    '%j is invalid',
    async (payload) => {
      const { id, ben } = await conversation(1);
      const answer = await ben.raw('mark_read', { roomId: id, ...payload });
      // An absent seq is 0, and a position before the first is smaller than the present one: no change.
      if (answer.ok) expect(answer).toMatchObject({ readSeq: 1 });
      else expect(answer.error.code).toBe('invalid');
      expect(await ben.no('mark_read', { roomId: c.room.id, seq: 1 })).toMatchObject({ code: 'invalid' });
    },
  );
});

describe('counts', () => {
  test('own and system messages do not count, sending does not move the position', async () => {
    const { id, anna, ben } = await conversation(2);
    await say(ben, id, 'mine');
    await c.anna.ok('PATCH', `/rooms/${id}`, { topic: 'a system line' });
    await say(anna, id, `for @${c.ben.user.username}`);
    expect(await summary(c.ben, id)).toMatchObject({ readSeq: 1, unreadCount: 3, mentionCount: 1 });
    expect(await summary(c.anna, id)).toMatchObject({ unreadCount: 1 });
  });

  test('unread begins at the join', async () => {
    const { id } = await conversation(30);
    await c.anna.add(id, c.outsider.id);
    expect(await summary(c.outsider, id)).toMatchObject({ unreadCount: 0, mentionCount: 0, readSeq: 32 });
  });

  test('follow deletions and edits: those who have the list alone are told', async () => {
    const { id, anna } = await conversation(2);
    const name = `@${c.ben.user.username}`;
    const phone = await c.ben.online();
    const told = (version: number) =>
      phone.home.next('room_activity', (a) => a.roomId === id && a.version >= version);
    const messageIds = (await c.anna.history(id)).filter((m) => m.kind === 'text').map((m) => m.id);
    const [first, second] = messageIds as [string, string];
    const edit = async (messageId: string, content: string, baseRevision: number) =>
      (await anna.get('edit_message', { roomId: id, messageId, content, baseRevision })).message;
    // An edit of an older message mentions; the latest one stays.
    const mentioned = await edit(first, `${name}, see below`, 0);
    expect(await told(mentioned.version)).toMatchObject({
      unreadCount: 2,
      mentionCount: 1,
      lastMessage: { id: second, excerpt: 'line 1' },
    });
    // One of the latest message shows in the list; then the mention is taken back.
    const last = await edit(second, `${name} and more`, 0);
    expect(await told(last.version)).toMatchObject({
      mentionCount: 2,
      lastMessage: { id: second, excerpt: `${name} and more` },
    });
    const taken = await edit(first, 'nobody', 1);
    expect(await told(taken.version)).toMatchObject({ unreadCount: 2, mentionCount: 1 });
    // Deleting the latest leaves its place in the list, empty.
    const { message } = await anna.get('delete_message', { roomId: id, messageId: second });
    const gone = await told(message.version);
    expect(gone).toMatchObject({
      seq: 3,
      unreadCount: 1,
      mentionCount: 0,
      lastMessage: { id: second, excerpt: '' },
    });
    expect(gone.lastMessage?.deletedAt).toBe(message.deletedAt);
    expect(await summary(c.ben, id)).toMatchObject({
      unreadCount: 1,
      mentionCount: 0,
      lastMessage: gone.lastMessage,
    });
    // What was read already counts no more when it is deleted, nor comes back when it is edited.
    const ben = await c.ben.inside(id);
    await ben.get('mark_read', { roomId: id, seq: 3 });
    const again = await edit(first, `${name}!`, 2);
    expect(await told(again.version)).toMatchObject({ unreadCount: 0, mentionCount: 0 });
    phone.close();
  });

  test('end at 1,000', async () => {
    const { id, anna, ben } = await conversation(0);
    for (let i = 0; i < 11; i++)
      await Promise.all(
        Array.from({ length: 100 }, (_, k) => say(anna, id, `@${c.ben.user.username} ${i} ${k}`)),
      );
    expect(await summary(c.ben, id)).toMatchObject({ unreadCount: 1_000, mentionCount: 1_000 });
    expect(await ben.get('mark_read', { roomId: id, seq: 602 })).toMatchObject({
      unreadCount: 499,
      mentionCount: 499,
    });
  });

  /** Whatever people do, in whatever order: what is shown equals a recount of the history. */
  test('always equal a recount', async () => {
    const { id, anna, ben } = await conversation(0);
    const [a, b] = [await c.anna.online(), await c.ben.online()];
    const people = [
      { who: c.anna, line: anna, device: a, other: c.ben },
      { who: c.ben, line: ben, device: b, other: c.anna },
    ];
    let seed = 42;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * n);
    };
    const recount = (all: Message[], me: string, readSeq: number) => {
      const unread = all.filter(
        (m) => m.seq > readSeq && m.senderId !== me && m.kind === 'text' && !m.deletedAt,
      );
      return {
        unreadCount: unread.length,
        mentionCount: unread.filter((m) => m.mentions.includes(me)).length,
      };
    };
    for (let round = 0; round < 25; round++) {
      await Promise.all(
        Array.from({ length: 6 }, () => {
          const p = people[random(2)] as (typeof people)[number];
          const top = 2 + round * 3;
          switch (random(4)) {
            case 0:
              return p.line.get('mark_read', { roomId: id, seq: 1 + random(top) });
            case 1:
              return p.line.get('mark_read', { roomId: id, seq: 1 + random(top), unread: true });
            case 2:
              return say(p.line, id, `hi @${p.other.user.username}`);
            default:
              return say(p.line, id, 'something');
          }
        }),
      );
      const all = await c.anna.history(id);
      for (const { who, device } of people) {
        const { room } = await device.home.get('room_summary', { roomId: id });
        expect(room).toMatchObject(recount(all, who.id, room.readSeq));
      }
    }
    // What was told on the way ends at the same numbers.
    for (const { device } of people) {
      const { room } = await device.home.get('room_summary', { roomId: id });
      await until('what was told to agree', () => {
        let held = { version: 0, readRev: 0, unreadCount: -1, mentionCount: -1 };
        for (const { event, payload } of device.home.log) {
          const told = payload as typeof held & { roomId: string };
          if (!/^room_(activity|read)$/.test(event) || told.roomId !== id) continue;
          if (told.version >= held.version && told.readRev >= held.readRev) held = told;
        }
        return held.unreadCount === room.unreadCount && held.mentionCount === room.mentionCount;
      });
    }
  });
});
