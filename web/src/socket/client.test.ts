import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { broken } from '../protocol/guards';
import { selectUnreadTotal } from '../store';
import { aMessage, aPage, aRoom, aSession, aSync, aUser, someMessages } from '../testing/builders';
import { ClientWorld, fakeTime } from '../testing/clientWorld';
import { settle } from '../testing/wait';

const general = aRoom('General', { seq: 12, version: 12 });
const id = general.id;
let world: ClientWorld;

beforeEach(() => {
  fakeTime();
  localStorage.clear();
  world = new ClientWorld();
});

afterEach(async () => {
  world.cookie = undefined;
  world.links.at(-1)?.channels.get('/')?.say('session_ended', { reason: 'revoked' });
  await settle();
  vi.useRealTimers();
});

describe('starting', () => {
  test('with a cookie: signed in and connecting', async () => {
    await world.client.start();
    expect(world.state.auth).toMatchObject({ status: 'signedIn', me: world.me });
    expect(world.slash.connects).toEqual([{ token: 't1' }]);
    expect(world.state.connection.status).toBe('connecting');
    world.slash.accept();
    world.slash.say('session', aSession(world.me, [general]));
    expect(world.state.connection.status).toBe('online');
    expect(world.state.rooms.loaded).toBe(true);
  });

  test('without one: signed out; without a server: unreachable, and it may be called again', async () => {
    world.cookie = undefined;
    world.routes['GET /server'] = () => Promise.reject(new TypeError('no network'));
    await world.client.start();
    expect(world.state.auth.status).toBe('unreachable');
    world.routes['GET /server'] = () => ({ registration: 'open', transports: ['polling'] });
    await world.client.start();
    expect(world.state.auth.status).toBe('signedOut');
    expect(world.links).toHaveLength(0);
  });

  test('a room that was opened before is connected at once', async () => {
    world.client.openRoom(id);
    await world.client.start();
    expect(world.room(id).connects).toEqual([{ token: 't1' }]);
  });
});

describe('the session', () => {
  test('its end signs out and forgets everything', async () => {
    await world.online([general]);
    await world.entered(id);
    world.cookie = undefined;
    world.slash.say('session_ended', { reason: 'revoked' });
    await settle();
    expect(world.state).toMatchObject({
      auth: { status: 'signedOut' },
      users: {},
      timelines: {},
      connection: { status: 'idle' },
    });
    expect(world.link.closed).toBe(true);
  });

  test('expired tokens are renewed once for all namespaces', async () => {
    await world.online([general]);
    await world.entered(id);
    for (const channel of [world.slash, world.room(id)]) channel.end('transport');
    for (const channel of [world.slash, world.room(id)])
      channel.refuse({ code: 'token_expired', message: '' });
    await settle();
    expect(world.tokens).toBe(2);
    // The fake connects only when it is told to: this is the answer to the refusal.
    expect(world.slash.connects.at(-1)).toEqual({ token: 't2' });
    expect(world.room(id).connects.at(-1)).toMatchObject({ token: 't2' });
  });

  test('the token is renewed before it ends, over the open socket', async () => {
    await world.online([general]);
    vi.advanceTimersByTime(480_000);
    await settle();
    expect(world.slash.take('authenticate').payload).toEqual({ token: 't2' });
    vi.advanceTimersByTime(480_000);
    await settle();
    expect(world.slash.take('authenticate').payload).toEqual({ token: 't3' });
  });

  // Tabs share the cookie: after somebody else signed in in another tab, a refresh answers with them.
  test('a refresh that answers with another person makes the tab theirs, with nothing of the one before', async () => {
    await world.online([general]);
    await world.entered(id);
    const bo = aUser('Bo');
    world.cookie = bo;
    vi.advanceTimersByTime(480_000);
    await settle();
    expect(world.state.auth).toMatchObject({ status: 'signedIn', me: bo });
    expect(world.state.rooms.byId).toEqual({});
    expect(world.links).toHaveLength(2);
    expect(world.links[0]?.closed).toBe(true);
    expect(world.slash.connects).toEqual([{ token: 't2' }]);
  });

  test('what belongs to the socket is told again after each connect', async () => {
    await world.online([general]);
    world.client.setAway(true);
    world.client.showUsers('sidebar', ['u-ada', 'u-bo']);
    const release = world.client.showUsers('members', ['u-cy']);
    vi.advanceTimersByTime(50);
    expect(world.slash.take('presence_subscribe').payload).toEqual({ userIds: ['u-ada', 'u-bo', 'u-cy'] });
    expect(world.slash.take('set_status').payload).toEqual({ status: 'away' });
    release();
    vi.advanceTimersByTime(50);
    world.slash.end('transport');
    world.slash.accept();
    world.slash.say('session', aSession(world.me, [general]));
    expect(world.slash.take('set_status').payload).toEqual({ status: 'away' });
    const asked = world.slash.take('presence_subscribe');
    expect(asked.payload).toEqual({ userIds: ['u-ada', 'u-bo'] });
    asked.answer({ ok: true, users: { 'u-ada': 'online', 'u-bo': 'offline' } });
    await settle();
    expect(world.state.presence).toEqual({ 'u-ada': 'online', 'u-bo': 'offline' });
  });

  test('a broken payload is dropped and counted', async () => {
    await world.online([general]);
    const before = world.state;
    world.slash.say('room_activity', { roomId: id, seq: 'many' });
    world.slash.say('presence', null);
    expect(world.state).toBe(before);
    expect(broken.get('room_activity')).toBe(1);
  });
});

describe('answers that come late', () => {
  // Room and request number may be the same for the person who signed in since.
  test("do not reach the next person's state", async () => {
    await world.online([general]);
    await world.entered(id, { messages: someMessages(5, 12), hasBefore: true });
    let answer = (_: ReturnType<typeof aPage>): void => undefined;
    world.page(() => new Promise((resolve) => (answer = resolve)));
    world.client.loadBefore(id).catch(() => undefined);
    await settle();
    const late = answer;
    const bo = aUser('Bo');
    world.routes['POST /auth/login'] = () => ({ user: bo, accessToken: 'bo', expiresIn: 600 });
    await world.client.login({ username: 'bo', password: 'x' });
    world.slash.accept();
    world.slash.say('session', aSession(bo, [general]));
    await world.entered(id, { messages: someMessages(5, 12), hasBefore: true });
    world.client.loadBefore(id).catch(() => undefined);
    await settle();
    late(aPage(someMessages(1, 4, { content: "for the other one's eyes" })));
    await settle();
    expect(world.state.timelines[id]?.seqs[0]).toBe(5);
  });
});

describe('reading', () => {
  const summary = { ...general, readSeq: 8, unreadCount: 4 };

  test('shows at once, is told at most twice a second, and again after a reconnect', async () => {
    await world.online([summary]);
    await world.entered(id, { version: 12 });
    for (const seq of [9, 10, 12]) world.client.seen(id, seq);
    expect(selectUnreadTotal(world.state)).toBe(0);
    vi.advanceTimersByTime(500);
    const first = world.room(id).take('mark_read');
    expect(first.payload).toEqual({ roomId: id, seq: 12 });
    first.lose('disconnected');
    world.room(id).end('transport');
    await settle();
    vi.advanceTimersByTime(5_000);
    expect(world.room(id).asked('mark_read')).toBe(0);
    world.room(id).accept();
    world.room(id).say('sync', aSync([], { since: 12, version: 12, reset: false }));
    const counters = { version: 12, readSeq: 12, readRev: 1, unreadCount: 0, mentionCount: 0 };
    world
      .room(id)
      .take('mark_read')
      .answer({ ok: true, ...counters });
    await settle();
    expect(world.state.rooms.byId[id]).toMatchObject({ readSeq: 12, unreadCount: 0 });
    world.client.seen(id, 11);
    vi.advanceTimersByTime(1_000);
    expect(world.room(id).asked('mark_read')).toBe(0);
  });

  test('one is in flight for each room', async () => {
    await world.online([summary]);
    await world.entered(id, { version: 12 });
    world.client.seen(id, 9);
    vi.advanceTimersByTime(500);
    world.client.seen(id, 10);
    vi.advanceTimersByTime(2_000);
    expect(world.room(id).asked('mark_read')).toBe(1);
    const told = { version: 12, readRev: 1, unreadCount: 3, mentionCount: 0 };
    world
      .room(id)
      .take('mark_read')
      .answer({ ok: true, ...told, readSeq: 9 });
    await settle();
    vi.advanceTimersByTime(500);
    expect(world.room(id).take('mark_read').payload).toEqual({ roomId: id, seq: 10 });
  });

  test('a room that the person may not read any more is unread again', async () => {
    await world.online([summary]);
    await world.entered(id, { version: 12 });
    world.client.seen(id, 12);
    vi.advanceTimersByTime(500);
    world
      .room(id)
      .take('mark_read')
      .answer({ ok: false, error: { code: 'forbidden', message: '' } });
    await settle();
    expect(selectUnreadTotal(world.state)).toBe(4);
  });

  test('the "New" line stands where reading stopped when the room was opened', async () => {
    await world.online([summary]);
    await world.entered(id);
    expect(world.state.timelines[id]?.newFrom).toBe(9);
  });

  // A timeline that is ready says at once what is on screen; decided after that, the line stood behind the last message.
  test('also when the room was open before and its last message is seen at once', async () => {
    await world.online([summary]);
    const close = await world.entered(id, { version: 12 });
    close();
    world.client.openRoom(id);
    world.client.seen(id, 12);
    await settle();
    expect(world.state.timelines[id]?.newFrom).toBe(9);
  });

  test('what was marked unread by hand is not read again by being on screen', async () => {
    await world.online([summary]);
    const close = await world.entered(id, { version: 12 });
    const asked = world.client.markUnread(id, 12);
    const request = world.room(id).take('mark_read');
    expect(request.payload).toEqual({ roomId: id, seq: 12, unread: true });
    request.answer({ ok: true, version: 12, readSeq: 11, readRev: 2, unreadCount: 1, mentionCount: 0 });
    await asked;
    world.client.seen(id, 12);
    vi.advanceTimersByTime(1_000);
    expect(world.room(id).asked('mark_read')).toBe(0);
    expect(selectUnreadTotal(world.state)).toBe(1);
    close();
    world.client.openRoom(id);
    world.client.seen(id, 12);
    vi.advanceTimersByTime(1_000);
    expect(world.room(id).asked('mark_read')).toBe(1);
  });
});

describe('typing', () => {
  test('is thinned out, ends once, and is not told without a connection', async () => {
    await world.online([general]);
    await world.entered(id);
    const told = () => world.room(id).volatiles.map(({ payload }) => (payload as { typing: boolean }).typing);
    for (let i = 0; i < 7; i++) {
      world.client.typing(id, true);
      vi.advanceTimersByTime(100);
    }
    expect(told()).toEqual([true, true, true]);
    world.client.typing(id, false);
    world.client.typing(id, false);
    expect(told()).toEqual([true, true, true, false]);
    world.room(id).end('transport');
    world.client.typing(id, true);
    expect(told()).toHaveLength(4);
  });

  test("others' ends by itself", async () => {
    await world.online([general]);
    await world.entered(id);
    world.room(id).say('typing', { roomId: id, userId: 'u-ada', typing: true });
    vi.advanceTimersByTime(5_999);
    expect(world.state.typing[id]).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(world.state.typing).toEqual({});
  });
});

describe('pages', () => {
  test('one that is older than what is shown is asked for again', async () => {
    await world.online([general]);
    await world.entered(id, { messages: someMessages(5, 12), version: 12, hasBefore: true });
    let answers = 0;
    world.page(() => aPage(someMessages(1, 4), { version: ++answers === 1 ? 11 : 12 }));
    const asked = world.client.loadBefore(id);
    await settle();
    expect(world.state.timelines[id]?.loadingBefore).toBe(true);
    world.room(id).say('message_updated', { message: aMessage(2, { version: 13, content: 'edited' }) });
    vi.advanceTimersByTime(200);
    await asked;
    expect(answers).toBe(2);
    expect(world.state.timelines[id]).toMatchObject({ version: 13, loadingBefore: false, hasBefore: false });
    expect(world.state.timelines[id]?.bySeq[2]?.content).toBe('edited');
  });

  test('asking twice asks once, and a failure may be asked again', async () => {
    await world.online([general]);
    await world.entered(id, { messages: someMessages(5, 12), hasBefore: true });
    world.page(() => ({ status: 403, code: 'forbidden' }) as never);
    const both = [world.client.loadBefore(id), world.client.loadBefore(id)];
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'forbidden' });
    expect(world.state.timelines[id]?.loadingBefore).toBe(false);
    world.page(() => aPage(someMessages(1, 4)));
    await world.client.loadBefore(id);
    expect(world.state.timelines[id]?.seqs[0]).toBe(1);
    await world.client.loadBefore(id);
    expect(world.calls.filter((call) => call.includes('messages'))).toHaveLength(2);
  });

  test('a deep link waits for the room and shows the place', async () => {
    await world.online([general]);
    const asked = world.client.loadAround(id, 100);
    world.page(() => aPage(someMessages(75, 124), { version: 949, hasBefore: true, hasAfter: true }));
    await world.entered(id, { messages: someMessages(900, 949), version: 949, hasBefore: true });
    await asked;
    expect(world.state.timelines[id]?.seqs.at(0)).toBe(75);
    expect(world.state.timelines[id]?.seqs.at(-1)).toBe(124);
  });
});
