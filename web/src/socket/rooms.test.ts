import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { selectTimelineRows } from '../store';
import { aMessage, aRoom, aSession, aSync, someMessages } from '../testing/builders';
import { ClientWorld, fakeTime } from '../testing/clientWorld';
import { settle } from '../testing/wait';

const general = aRoom('General', { seq: 12, version: 12 });
const id = general.id;
const first = { messages: someMessages(1, 12), version: 12 };
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

describe('catching up', () => {
  test('a reconnect says what it has; what it had stays', async () => {
    await world.entered(id, first);
    expect(world.room(id).connects).toEqual([{ token: 't1' }]);
    world.room(id).say('receive_message', { message: aMessage(13) });
    world.room(id).end('transport');
    world.room(id).connect();
    expect(world.room(id).connects.at(-1)).toEqual({ token: 't1', since: 13, epoch: 'e1' });
    expect(world.state.timelines[id]?.seqs).toHaveLength(13);
  });

  test('a hole of one second is asked for; one that is filled in time is not', async () => {
    await world.entered(id, first);
    world.room(id).say('receive_message', { message: aMessage(14) });
    vi.advanceTimersByTime(999);
    world.room(id).say('receive_message', { message: aMessage(13) });
    vi.advanceTimersByTime(5_000);
    expect(world.room(id).asked('resync')).toBe(0);
    world.room(id).say('receive_message', { message: aMessage(16) });
    vi.advanceTimersByTime(1_000);
    expect(world.room(id).take('resync').payload).toEqual({ roomId: id, since: 14 });
    world.room(id).say('sync', aSync(someMessages(15, 16), { since: 14, version: 16, reset: false }));
    vi.advanceTimersByTime(10_000);
    expect(world.room(id).asked('resync')).toBe(0);
    expect(world.state.timelines[id]?.version).toBe(16);
  });

  test('a sync that begins beyond what we hold is answered by asking', async () => {
    await world.entered(id, first);
    world.room(id).say('sync', aSync([aMessage(20)], { since: 19, version: 20, reset: false }));
    expect(world.room(id).take('resync').payload).toEqual({ roomId: id, since: 12 });
  });

  test('one broken message does not cost the others, nor the position', async () => {
    const messages = [...someMessages(1, 2), { id: 'm-3' }, aMessage(4)];
    await world.entered(id, { messages: messages as never, version: 4 });
    expect(world.state.timelines[id]).toMatchObject({ seqs: [1, 2, 4], version: 4 });
  });

  test('messages of another room are not taken', async () => {
    await world.entered(id, first);
    world.room(id).say('receive_message', { message: aMessage(13, { roomId: 'r-other' }) });
    expect(world.state.timelines[id]?.seqs).toHaveLength(12);
  });

  test('the queue waits for the last part of the sync', async () => {
    const close = world.client.openRoom(id);
    await world.client.send(id, 'hello');
    world.room(id).accept();
    world.room(id).say('sync', aSync(someMessages(1, 3), { version: 3, more: true }));
    await settle();
    expect(world.room(id).asked('send_message')).toBe(0);
    world.room(id).say('sync', aSync(someMessages(4, 12), { since: 3, version: 12, reset: false }));
    await settle();
    const sent = world.room(id).take('send_message');
    expect(sent.payload).toMatchObject({ roomId: id, content: 'hello', senderId: world.me.id });
    close();
  });
});

describe("a message of one's own", () => {
  test('is one row from the key press to the broadcast', async () => {
    await world.entered(id, first);
    await world.client.send(id, 'hello');
    const row = () => selectTimelineRows(id)(world.state).at(-1);
    const key = row()?.key;
    expect(row()).toMatchObject({ type: 'echo', state: 'pending' });
    await settle();
    const sent = world.room(id).take('send_message');
    const { clientId } = sent.payload as { clientId: string };
    const saved = {
      roomId: id,
      clientId,
      id: 'm-13',
      seq: 13,
      version: 13,
      createdAt: aMessage(13).createdAt,
      duplicate: false,
    };
    sent.answer({ ok: true, ...saved });
    await settle();
    expect(row()).toMatchObject({ type: 'message', key, state: 'saved' });
    world.room(id).say('receive_message', {
      message: aMessage(13, { senderId: world.me.id, clientId, content: 'hello' }),
    });
    expect(row()).toMatchObject({ type: 'message', key, state: 'saved' });
    expect(selectTimelineRows(id)(world.state).filter((r) => r.key === key)).toHaveLength(1);
    expect(world.state.timelines[id]?.version).toBe(13);
  });

  test('silence leaves the transport, an ended connection does not', async () => {
    await world.entered(id, first);
    await world.client.send(id, 'hello');
    await settle();
    world.room(id).take('send_message').lose('timeout');
    await settle();
    expect(world.link.restarts).toBe(1);
  });
});

describe('which rooms are connected', () => {
  test('those on screen, and the last ten that were', async () => {
    const rooms = Array.from({ length: 14 }, (_, i) => aRoom(`Room${i}`));
    world.slash.say('session', aSession(world.me, rooms));
    const stay = world.client.openRoom('r-room0');
    for (const room of rooms.slice(1)) world.client.openRoom(room.id)();
    expect(rooms.filter((room) => world.link.has(`/rooms/${room.id}`)).map((room) => room.name)).toEqual([
      'Room0',
      ...Array.from({ length: 10 }, (_, i) => `Room${i + 4}`),
    ]);
    stay();
  });

  test('one with something to send stays, on screen or not', async () => {
    const rooms = Array.from({ length: 12 }, (_, i) => aRoom(`Room${i}`));
    world.slash.say('session', aSession(world.me, rooms));
    await world.client.send('r-room0', 'waits');
    for (const room of rooms.slice(1)) world.client.openRoom(room.id)();
    expect(world.link.has('/rooms/r-room0')).toBe(true);
  });
});

describe('being put out', () => {
  test('by room_removed: the room is gone, and its namespace with it', async () => {
    await world.entered(id, first);
    world.slash.say('room_removed', { roomId: id, version: 13, reason: 'removed' });
    world.room(id).end('server');
    expect(world.state.timelines[id]).toMatchObject({ status: 'gone', goneReason: 'removed' });
    expect(world.link.has(`/rooms/${id}`)).toBe(false);
    expect(world.room(id).connects).toHaveLength(1);
    world.slash.say('room_added', { room: { ...general, version: 14 } });
    expect(world.link.has(`/rooms/${id}`)).toBe(true);
    expect(world.room(id).connects).toEqual([{ token: 't1' }]);
  });

  test('without a word: connects once more', async () => {
    await world.entered(id, first);
    world.room(id).end('server');
    expect(world.room(id).connects).toHaveLength(2);
    world.room(id).accept();
    world.room(id).end('server');
    expect(world.room(id).connects).toHaveLength(2);
  });

  test('by a refusal: the list of rooms decides', async () => {
    world.client.openRoom(id);
    world.room(id).refuse({ code: 'forbidden', message: '' });
    world.slash.take('room_summary').answer({ ok: false, error: { code: 'not_found', message: '' } });
    await settle();
    expect(world.state.timelines[id]?.status).toBe('gone');
    expect(world.state.rooms.byId[id]).toBeUndefined();
    world.client.openRoom('r-unknown');
    world.room('r-unknown').refuse({ code: 'forbidden', message: '' });
    await settle();
    expect(world.state.timelines['r-unknown']?.status).toBe('gone');
    expect(world.state.timelines['r-unknown']?.goneReason).toBeUndefined();
  });
});

describe('members', () => {
  const member = (version: number) =>
    world.room(id).say('member_added', {
      roomId: id,
      version,
      member: { userId: 'u-bo', user: { ...world.me, id: 'u-bo' }, role: 'member', joinedAt: '' },
    });

  test('a list on its way when somebody came is asked for again', async () => {
    await world.entered(id, first);
    let asks = 0;
    world.routes[`GET /rooms/${id}/members`] = () => {
      if (++asks === 1) member(13);
      return { members: [] };
    };
    await world.client.loadMembers(id);
    expect(asks).toBe(2);
    expect(world.state.members[id]).toMatchObject({ status: 'ready', rulesVersion: 13 });
  });

  // Events of members do not come again, lines do.
  test('also when the server fills a hole later', async () => {
    await world.entered(id, first);
    let asks = 0;
    world.routes[`GET /rooms/${id}/members`] = () => ({ members: [], asks: ++asks });
    await world.client.loadMembers(id);
    world.room(id).say('sync', aSync([], { since: 12, version: 15, reset: false, rulesVersion: 15 }));
    await settle();
    expect(asks).toBe(2);
  });

  test('a shown list is asked for again when a sync says that the rules changed', async () => {
    await world.entered(id, first);
    let asks = 0;
    world.routes[`GET /rooms/${id}/members`] = () => ({ members: [], asks: ++asks });
    await world.client.loadMembers(id);
    world.room(id).end('transport');
    world.room(id).accept();
    world.room(id).say('sync', aSync([], { since: 12, version: 15, reset: false, rulesVersion: 15 }));
    await settle();
    expect(asks).toBe(2);
  });
});
