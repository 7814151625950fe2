import { describe, expect, test } from 'vitest';
import { aMessage, aRoom, aSession, aUser } from '../../../testing/builders';
import { event, given } from '../../../testing/given';
import { judge } from './counters';
import { selectDirectsSorted, selectRoom, selectRoomsSorted, selectUnreadTotal } from './selectors';

const me = aUser('Me');
const general = aRoom('General', { seq: 10, version: 10, readSeq: 8, readRev: 3, unreadCount: 2 });
const start = given({ auth: { status: 'signedIn', me } }, event('session', aSession(me, [general])));
const room = (state = start) => state.rooms.byId[general.id];
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
    expect(room(after)).toMatchObject({ version: 11, seq: 11, unreadCount: 3, mentionCount: 1 });
  });

  test('that the server did not count show as unread, until they are counted', () => {
    const activity = event('room_activity', { roomId: general.id, seq: 11, version: 11 });
    const after = given(start, activity);
    expect(room(after)?.uncounted).toBe(true);
    const summary = { ...general, seq: 11, version: 11, unreadCount: 3 };
    const counted = given(after, { type: 'rooms/summary', room: summary });
    expect(room(counted)).toEqual(summary);
    expect(room(given(counted, activity))?.uncounted).toBeFalsy();
  });

  test('of a snapshot replace greater ones', () => {
    const older = aRoom('General', { version: 4, readRev: 1, unreadCount: 7 });
    expect(room(given(start, event('session', aSession(me, [older]))))).toEqual(older);
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
