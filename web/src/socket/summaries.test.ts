import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { selectUnreadTotal } from '../store';
import { aMessage, aRoom, aSession, aSync, aUser } from '../testing/builders';
import { ClientWorld, fakeTime } from '../testing/clientWorld';
import { settle } from '../testing/wait';

const general = aRoom('General', { seq: 12, version: 12 });
const id = general.id;
let world: ClientWorld;

beforeEach(async () => {
  fakeTime();
  world = new ClientWorld();
  await world.online([general]);
});

afterEach(async () => {
  world.slash.say('session_ended', { reason: 'revoked' });
  await settle();
  vi.useRealTimers();
});

const asked = () => world.slash.asked('room_summary');
const shown = () => world.state.rooms.byId[id];

async function answer(over: object): Promise<void> {
  world.slash.take('room_summary').answer({ ok: true, room: { ...general, ...over } });
  await settle();
}

async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await settle();
}

describe('counters that crossed', () => {
  const crossed = { roomId: id, version: 11, readRev: 5, readSeq: 9, unreadCount: 2, mentionCount: 0 };

  test('are asked for, once, and again if something newer came meanwhile', async () => {
    world.slash.say('room_read', crossed);
    world.slash.say('room_read', { ...crossed, readRev: 6 });
    expect(asked()).toBe(1);
    await answer({ readRev: 5, unreadCount: 3 });
    expect(selectUnreadTotal(world.state)).toBe(3);
    await pass(200);
    await answer({ readRev: 6, unreadCount: 1 });
    expect(selectUnreadTotal(world.state)).toBe(1);
    await pass(60_000);
    expect(asked()).toBe(0);
  });

  test('are asked for until there is an answer, however often something newer comes', async () => {
    world.slash.say('room_read', crossed);
    for (let i = 0; i < 4; i++) {
      world.slash.take('room_summary').answer({ ok: false, error: { code: 'unavailable', message: '' } });
      await settle();
      await pass(6_400);
    }
    for (let readRev = 6; readRev < 14; readRev++) {
      world.slash.say('room_read', { ...crossed, version: 12, readRev });
      await answer({ readRev: readRev - 1, unreadCount: 99 });
      await pass(6_400);
    }
    await answer({ readRev: 13, unreadCount: 1 });
    expect(selectUnreadTotal(world.state)).toBe(1);
    await pass(60_000);
    expect(asked()).toBe(0);
  });

  test('a lost connection ends the question: the next snapshot answers it', async () => {
    world.slash.say('room_read', crossed);
    world.slash.end('transport');
    world.slash.accept();
    world.slash.say('session', aSession(world.me, [general]));
    await pass(60_000);
    expect(asked()).toBe(0);
  });
});

describe('rooms that the server did not count', () => {
  const activity = (version: number, sender = 'u-ada') => {
    const { id: messageId, seq, senderId, kind, createdAt } = aMessage(version, { senderId: sender });
    const lastMessage = { id: messageId, seq, senderId, senderName: '', kind, excerpt: '', createdAt };
    world.slash.say('room_activity', { roomId: id, seq: version, version, lastMessage });
  };

  test('are asked for, each at most every 30 s, and then without anybody saying more', async () => {
    activity(13);
    await answer({ version: 13, seq: 13, unreadCount: 1 });
    activity(14);
    await pass(29_999);
    expect(shown()?.uncounted).toBe(true);
    expect(asked()).toBe(0);
    await pass(1);
    await answer({ version: 14, seq: 14, unreadCount: 2 });
    expect(shown()).toMatchObject({ unreadCount: 2 });
    await pass(60_000);
    expect(asked()).toBe(0);
  });

  test("one's own message makes nothing unread, but what may be before it is asked for", async () => {
    activity(13, world.me.id);
    expect(shown()?.uncounted).toBeFalsy();
    await answer({ version: 13, seq: 13, unreadCount: 1 });
    expect(selectUnreadTotal(world.state)).toBe(1);
  });

  test('what came after the question is not counted in an older answer', async () => {
    activity(13);
    activity(14);
    activity(15, world.me.id);
    await answer({ version: 13, seq: 13, unreadCount: 1 });
    expect(shown()?.uncounted).toBe(true);
    await pass(30_000);
    await answer({ version: 15, seq: 15, unreadCount: 2 });
    expect(shown()?.uncounted).toBeFalsy();
    await pass(60_000);
    expect(asked()).toBe(0);
  });
});

describe('rows that are behind', () => {
  const joined = (version: number) =>
    aMessage(version, { kind: 'system', system: { type: 'joined', userId: 'u-cy' } });

  test('after a reset: asked for, unless the list is told by itself', async () => {
    const sync = { messages: [joined(20)], version: 20, rulesVersion: 20, hasBefore: true };
    const close = await world.entered(id, sync);
    await pass(1_000);
    await answer({ version: 20, memberCount: 7 });
    expect(shown()?.memberCount).toBe(7);
    close();
    world.room(id).say('sync', aSync([joined(30)], { ...sync, version: 30, rulesVersion: 30 }));
    world.slash.say('room_updated', { room: { ...general, version: 30, memberCount: 8 } });
    await pass(60_000);
    expect(asked()).toBe(0);
  });

  test('after an answer that does not know it yet, asked for again', async () => {
    const sync = { messages: [joined(20)], version: 20, rulesVersion: 20, hasBefore: true };
    await world.entered(id, sync);
    await pass(1_000);
    await answer({ version: 19, memberCount: 6 });
    await pass(30_000);
    await answer({ version: 20, memberCount: 7 });
    expect(shown()?.memberCount).toBe(7);
    await pass(60_000);
    expect(asked()).toBe(0);
  });

  test('a line in the open room needs no question', async () => {
    await world.entered(id, { messages: [aMessage(12)], version: 12, rulesVersion: 12, hasBefore: true });
    world.room(id).say('receive_message', { message: joined(13) });
    await pass(60_000);
    expect(asked()).toBe(0);
    expect(shown()?.memberCount).toBe(3);
  });

  test('a line beyond a hole does', async () => {
    await world.entered(id, { messages: [aMessage(12)], version: 12, rulesVersion: 12, hasBefore: true });
    world.room(id).say('receive_message', { message: joined(14) });
    world.room(id).say('receive_message', { message: joined(13) });
    await pass(1_000);
    await answer({ version: 14, memberCount: 4 });
    expect(shown()?.memberCount).toBe(4);
  });
});

describe('profiles', () => {
  const ada = aUser('Ada');
  const renamed = aUser('Ada', { displayName: 'Ada L.', rev: 2 });

  test('of those who are known are asked for after coming back, those on screen first', async () => {
    const queries: string[] = [];
    world.routes['GET /users'] = (_, path) => {
      queries.push(new URL(path, 'http://x').searchParams.get('ids') ?? '');
      return { users: [renamed] };
    };
    const others = Array.from({ length: 120 }, (_, i) => aUser(`A${i}`));
    await world.entered(id, {
      messages: [aMessage(12)],
      users: Object.fromEntries([...others, ada].map((user) => [user.id, user])),
    });
    world.client.showUsers('timeline', [ada.id]);
    await settle();
    expect(queries).toEqual([]);
    world.slash.end('transport');
    world.slash.accept();
    world.slash.say('session', aSession(world.me, [general]));
    await settle();
    expect(queries.map((query) => query.split(',').length)).toEqual([100, 21]);
    expect(queries[0]?.split(',')[0]).toBe(ada.id);
    expect(queries.join()).not.toContain(world.me.id);
    expect(world.state.users[ada.id]).toEqual(renamed);
  });
});
