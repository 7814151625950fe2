import { describe, expect, test } from 'vitest';
import type { Sync, SystemType } from '../../protocol';
import {
  aMember,
  aMessage,
  anEntry,
  aRoom,
  aSession,
  aSync,
  aUser,
  someMessages,
} from '../../testing/builders';
import { event, given } from '../../testing/given';
import { initialState } from '../initial';
import { selectMe } from './auth/selectors';
import { selectOutboxOf, selectWaiting } from './outbox/selectors';
import { nextExpiry } from './typing/reducer';
import { selectTyping } from './typing/selectors';

const me = aUser('Me');
const ada = aUser('Ada');
const id = 'r-general';

describe('users', () => {
  test('the greater rev wins', () => {
    const state = given({}, { type: 'users/got', users: [aUser('Ada', { rev: 3 })] });
    expect(given(state, event('user_updated', { user: aUser('Ada', { rev: 2, displayName: 'old' }) }))).toBe(
      state,
    );
    const renamed = given(
      state,
      event('user_updated', { user: aUser('Ada', { rev: 4, displayName: 'new' }) }),
    );
    expect(renamed.users[ada.id]?.displayName).toBe('new');
  });

  test('oneself is shown as last heard of', () => {
    const state = given({}, { type: 'auth/signedIn', user: me });
    const renamed = given(state, event('user_updated', { user: { ...me, rev: 2, displayName: 'I' } }));
    expect(selectMe(renamed)?.displayName).toBe('I');
  });
});

describe('typing', () => {
  const typing = (userId: string, on: boolean, at = 0) =>
    event('typing', { roomId: id, userId, typing: on }, at);

  test('ends by itself after 6 s', () => {
    const state = given({}, typing(ada.id, true, 1_000));
    expect(nextExpiry(state.typing)).toBe(7_000);
    expect(selectTyping(id)(given(state, { type: 'typing/expired', at: 6_999 }))).toEqual([ada.id]);
    expect(given(state, { type: 'typing/expired', at: 7_000 }).typing).toEqual({});
  });

  test("ends with false, with that person's message, and without oneself", () => {
    const state = given(
      { auth: { status: 'signedIn', me } },
      typing(ada.id, true),
      typing('u-bo', true),
      typing(me.id, true),
    );
    expect(selectTyping(id)(state)).toEqual([ada.id, 'u-bo']);
    expect(selectTyping(id)(given(state, typing(ada.id, false)))).toEqual(['u-bo']);
    const sent = given(state, event('receive_message', { message: aMessage(1, { senderId: ada.id }) }));
    expect(selectTyping(id)(sent)).toEqual(['u-bo']);
  });
});

describe('reads', () => {
  test('receipts never go back', () => {
    const state = given({}, event('sync', aSync([], { readSeqs: { [ada.id]: 7 } })));
    expect(given(state, event('read', { roomId: id, userId: ada.id, seq: 5 }))).toBe(state);
    expect(given(state, event('read', { roomId: id, userId: ada.id, seq: 9 })).reads[id]).toEqual({
      [ada.id]: 9,
    });
  });
});

describe('receipts of those who come and go', () => {
  const state = given({}, event('sync', aSync(someMessages(1, 4), { readSeqs: { [ada.id]: 4, 'u-bo': 2 } })));
  const line = (seq: number, type: SystemType, userId: string) =>
    event('receive_message', { message: aMessage(seq, { kind: 'system', system: { type, userId } }) });

  test('begin at the line by which they come, and end when they go', () => {
    const come = given(state, line(5, 'joined', 'u-cy'), line(6, 'added', 'u-di'));
    expect(come.reads[id]).toEqual({ [ada.id]: 4, 'u-bo': 2, 'u-cy': 5, 'u-di': 6 });
    const gone = given(come, line(7, 'left', 'u-cy'), line(8, 'removed', ada.id));
    expect(gone.reads[id]).toEqual({ 'u-bo': 2, 'u-di': 6 });
  });

  test('a line that is told again does not put out who came back', () => {
    const left = line(5, 'left', ada.id);
    const back = given(state, left, line(6, 'joined', ada.id));
    expect(given(back, left).reads).toBe(back.reads);
  });

  test('a sync lists all: who is missing is out, and above fifty nobody has any', () => {
    const sync = (over: Partial<Sync>) =>
      given(state, event('sync', aSync([], { since: 4, version: 4, reset: false, ...over }))).reads[id];
    expect(sync({ readSeqs: { [ada.id]: 3 } })).toEqual({ [ada.id]: 4 });
    expect(sync({ more: true })).toEqual({ [ada.id]: 4, 'u-bo': 2 });
    expect(sync({})).toBeUndefined();
  });
});

describe('presence', () => {
  test("a room's list does not make somebody away online", () => {
    const state = given({}, event('presence', { users: { [ada.id]: 'away', 'u-bo': 'offline' } }));
    const synced = given(state, event('sync', aSync([], { online: [ada.id, 'u-bo'] })));
    expect(synced.presence).toEqual({ [ada.id]: 'away', 'u-bo': 'online' });
    const left = given(synced, event('user_disconnected', { roomId: id, userId: 'u-bo', lastSeenAt: '' }));
    expect(left.presence['u-bo']).toBe('offline');
  });
});

describe('members', () => {
  const list = given(
    {},
    { type: 'members/asked', roomId: id },
    { type: 'members/got', roomId: id, members: [aMember(ada)], rulesVersion: 5, append: false },
  );
  const change = (type: 'member_added' | 'member_removed' | 'member_updated', version: number, over = {}) =>
    event(type, { roomId: id, version, member: aMember(ada, over) });

  test('an event that is not newer than the list changes nothing', () => {
    expect(given(list, change('member_removed', 5)).members).toBe(list.members);
  });

  test('newer events are applied', () => {
    expect(given(list, change('member_updated', 6, { role: 'owner' })).members[id]?.list[0]?.role).toBe(
      'owner',
    );
    expect(given(list, change('member_removed', 6)).members[id]?.list).toEqual([]);
  });

  test('a list goes on with the lines of the room, unless something lies between that it does not know', () => {
    const inside = given(list, event('sync', aSync(someMessages(1, 5), { rulesVersion: 5 })));
    const line = (seq: number) =>
      event('receive_message', {
        message: aMessage(seq, { kind: 'system', system: { type: 'removed', userId: ada.id } }),
      });
    const next = given(inside, line(6), change('member_removed', 6));
    expect(next.members[id]).toMatchObject({ list: [], rulesVersion: 6 });
    // Cut between the two: the list must be asked for.
    expect(given(inside, line(6)).members[id]?.rulesVersion).toBe(5);
    const renamed = aMessage(6, { kind: 'system', system: { type: 'renamed', value: 'x' } });
    const named = given(inside, event('receive_message', { message: renamed }));
    expect(named.members[id]?.rulesVersion).toBe(6);
    const hole = given(inside, line(7), change('member_removed', 7));
    expect(hole.members[id]).toMatchObject({ list: [], rulesVersion: 5 });
    const behind = given(
      inside,
      event('sync', aSync([], { since: 5, version: 8, reset: false, rulesVersion: 8 })),
      line(9),
    );
    expect(behind.members[id]?.rulesVersion).toBe(5);
  });

  // The header showed one face of four after a list that could not be loaded took up an event, and was not asked for again.
  test('an event makes no list of what could not be loaded', () => {
    const failed = given({}, { type: 'members/asked', roomId: id }, { type: 'members/failed', roomId: id });
    expect(given(failed, change('member_updated', 6)).members[id]).toEqual({
      status: 'failed',
      list: [],
      rulesVersion: 0,
    });
  });

  test('a further page is added, a failure keeps what is there', () => {
    const more = given(list, {
      type: 'members/got',
      roomId: id,
      members: [aMember(me), aMember(ada)],
      rulesVersion: 5,
      append: true,
    });
    expect(more.members[id]?.list.map((m) => m.userId)).toEqual([ada.id, me.id]);
    expect(given(more, { type: 'members/failed', roomId: id }).members[id]?.status).toBe('ready');
  });
});

describe('outbox', () => {
  const entry = (content: string, over = {}) => anEntry(content, over);

  test('of one room in the order of sending, the same list until it changes', () => {
    const state = given(
      {},
      { type: 'outbox/loaded', entries: [entry('b', { position: 2 }), entry('a', { position: 1 })] },
    );
    expect(selectOutboxOf(id)(state).map((e) => e.content)).toEqual(['a', 'b']);
    const other = given(state, { type: 'outbox/put', entry: entry('x', { roomId: 'r-other' }) });
    expect(selectOutboxOf(id)(other)).toBe(selectOutboxOf(id)(state));
  });

  test('waiting are those without a final answer', () => {
    const states = ['queued', 'sending', 'failed', 'rejected', 'cancelled'] as const;
    const state = given({}, { type: 'outbox/loaded', entries: states.map((s) => entry(s, { state: s })) });
    expect(selectWaiting()(state)).toBe(3);
    expect(selectWaiting('r-other')(state)).toBe(0);
  });
});

describe('connection', () => {
  const at = (status: 'connecting' | 'online' | 'offline' | 'idle', time: number) =>
    ({ type: 'connection/changed', status, at: time }) as const;

  test('offline runs from the first loss until it is back, which shows for a while', () => {
    const lost = given(
      {},
      at('connecting', 0),
      at('online', 1),
      at('offline', 10),
      at('connecting', 20),
      at('offline', 30),
    );
    expect(lost.connection).toMatchObject({ status: 'offline', offlineSince: 10 });
    const back = given(lost, at('online', 40));
    expect(back.connection).toEqual({ status: 'online', justBack: true, storage: 'durable' });
    expect(given(back, { type: 'connection/settled' }).connection.justBack).toBeUndefined();
  });

  test('the first connection is no coming back', () => {
    expect(given({}, at('connecting', 0), at('online', 1)).connection.justBack).toBeUndefined();
  });
});

test('after signing out another person finds nothing but the preferences', () => {
  const server = {
    name: 'x',
    version: '1',
    registration: 'open',
    setup: false,
    setupTokenRequired: false,
    transports: [],
  } as never;
  const used = given(
    {},
    { type: 'auth/server', server },
    { type: 'prefs/set', prefs: { theme: 'dark' } },
    { type: 'auth/signedIn', user: me },
    event('session', aSession(me, [aRoom('General')])),
    event('sync', aSync([aMessage(1)])),
    { type: 'outbox/put', entry: anEntry('secret') },
    { type: 'drafts/set', roomId: id, text: 'secret' },
  );
  const dropped = given(used, { type: 'state/dropped' });
  expect(dropped).toEqual({
    ...initialState,
    auth: { status: 'starting', server },
    prefs: { theme: 'dark', locale: 'en' },
  });
});

test('an action that changes nothing keeps the state object', () => {
  const state = given({}, event('session', aSession(me, [])));
  expect(given(state, { type: 'typing/expired', at: 1 }).rooms).toBe(state.rooms);
  expect(given(state, event('room_activity', { roomId: 'r-unknown', seq: 1, version: 1 }))).toEqual(state);
});

describe('what the composer is doing', () => {
  test('ends with the room', () => {
    const busy = given({}, event('session', aSession(me, [aRoom('General')])), {
      type: 'composer/set',
      roomId: aRoom('General').id,
      mode: { mode: 'edit', messageId: 'm1', seq: 1 },
    });
    const removal = { roomId: aRoom('General').id, version: 99, reason: 'removed' as const };
    expect(given(busy, event('room_removed', removal)).composer).toEqual({});
  });
});
