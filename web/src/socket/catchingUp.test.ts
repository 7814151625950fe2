import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RoomSummary } from '../protocol';
import { selectOutboxOf, selectUnreadTotal } from '../store';
import { aMessage, aPage, aRoom, aSession, aSync, someMessages } from '../testing/builders';
import { ClientWorld, fakeTime } from '../testing/clientWorld';
import { settle } from '../testing/wait';

const general = aRoom('General', { seq: 12, version: 12 });
const id = general.id;
const first = { messages: someMessages(1, 12), version: 12 };
const timeline = () => world.state.timelines[id];
let world: ClientWorld;

beforeEach(async () => {
  fakeTime();
  world = new ClientWorld();
  await world.online([general]);
});

afterEach(async () => {
  world.cookie = undefined;
  world.links.at(-1)?.channels.get('/')?.say('session_ended', { reason: 'revoked' });
  await settle();
  vi.useRealTimers();
});

async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await settle();
}

function cut(): void {
  for (const channel of world.link.channels.values()) if (channel.connected) channel.end('transport');
}

async function back(rooms: RoomSummary[], over = {}): Promise<void> {
  world.slash.accept();
  world.slash.say('session', aSession(world.me, rooms, over));
  await settle();
}

describe('a sync', () => {
  test('that begins beyond what is held is asked for until one comes that does not', async () => {
    await world.entered(id, first);
    const late = aSync([aMessage(20)], { since: 19, version: 20, reset: false });
    world.room(id).say('sync', late);
    expect(world.room(id).take('resync').payload).toEqual({ roomId: id, since: 12 });
    await pass(5_000);
    world.room(id).take('resync').lose('timeout');
    await pass(5_000);
    expect(world.room(id).take('resync').payload).toEqual({ roomId: id, since: 12 });
    world.room(id).say('sync', aSync(someMessages(13, 20), { since: 12, version: 20, reset: false }));
    await pass(60_000);
    expect(world.room(id).asked('resync')).toBe(0);
    expect(timeline()).toMatchObject({ version: 20, seqs: expect.arrayContaining([13, 20]) });
  });

  test('that begins before what is held changes nothing that is newer', async () => {
    await world.entered(id, first);
    world.room(id).say('message_updated', { message: aMessage(12, { version: 13, content: 'new' }) });
    world.room(id).say('sync', aSync(someMessages(10, 12), { since: 9, version: 12, reset: false }));
    expect(timeline()?.version).toBe(13);
    expect(timeline()?.bySeq[12]?.content).toBe('new');
    expect(world.room(id).asked('resync')).toBe(0);
  });

  test('in parts, cut between two of them, goes on where it stopped', async () => {
    await world.entered(id, first);
    cut();
    world.room(id).accept();
    const part = { reset: false, more: true };
    world.room(id).say('sync', aSync(someMessages(13, 14), { ...part, since: 12, version: 14 }));
    cut();
    world.room(id).connect();
    expect(world.room(id).connects.at(-1)).toMatchObject({ since: 14, epoch: 'e1' });
  });

  test('that is a reset keeps what waits to be sent', async () => {
    await world.entered(id, first);
    cut();
    await world.client.send(id, 'hello');
    world.room(id).accept();
    world.room(id).say('sync', aSync(someMessages(900, 949), { version: 949, hasBefore: true }));
    await settle();
    expect(selectOutboxOf(id)(world.state).map((entry) => entry.content)).toEqual(['hello']);
    expect(world.room(id).take('send_message').payload).toMatchObject({ content: 'hello' });
  });
});

describe('a page', () => {
  test('that stays older than what is shown fails, and leaves what is shown', async () => {
    await world.entered(id, { messages: someMessages(5, 12), version: 12, hasBefore: true });
    let asks = 0;
    world.page(() => aPage(someMessages(1, 4), { version: 11, hasBefore: ++asks > 99 }));
    const asked = expect(world.client.loadBefore(id)).rejects.toMatchObject({ code: 'unavailable' });
    for (let i = 0; i < 5; i++) await pass(1_000);
    await asked;
    expect(asks).toBe(5);
    expect(timeline()).toMatchObject({ seqs: [5, 6, 7, 8, 9, 10, 11, 12], loadingBefore: false });
  });

  test('that is overtaken by a reset is dropped', async () => {
    await world.entered(id, { messages: someMessages(5, 12), version: 12, hasBefore: true });
    let answer = (_: ReturnType<typeof aPage>): void => undefined;
    world.page(() => new Promise((resolve) => (answer = resolve)));
    const asked = world.client.loadBefore(id);
    await settle();
    world.room(id).say('sync', aSync(someMessages(900, 949), { version: 949, hasBefore: true }));
    answer(aPage(someMessages(1, 4), { version: 12 }));
    await asked;
    expect(timeline()).toMatchObject({ version: 949, hasBefore: true });
    expect(timeline()?.seqs[0]).toBe(900);
  });
});

describe('another database', () => {
  test('drops everything but what waits to be sent, and is not told what was read in the old one', async () => {
    await world.entered(id, { ...first, readSeqs: { [world.me.id]: 3 } });
    world.client.seen(id, 12);
    world.store.dispatch({ type: 'members/got', roomId: id, members: [], rulesVersion: 1, append: false });
    world.client.compose(id, { mode: 'reply', messageId: aMessage(3).id, seq: 3 });
    cut();
    await world.client.send(id, 'hello');
    const fresh = { ...general, seq: 20, version: 20, unreadCount: 20 };
    await back([fresh], { epoch: 'e2' });
    const { timelines, reads, members, composer } = world.state;
    expect({ timelines, reads, members, composer }).toEqual({
      timelines: {},
      reads: {},
      members: {},
      composer: {},
    });
    expect(selectUnreadTotal(world.state)).toBe(20);
    world.room(id).accept();
    world.room(id).say('sync', aSync(someMessages(1, 20), { epoch: 'e2' }));
    await pass(5_000);
    expect(world.room(id).asked('mark_read')).toBe(0);
    expect(world.room(id).take('send_message').payload).toMatchObject({ content: 'hello' });
    world.client.seen(id, 4);
    await pass(500);
    expect(world.room(id).take('mark_read').payload).toEqual({ roomId: id, seq: 4 });
  });
});

describe('a list of rooms that is longer than a snapshot', () => {
  const far = ['Far', 'Left', 'Unknown'].map((name) => aRoom(name, { version: 7, seq: 7 }));
  const [read, left, unknown] = far as [RoomSummary, RoomSummary, RoomSummary];
  const away = { ...read, version: 9, seq: 9, unreadCount: 2 };

  test('rows beyond it are read anew once it is back; one that is on no page is asked for', async () => {
    world.store.dispatch({ type: 'rooms/page', rooms: far });
    cut();
    const pages = [[general], [away]];
    world.routes['GET /rooms'] = () => ({
      rooms: pages.shift(),
      ...(pages.length > 0 && { nextCursor: 'next' }),
    });
    await back([general], { roomsTotal: 4 });
    expect(world.state.rooms.byId[read.id]).toMatchObject({ version: 9, unreadCount: 2 });
    expect(world.slash.take('room_summary').payload).toEqual({ roomId: left.id });
    cut();
    pages.push([general, away]);
    await back([general], { roomsTotal: 4 });
    world.slash.take('room_summary').answer({ ok: false, error: { code: 'not_found', message: '' } });
    await settle();
    expect(world.state.rooms.byId[left.id]).toBeUndefined();
    world.slash.take('room_summary').answer({ ok: true, room: unknown });
    await settle();
    expect(Object.keys(world.state.rooms.byId)).toHaveLength(3);
  });
});

describe('rooms that went and came', () => {
  test('missing in a complete snapshot: gone, and asked what became of what was sent there', async () => {
    await world.entered(id, first);
    await world.client.send(id, 'hello');
    await settle();
    cut();
    const connects = world.room(id).connects.length;
    await back([]);
    expect(timeline()).toMatchObject({ status: 'gone', goneReason: 'removed' });
    expect(world.link.has(`/rooms/${id}`)).toBe(false);
    expect(world.slash.take('sent_status').payload).toMatchObject({ clientIds: [expect.any(String)] });
    expect(world.room(id).connects).toHaveLength(connects);
    world.slash.say('room_added', { room: { ...general, version: 14 } });
    expect(world.room(id).connects).toEqual([{ token: 't1' }]);
    world.room(id).accept();
    world.room(id).say('sync', aSync(someMessages(1, 14)));
    expect(timeline()).toMatchObject({ status: 'ready', version: 14 });
  });

  test('an incomplete snapshot says nothing of those that are missing', async () => {
    await world.entered(id, first);
    cut();
    await back([aRoom('Other')], { roomsTotal: 300 });
    expect(timeline()?.status).toBe('ready');
    expect(world.link.has(`/rooms/${id}`)).toBe(true);
  });

  // Refused while out; let in again before the snapshot was read, which therefore is all that tells it.
  test('on screen, refused, and in the snapshot after all: entered', async () => {
    const close = await world.entered(id, first);
    cut();
    world.slash.accept();
    world.room(id).refuse({ code: 'forbidden', message: '' });
    world.slash.take('room_summary').answer({ ok: false, error: { code: 'forbidden', message: '' } });
    await settle();
    expect(timeline()?.status).toBe('gone');
    expect(world.link.has(`/rooms/${id}`)).toBe(false);
    world.slash.say('session', aSession(world.me, [{ ...general, version: 20 }]));
    expect(world.link.has(`/rooms/${id}`)).toBe(true);
    expect(world.room(id).connects).toEqual([{ token: 't1' }]);
    world.room(id).accept();
    world.room(id).say('sync', aSync(someMessages(1, 20)));
    expect(timeline()).toMatchObject({ status: 'ready', version: 20 });
    close();
  });

  test('put out twice without a word: connected again when somebody wants to see it', async () => {
    const close = await world.entered(id, first);
    for (let i = 0; i < 2; i++) {
      world.room(id).end('server');
      world.room(id).accept();
    }
    world.room(id).end('server');
    const { length } = world.room(id).connects;
    await pass(60_000);
    expect(world.room(id).connects).toHaveLength(length);
    close();
    world.client.openRoom(id);
    expect(world.room(id).connects).toHaveLength(length + 1);
  });
});

describe('after a sleep', () => {
  const expired = { code: 'token_expired', message: '' } as const;

  /** Time passes, and no timer has fired. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

  test('one refresh serves every namespace and every call', async () => {
    await world.entered(id, first);
    const refresh = world.routes['POST /auth/refresh'];
    let answer = (): void => undefined;
    world.routes['POST /auth/refresh'] = (body, path) =>
      new Promise((resolve) => (answer = () => resolve(refresh?.(body, path))));
    world.routes[`GET /rooms/${id}/members`] = () => ({ members: [] });
    sleep(3_600_000);
    cut();
    for (const channel of [world.slash, world.room(id)]) channel.refuse(expired);
    const list = world.client.loadMembers(id);
    // What fell due while asleep fires now: the renewal that was planned, too.
    await pass(600_000);
    expect(world.calls.filter((call) => call === 'POST /auth/refresh')).toHaveLength(2);
    answer();
    await list;
    await settle();
    expect(world.tokens).toBe(2);
    expect(world.slash.connects.at(-1)).toEqual({ token: 't2' });
    expect(world.room(id).connects.at(-1)).toMatchObject({ token: 't2', since: 12 });
  });

  test('a refresh without a network signs nobody out, and is tried again', async () => {
    const refresh = world.routes['POST /auth/refresh'] as (body: unknown, path: string) => unknown;
    world.routes['POST /auth/refresh'] = () => Promise.reject(new TypeError('no network'));
    sleep(3_600_000);
    cut();
    world.slash.refuse(expired);
    for (let i = 0; i < 5; i++) await pass(10_000);
    expect(world.state.auth.status).toBe('signedIn');
    expect(world.slash.connects).toHaveLength(1);
    world.routes['POST /auth/refresh'] = () => ({ status: 503, code: 'unavailable' });
    await pass(10_000);
    expect(world.state.auth.status).toBe('signedIn');
    world.routes['POST /auth/refresh'] = refresh;
    for (let i = 0; i < 2; i++) await pass(10_000);
    expect(world.slash.connects.at(-1)?.token).toBe(`t${world.tokens}`);
    expect(world.slash.connects.length).toBeGreaterThan(1);
  });

  test('refused again with the token that was just made: later and later, not at once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    cut();
    const waits = [0, 1, 2, 4, 8, 10, 10];
    for (const [i, seconds] of waits.entries()) {
      world.slash.refuse({ code: 'unauthorized', message: '' });
      await settle();
      if (seconds > 0) await pass(seconds * 1_000 - 1);
      expect(world.slash.connects).toHaveLength(seconds > 0 ? i + 1 : i + 2);
      await pass(1);
      expect(world.slash.connects).toHaveLength(i + 2);
    }
    vi.mocked(Math.random).mockRestore();
    expect(world.tokens).toBe(1 + waits.length);
    expect(world.state.auth.status).toBe('signedIn');
  });

  test('a renewed token that nobody takes shows that the connection is dead', async () => {
    await pass(480_000);
    world.slash.take('authenticate').lose('timeout');
    await settle();
    expect(world.link.restarts).toBe(1);
  });
});

describe('what belongs to the socket', () => {
  test('who is shown is told again when the server could not take it', async () => {
    world.client.showUsers('sidebar', ['u-ada']);
    await pass(50);
    const busy = { ok: false, error: { code: 'rate_limited', message: '', retryAfterMs: 100 } };
    world.slash.take('presence_subscribe').answer(busy);
    await settle();
    await pass(2_000);
    world.slash.take('presence_subscribe').answer({ ok: true, users: { 'u-ada': 'away' } });
    await settle();
    await pass(60_000);
    expect(world.slash.asked('presence_subscribe')).toBe(0);
    expect(world.state.presence['u-ada']).toBe('away');
  });

  // Read here, marked unread there, and the acknowledgement is the last to come.
  test('what was read here does not hide what is unread again', async () => {
    await world.entered(id, first);
    world.client.seen(id, 12);
    await pass(500);
    const counters = { version: 12, mentionCount: 0 };
    world.slash.say('room_read', { ...counters, roomId: id, readSeq: 5, readRev: 2, unreadCount: 7 });
    const ack = { ...counters, ok: true, readSeq: 12, readRev: 1, unreadCount: 0 };
    world.room(id).take('mark_read').answer(ack);
    await settle();
    expect(selectUnreadTotal(world.state)).toBe(7);
  });
});
