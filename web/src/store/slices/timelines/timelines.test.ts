import { describe, expect, test } from 'vitest';
import {
  aMessage,
  anEntry,
  aPage,
  aRoom,
  aSession,
  aSync,
  aUser,
  someMessages,
} from '../../../testing/builders';
import { event, given } from '../../../testing/given';
import type { PageKind, State } from '../../types';
import { newer } from './message';
import { hasHole } from './position';

const me = aUser('Me');
const id = 'r-general';
const synced = given(
  { auth: { status: 'signedIn', me } },
  event('session', aSession(me, [aRoom('General', { version: 12 })])),
  event('sync', aSync(someMessages(5, 12), { hasBefore: true })),
);
const tl = (state: State) => {
  const held = state.timelines[id];
  if (!held) throw new Error('no timeline');
  return held;
};
const receive = (seq: number, over = {}) => event('receive_message', { message: aMessage(seq, over) });
const asked = (kind: PageKind, position: number) =>
  ({ type: 'timelines/asked', roomId: id, request: { id: 1, kind, position } }) as const;
const answer = (kind: PageKind, page: ReturnType<typeof aPage>, requestId = 1) =>
  ({ type: 'timelines/page', roomId: id, requestId, kind, page }) as const;

describe('position', () => {
  test('is moved by sync and live events, not by a page', () => {
    expect(tl(synced).version).toBe(12);
    expect(tl(given(synced, receive(13))).version).toBe(13);
    const paged = given(
      synced,
      asked('before', 12),
      answer('before', aPage(someMessages(1, 4), { version: 40 })),
    );
    expect(tl(paged)).toMatchObject({ version: 12, hasBefore: false });
    expect(tl(paged).seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('waits at a hole and goes on when it is filled', () => {
    const hole = given(synced, receive(14), receive(15));
    expect(tl(hole).version).toBe(12);
    expect(hasHole(tl(hole))).toBe(true);
    const filled = given(hole, receive(13));
    expect(tl(filled).version).toBe(15);
    expect(hasHole(tl(filled))).toBe(false);
  });

  test('a sync from beyond it tells nothing about what lies between', () => {
    const later = aSync([aMessage(15)], { since: 14, version: 15, reset: false });
    expect(tl(given(synced, event('sync', later))).version).toBe(12);
  });

  test('older after newer changes nothing', () => {
    const edited = given(
      synced,
      event('message_updated', { message: aMessage(12, { version: 13, content: 'new' }) }),
    );
    expect(tl(given(edited, receive(12))).bySeq[12]?.content).toBe('new');
    expect(tl(given(edited, event('sync', aSync([aMessage(12)], { since: 11, reset: false })))).version).toBe(
      13,
    );
  });
});

describe('pages', () => {
  test('changes that came while the page was on its way are applied after it', () => {
    const state = given(
      synced,
      asked('before', 12),
      event('message_updated', { message: aMessage(3, { version: 13, content: 'edited' }) }),
      answer('before', aPage(someMessages(1, 4), { version: 12 })),
    );
    expect(tl(state).bySeq[3]?.content).toBe('edited');
    expect(tl(state)).not.toHaveProperty('held');
  });

  test('a window in the middle does not take live events, but its page to the end brings those it missed', () => {
    const middle = given(
      synced,
      asked('around', 12),
      answer('around', aPage(someMessages(1, 2), { hasAfter: true })),
    );
    expect(tl(middle).seqs).toEqual([1, 2]);
    const live = given(middle, receive(13));
    expect(tl(live)).toMatchObject({ seqs: [1, 2], version: 13 });
    const end = given(live, asked('after', 13), receive(14), answer('after', aPage(someMessages(3, 13))));
    expect(tl(end).seqs.at(-1)).toBe(14);
    expect(tl(end)).toMatchObject({ hasAfter: false, loadingAfter: false, version: 14 });
  });

  test('an answer to an older question, or one that a reset overtook, is dropped', () => {
    const state = given(synced, asked('before', 12));
    expect(given(state, answer('before', aPage(someMessages(1, 4)), 7))).toBe(state);
    const reset = given(state, event('sync', aSync(someMessages(50, 60), { hasBefore: true })));
    expect(tl(reset).loadingBefore).toBe(false);
    expect(given(reset, answer('before', aPage(someMessages(1, 4))))).toBe(reset);
  });
});

describe('reset and epoch', () => {
  test('a reset replaces the window, counts itself and keeps the outbox and the "New" line', () => {
    const before = given(
      synced,
      { type: 'timelines/opened', roomId: id, newFrom: 11 },
      { type: 'outbox/put', entry: anEntry('hello', { userId: me.id }) },
    );
    const after = given(before, event('sync', aSync(someMessages(90, 99), { hasBefore: true })));
    expect(tl(after)).toMatchObject({ newFrom: 11, resets: 2, version: 99, hasBefore: true });
    expect(tl(after).seqs[0]).toBe(90);
    expect(after.outbox).toBe(before.outbox);
  });

  test('another epoch drops everything but the outbox', () => {
    const before = given(
      synced,
      { type: 'outbox/put', entry: anEntry('hello', { userId: me.id }) },
      event('presence', { users: { 'u-ada': 'online' } }),
      { type: 'users/got', users: [aUser('Ada')] },
    );
    const after = given(before, event('session', aSession(me, [aRoom('General')], { epoch: 'e2' })));
    expect(after).toMatchObject({
      timelines: {},
      presence: {},
      reads: {},
      members: {},
      users: { [me.id]: me },
    });
    expect(after.outbox).toBe(before.outbox);
  });

  // The room's namespace may be quicker than "/": what is of the new epoch already stays.
  test('a room that was synced from the new database before the session came stays', () => {
    const quick = given(synced, event('sync', aSync(someMessages(1, 3), { epoch: 'e2' })));
    const after = given(quick, event('session', aSession(me, [aRoom('General')], { epoch: 'e2' })));
    expect(tl(after).seqs).toEqual([1, 2, 3]);
  });
});

describe('gone', () => {
  test('a removal empties the room and says why; being added again starts it afresh', () => {
    const gone = given(synced, event('room_removed', { roomId: id, version: 13, reason: 'banned' }));
    expect(tl(gone)).toMatchObject({ status: 'gone', goneReason: 'banned', seqs: [] });
    const back = given(gone, event('room_added', { room: aRoom('General', { version: 15 }) }));
    expect(tl(back)).toMatchObject({ status: 'loading', version: 0 });
  });

  test('missing from a complete session: gone', () => {
    expect(tl(given(synced, event('session', aSession(me, []))))).toMatchObject({
      status: 'gone',
      goneReason: 'removed',
    });
    expect(tl(given(synced, event('session', aSession(me, [], { roomsTotal: 1 })))).status).toBe('ready');
  });
});

describe('acknowledgement and broadcast', () => {
  const entry = anEntry('hello', { userId: me.id, clientId: 'k1', state: 'sending' });
  const sent = given(synced, { type: 'outbox/put', entry });
  const ack = {
    roomId: id,
    clientId: 'k1',
    id: 'm-13',
    seq: 13,
    version: 13,
    createdAt: entry.createdAt,
    duplicate: false,
  };
  const saved = { type: 'outbox/saved', userId: me.id, saved: ack, entry } as const;
  const broadcast = receive(13, { senderId: me.id, clientId: 'k1', content: 'hello' });

  test.each([
    ['acknowledgement first', [saved, broadcast]],
    ['broadcast first', [broadcast, saved]],
  ])('%s: the echo is replaced in one step', (_, [first, second]) => {
    for (const state of [given(sent, first as never), given(sent, first as never, second as never)]) {
      expect(state.outbox).toEqual({});
      expect(tl(state).seqs.at(-1)).toBe(13);
      expect(tl(state).bySeq[13]).toMatchObject({ content: 'hello', clientId: 'k1' });
    }
    const end = given(sent, first as never, second as never);
    expect(tl(end).bySeq[13]?.version).toBe(13);
    expect(tl(end).version).toBe(13);
  });

  test('outside of the loaded window the echo simply leaves', () => {
    const middle = given(
      sent,
      asked('around', 12),
      answer('around', aPage(someMessages(1, 2), { hasAfter: true })),
    );
    const state = given(middle, saved);
    expect(state.outbox).toEqual({});
    expect(tl(state).seqs).toEqual([1, 2]);
  });

  test("somebody else's message with the same clientId is not mine", () => {
    expect(given(sent, receive(13, { senderId: 'u-eve', clientId: 'k1' })).outbox).toHaveProperty('k1');
  });

  test('a refused or taken back message that turns up after all is shown as sent', () => {
    for (const state of ['rejected', 'cancelled'] as const) {
      const refused = given(synced, { type: 'outbox/put', entry: { ...entry, state } });
      expect(given(refused, broadcast).outbox).toEqual({});
    }
  });
});

describe('own reactions', () => {
  const reaction = (userIds: string[], count = userIds.length) => [{ emoji: '👍', count, userIds }];
  const many = Array.from({ length: 20 }, (_, i) => `u-${i}`);

  test('are kept when an update does not say them, with what it changed', () => {
    const held = aMessage(1, { myReactions: ['👍'], reactions: reaction(many, 21) });
    const change = { message: aMessage(1, { version: 2, reactions: reaction(many, 22) }) };
    expect(newer(held, change, 'u-me')?.myReactions).toEqual(['👍']);
    const off = { ...change, reacted: [{ userId: 'u-me', emoji: '👍', on: false }] };
    expect(newer(held, off, 'u-me')?.myReactions).toEqual([]);
  });

  test('follow the list of names where it is complete', () => {
    const held = aMessage(1, { myReactions: [] });
    const change = { message: aMessage(1, { version: 2, reactions: reaction(['u-me']) }) };
    expect(newer(held, change, 'u-me')?.myReactions).toEqual(['👍']);
  });

  test('stay unknown when nothing tells them', () => {
    expect(
      newer(undefined, { message: aMessage(1, { reactions: reaction(many, 30) }) }, 'u-me'),
    ).not.toHaveProperty('myReactions');
  });

  test('a smaller version changes nothing', () => {
    const held = aMessage(1, { version: 5 });
    expect(newer(held, { message: aMessage(1, { version: 4, content: 'old' }) }, 'u-me')).toBe(held);
  });
});
