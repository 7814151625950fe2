import { describe, expect, test } from 'vitest';
import type { Excerpt, Message, RoomSummary, SystemLine } from '../../../protocol';
import { aMember, aMessage, aRoom, aSession, aSync, aUser } from '../../../testing/builders';
import { event, given } from '../../../testing/given';
import type { Action } from '../../actions';
import { judge } from './counters';
import { isBehind } from './reducer';
import { selectDirectsSorted, selectRoom, selectRoomsSorted, selectUnreadTotal } from './selectors';

const me = aUser('Me');
const general = aRoom('General', { seq: 10, version: 10, readSeq: 8, readRev: 3, unreadCount: 2 });
const start = given({ auth: { status: 'signedIn', me } }, event('session', aSession(me, [general])));
const room = (state = start) => state.rooms.byId[general.id];
const anExcerpt = (seq: number, over: Partial<Excerpt> = {}): Excerpt => {
  const { id, senderId, kind, content, createdAt } = aMessage(seq);
  return { id, seq, senderId, senderName: 'Ada', kind, excerpt: content, createdAt, ...over };
};
const counters = { roomId: general.id, readSeq: 8, mentionCount: 0 };

describe('counters', () => {
  test.each([
    [{ version: 10, readRev: 3 }, 'ignore'],
    [{ version: 9, readRev: 3 }, 'ignore'],
    [{ version: 10, readRev: 2 }, 'ignore'],
    [{ version: 11, readRev: 3 }, 'take'],
    [{ version: 10, readRev: 4 }, 'take'],
    [{ version: 11, readRev: 4 }, 'take'],
    [{ version: 11, readRev: 2 }, 'ask'],
    [{ version: 9, readRev: 4 }, 'ask'],
  ] as const)('%o → %s', (said, verdict) => {
    expect(judge({ version: 10, readRev: 3 }, said)).toBe(verdict);
  });

  test('are taken when neither part is smaller', () => {
    const after = given(
      start,
      event('room_read', { ...counters, version: 10, readRev: 4, readSeq: 10, unreadCount: 0 }),
    );
    expect(room(after)).toMatchObject({ unreadCount: 0, readRev: 4, readSeq: 10 });
  });

  test('that cross are not taken', () => {
    const after = given(start, event('room_read', { ...counters, version: 9, readRev: 4, unreadCount: 0 }));
    expect(room(after)?.unreadCount).toBe(2);
  });

  // The message came over the room's namespace first; the count of the same version, over "/", must still be taken.
  test('are compared by when they were counted, not by the newest message', () => {
    const after = given(
      start,
      event('receive_message', { message: aMessage(11) }),
      event('room_activity', {
        roomId: general.id,
        seq: 11,
        version: 11,
        readRev: 3,
        unreadCount: 3,
        mentionCount: 1,
      }),
    );
    expect(room(after)).toMatchObject({ seq: 11, unreadCount: 3, mentionCount: 1 });
  });

  test('that the server did not count show as unread, until they are counted', () => {
    const activity = event('room_activity', {
      roomId: general.id,
      seq: 11,
      version: 11,
      lastMessage: anExcerpt(11),
    });
    const after = given(start, activity);
    expect(room(after)?.uncounted).toBe(true);
    const lastMessage = anExcerpt(11);
    const summary = { ...general, seq: 11, version: 11, unreadCount: 3, lastMessage };
    const counted = given(after, { type: 'rooms/summary', room: summary });
    expect(room(counted)).toEqual(summary);
    expect(room(given(counted, activity))?.uncounted).toBeFalsy();
  });

  test('without a number: what is no news does not make a large room unread', () => {
    const said = { roomId: general.id, seq: 11, version: 11 };
    const activity = (over: object) => given(start, event('room_activity', { ...said, ...over }));
    // Somebody came; something that was read was edited; one's own message.
    expect(room(activity({}))?.uncounted).toBeFalsy();
    expect(room(activity({ lastMessage: anExcerpt(8) }))?.uncounted).toBeFalsy();
    expect(room(activity({ lastMessage: anExcerpt(11, { senderId: me.id }) }))?.uncounted).toBeFalsy();
  });

  test('another device marked unread: its activity came first, the position comes with room_read', () => {
    const said = { roomId: general.id, version: 10, readRev: 4, unreadCount: 5, mentionCount: 0 };
    const after = given(
      start,
      event('room_activity', { ...said, seq: 10 }),
      event('room_read', { ...said, readSeq: 5 }),
    );
    expect(room(after)).toMatchObject({ readSeq: 5, unreadCount: 5 });
  });

  test('of a snapshot replace greater ones', () => {
    const older = { ...general, version: 4, readRev: 1, unreadCount: 7 };
    const after = given(start, event('session', aSession(me, [older])));
    expect(room(after)).toMatchObject({ unreadCount: 7, readRev: 1, countVersion: 4 });
    expect(room(given(after, event('session', aSession(me, [general]))))).toEqual(general);
  });

  // The room's namespace may be quicker than "/", and the open room goes on while a question is answered.
  test.each([
    ['a snapshot', (row: RoomSummary) => event('session', aSession(me, [row]))],
    ['an answer', (row: RoomSummary): Action => ({ type: 'rooms/summary', room: row })],
  ])('of %s replace what is held; the last message and the settings stay if they are newer', (_, said) => {
    const ahead = given(
      start,
      event('room_updated', { room: { ...general, name: 'Lobby', version: 11 } }),
      event('receive_message', { message: aMessage(12) }),
    );
    const row = { ...general, unreadCount: 7, lastMessage: anExcerpt(10) };
    const after = given(ahead, said(row));
    expect(room(after)).toMatchObject({ name: 'Lobby', lastMessage: { seq: 12 }, seq: 12, unreadCount: 7 });
    const edit = aMessage(12, { version: 13, content: 'edited' });
    const edited = given(after, event('message_updated', { message: edit }));
    const before = said({ ...row, version: 12, lastMessage: anExcerpt(12) });
    expect(room(given(edited, before))?.lastMessage?.excerpt).toBe('edited');
    const newest = { ...general, version: 13, seq: 12, name: 'Hall', lastMessage: anExcerpt(12) };
    expect(room(given(after, said(newest)))).toEqual(newest);
  });
});

describe('what was read here', () => {
  const read = given(start, { type: 'rooms/localRead', roomId: general.id, seq: 10 });

  test('shows as read at once, and as unread again when taken back', () => {
    expect(selectRoom(general.id)(read)?.unreadCount).toBe(0);
    expect(selectUnreadTotal(read)).toBe(0);
    expect(selectUnreadTotal(given(read, { type: 'rooms/localRead', roomId: general.id }))).toBe(2);
  });

  test('does not hide what came after', () => {
    const after = given(read, event('receive_message', { message: aMessage(11) }));
    expect(selectRoom(general.id)(after)?.unreadCount).toBe(2);
  });

  test('ends with the acknowledgement', () => {
    const after = given(read, {
      type: 'rooms/counters',
      roomId: general.id,
      counters: { version: 10, readSeq: 10, readRev: 4, unreadCount: 0, mentionCount: 0 },
    });
    expect(room(after)).not.toHaveProperty('localRead');
  });
});

describe('the last message', () => {
  const last = (state: ReturnType<typeof given>) => room(state)?.lastMessage;
  const receive = (seq: number, over = {}) =>
    event('receive_message', { message: aMessage(seq, { version: seq, ...over }) });
  const update = (seq: number, version: number, over = {}) =>
    event('message_updated', { message: aMessage(seq, { version, ...over }) });
  const activity = (version: number, lastMessage: Excerpt) =>
    event('room_activity', { roomId: general.id, seq: lastMessage.seq, version, lastMessage });
  const open = given(start, { type: 'users/got', users: [aUser('Ada')] }, receive(11));

  test('is the latest text, in one line, with its sender', () => {
    expect(last(open)).toEqual(anExcerpt(11));
    const long = given(open, receive(12, { content: `a\n\n b${'c'.repeat(200)}` }));
    expect(last(long)?.excerpt).toBe(`a b${'c'.repeat(156)}…`);
  });

  test('a system line is none', () => {
    const left = receive(12, { kind: 'system', system: { type: 'left', userId: 'u-bo' } });
    expect(last(given(open, left))?.seq).toBe(11);
    expect(room(given(open, left))?.seq).toBe(12);
  });

  test('follows its edits, its reactions and its deletion, and no older message', () => {
    const edited = given(open, update(11, 12, { content: 'edited', revision: 1 }));
    expect(last(edited)?.excerpt).toBe('edited');
    expect(last(given(edited, update(5, 13, { content: 'old' })))?.excerpt).toBe('edited');
    expect(last(given(edited, receive(11)))?.excerpt).toBe('edited');
    const deleted = given(edited, update(11, 13, { content: '', deletedAt: 'now' }));
    expect(last(deleted)).toMatchObject({ seq: 11, excerpt: '', deletedAt: 'now' });
  });

  test('follows what was missed', () => {
    const missed = aSync([aMessage(11, { version: 12, content: 'edited' }), aMessage(13)], {
      since: 11,
      version: 13,
      reset: false,
    });
    expect(last(given(open, event('sync', missed)))?.seq).toBe(13);
  });

  // What "/" says was collected before, and counts up to a later version than that of its message.
  test('an activity does not bring an earlier one back', () => {
    const two = given(open, receive(12));
    expect(last(given(two, activity(12, anExcerpt(11))))?.seq).toBe(12);
    const early = given(start, activity(12, anExcerpt(11)));
    expect(last(given(early, receive(12)))?.seq).toBe(12);
    const edited = given(open, update(11, 12, { content: 'edited' }));
    expect(last(given(edited, activity(11, anExcerpt(11))))?.excerpt).toBe('edited');
  });

  test('of two activities that counted up to the same version, the second knows better', () => {
    const second = anExcerpt(11, { excerpt: 'edited' });
    const after = given(start, activity(12, anExcerpt(11)), activity(12, second));
    expect(last(after)?.excerpt).toBe('edited');
  });

  test('an activity of a deletion replaces it, in a room that is not open, too', () => {
    const closed = given(start, activity(11, anExcerpt(11)));
    const deleted = anExcerpt(11, { excerpt: '', deletedAt: 'now' });
    expect(last(given(closed, activity(12, deleted)))).toMatchObject({ deletedAt: 'now' });
  });
});

describe('names', () => {
  const ada = aUser('Ada');
  const direct = aRoom('Ada', { kind: 'direct', peer: ada, lastMessage: anExcerpt(3) });
  const state = given(
    start,
    event('session', aSession(me, [general, direct])),
    { type: 'users/got', users: [ada] },
    { type: 'members/got', roomId: direct.id, members: [aMember(ada)], rulesVersion: 1, append: false },
  );
  const renamed = aUser('Ada', { displayName: 'Ada L.', rev: 2 });

  test.each([
    ['an event', event('user_updated', { user: renamed })],
    ['an answer', { type: 'users/got', users: [renamed] } as Action],
    ['catching up', event('sync', aSync([], { users: { [ada.id]: renamed } }))],
    ['the snapshot', event('session', aSession(me, [general, { ...direct, peer: renamed, name: 'Ada L.' }]))],
  ])('are renewed by %s wherever they stand', (_, action) => {
    const after = given(state, action);
    expect(after.rooms.byId[direct.id]).toMatchObject({
      name: 'Ada L.',
      peer: { rev: 2 },
      lastMessage: { senderName: 'Ada L.' },
    });
    expect(after.members[direct.id]?.list[0]?.user).toEqual(renamed);
    expect(given(after, event('user_updated', { user: ada }))).toBe(after);
  });

  // The room's namespace was quicker: the profile was known when the older snapshot came.
  test('are settled by an answer that brings nothing new', () => {
    const known = given(state, event('sync', aSync([], { users: { [ada.id]: renamed } })));
    const older = { ...direct, lastMessage: anExcerpt(4) };
    const after = given(known, event('session', aSession(me, [general, older])));
    const asked = given(after, { type: 'users/got', users: [renamed] });
    expect(asked.rooms.byId[direct.id]?.lastMessage).toMatchObject({ seq: 4, senderName: 'Ada L.' });
  });

  test('a row that was read before does not bring the old one back', () => {
    const renewed = given(state, event('user_updated', { user: renamed }));
    const rows: Action[] = [
      { type: 'rooms/summary', room: direct },
      { type: 'rooms/page', rooms: [direct] },
      event('room_added', { room: direct }),
    ];
    for (const action of rows) {
      expect(given(renewed, action).rooms.byId[direct.id]).toMatchObject({
        name: 'Ada L.',
        lastMessage: { senderName: 'Ada L.' },
      });
    }
  });

  test('a list of members that was read before does not bring the old one back', () => {
    const after = given(
      state,
      event('user_updated', { user: renamed }),
      { type: 'members/got', roomId: direct.id, members: [aMember(ada)], rulesVersion: 1, append: false },
      event('member_updated', { roomId: direct.id, version: 2, member: aMember(ada, { role: 'owner' }) }),
    );
    expect(after.members[direct.id]?.list).toEqual([aMember(renamed, { role: 'owner' })]);
  });
});

describe('what a room is', () => {
  const line = (seq: number, system: SystemLine, version = seq) =>
    aMessage(seq, { version, kind: 'system', content: 'x', system });
  const inside = given(
    start,
    event('sync', aSync([aMessage(10)], { version: 10, rulesVersion: 10, hasBefore: true })),
  );
  const live = (...lines: Message[]) =>
    given(inside, ...lines.map((message) => event('receive_message', { message })));

  test('follows the system lines of the open room', () => {
    const after = live(
      line(11, { type: 'joined', userId: 'u-cy' }),
      line(12, { type: 'removed', userId: 'u-cy' }),
      line(13, { type: 'added', userId: 'u-bo' }),
      line(14, { type: 'renamed', value: 'Lobby' }),
      line(15, { type: 'topic', value: 'hello' }),
      line(16, { type: 'topic' }),
      line(17, { type: 'visibility', value: 'private' }),
      line(18, { type: 'role', userId: me.id, value: 'moderator' }),
    );
    expect(room(after)).toMatchObject({
      version: 18,
      memberCount: 3,
      name: 'Lobby',
      topic: '',
      visibility: 'private',
      role: 'moderator',
      unreadCount: 2,
      countVersion: 10,
    });
    expect(isBehind(after, general.id)).toBe(false);
  });

  test('counts each line once, whichever of line and update comes first', () => {
    const joined = line(11, { type: 'joined', userId: 'u-cy' });
    const update = event('room_updated', { room: { ...general, memberCount: 3, version: 11 } });
    expect(room(given(live(joined, joined), update))?.memberCount).toBe(3);
    const first = given(inside, update, event('receive_message', { message: joined }));
    expect(room(first)?.memberCount).toBe(3);
  });

  // Rename and message come together in the room; what the list is told of the rename comes after them.
  test('an update that a later message overtook is taken', () => {
    const after = given(
      start,
      event('receive_message', { message: aMessage(12) }),
      event('room_updated', { room: { ...general, name: 'Lobby', version: 11 } }),
    );
    expect(room(after)?.name).toBe('Lobby');
    expect(room(after)?.lastMessage?.seq).toBe(12);
  });

  test('what is missed is told by the lines in between, in their order', () => {
    const missed = [
      line(11, { type: 'joined', userId: 'u-bo' }),
      line(12, { type: 'joined', userId: 'u-cy' }),
      line(13, { type: 'left', userId: 'u-bo' }),
    ];
    const sync = aSync(missed, { since: 10, version: 13, reset: false, rulesVersion: 13 });
    expect(room(given(inside, event('sync', sync)))).toMatchObject({ memberCount: 3, version: 13 });
  });

  test('one step is no sum: after a reset, beyond a hole, without the step before, the row is behind', () => {
    const joined = line(14, { type: 'joined', userId: 'u-cy' });
    const states = [
      given(inside, event('sync', aSync([joined], { rulesVersion: 14 }))),
      live(joined),
      given(
        inside,
        event('member_added', { roomId: general.id, version: 11, member: aMember(me) }),
        event('receive_message', { message: line(11, { type: 'joined', userId: 'u-cy' }) }),
      ),
    ];
    for (const state of states) {
      expect(room(state)?.memberCount).toBe(2);
      expect(isBehind(state, general.id)).toBe(true);
      const summary = { ...general, memberCount: 4, version: 14 };
      expect(isBehind(given(state, { type: 'rooms/summary', room: summary }), general.id)).toBe(false);
    }
  });
});

describe('coming and going', () => {
  const removal = { roomId: general.id, version: 12, reason: 'removed' as const };

  test('a removal drops the room, and an older statement does not bring it back', () => {
    const gone = given(start, event('room_removed', removal));
    expect(room(gone)).toBeUndefined();
    expect(gone.rooms.total).toBe(0);
    expect(room(given(gone, event('room_added', { room: { ...general, version: 12 } })))).toBeUndefined();
    expect(room(given(gone, { type: 'rooms/page', rooms: [general] }))).toBeUndefined();
    expect(room(given(gone, event('room_added', { room: { ...general, version: 13 } })))).toBeDefined();
  });

  test('a removal older than the room changes nothing', () => {
    const back = given(start, event('room_added', { room: { ...general, version: 13 } }));
    expect(given(back, event('room_removed', removal))).toBe(back);
  });

  test('rooms missing from a complete session are gone, from an incomplete one they stay', () => {
    const other = aRoom('Other');
    expect(Object.keys(given(start, event('session', aSession(me, [other]))).rooms.byId)).toEqual([other.id]);
    const part = given(start, event('session', aSession(me, [other], { roomsTotal: 2 })));
    expect(Object.keys(part.rooms.byId).sort()).toEqual([general.id, other.id]);
  });

  test('another database: nothing of the old one stays, even of a list that is not complete', () => {
    const part = aSession(me, [aRoom('Other')], { epoch: 'e2', roomsTotal: 2 });
    expect(Object.keys(given(start, event('session', part)).rooms.byId)).toEqual(['r-other']);
  });

  test('an older update changes nothing, a newer one leaves the counters', () => {
    const rename = (version: number) =>
      event('room_updated', { room: { ...general, name: 'Lobby', version } });
    expect(room(given(start, rename(9)))?.name).toBe('General');
    expect(room(given(start, rename(11)))).toMatchObject({ name: 'Lobby', unreadCount: 2, countVersion: 10 });
  });

  test('pages do not raise the total, additions do', () => {
    const part = given(start, event('session', aSession(me, [general], { roomsTotal: 2 })));
    const paged = given(part, { type: 'rooms/page', rooms: [aRoom('Other')] });
    expect(paged.rooms.total).toBe(2);
    expect(given(paged, event('room_added', { room: aRoom('Third') })).rooms.total).toBe(3);
  });
});

test('groups by name, direct rooms by activity, each list the same object until something changes', () => {
  const direct = (name: string, seq: number) => {
    const { id, senderId, kind, createdAt } = aMessage(seq);
    const lastMessage = { id, seq, senderId, senderName: name, kind, excerpt: '', createdAt };
    return aRoom(name, { kind: 'direct', peer: aUser(name), lastMessage });
  };
  const state = given(
    start,
    event('session', aSession(me, [aRoom('beta'), direct('Ada', 3), aRoom('Alpha'), direct('Bo', 5)])),
  );
  expect(selectRoomsSorted(state).map((r) => r.name)).toEqual(['Alpha', 'beta']);
  expect(selectDirectsSorted(state).map((r) => r.name)).toEqual(['Bo', 'Ada']);
  const typed = given(state, event('typing', { roomId: 'r-alpha', userId: 'u-ada', typing: true }));
  expect(selectRoomsSorted(typed)).toBe(selectRoomsSorted(state));
  const renamed = given(
    state,
    event('user_updated', { user: aUser('Ada', { displayName: 'Ada L.', rev: 2 }) }),
  );
  expect(selectDirectsSorted(renamed).map((r) => r.name)).toEqual(['Bo', 'Ada L.']);
});
