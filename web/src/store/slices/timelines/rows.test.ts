import { describe, expect, test } from 'vitest';
import { aMessage, anEntry, aRoom, aSession, aTimeline, aUser } from '../../../testing/builders';
import { event, given } from '../../../testing/given';
import type { State } from '../../types';
import { selectTimelineRows } from './selectors';

const me = aUser('Me');
const id = 'r-general';
const show = (state: Partial<State>) =>
  given({ auth: { status: 'signedIn', me }, connection: { status: 'online', storage: 'durable' }, ...state });
const rows = selectTimelineRows(id);
const kinds = (state: State) =>
  rows(state).map((row) => (row.type === 'message' && row.first ? 'first' : row.type));
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString();

describe('grouping', () => {
  test('a group ends with another author, five minutes, a system line and a new day', () => {
    const messages = [
      aMessage(1, { createdAt: at(0) }),
      aMessage(2, { createdAt: at(4) }),
      aMessage(3, { createdAt: at(10) }),
      aMessage(4, { createdAt: at(11), senderId: 'u-bo' }),
      aMessage(5, { createdAt: at(11), senderId: 'u-bo', kind: 'system', system: { type: 'left' } }),
      aMessage(6, { createdAt: at(11), senderId: 'u-bo' }),
      aMessage(7, { createdAt: at(48 * 60), senderId: 'u-bo' }),
    ];
    expect(kinds(show({ timelines: { [id]: aTimeline(messages) } }))).toEqual([
      'day',
      'first',
      'message',
      'first',
      'first',
      'system',
      'first',
      'day',
      'first',
    ]);
  });

  test('the "New" line stands before the first unread message of somebody else', () => {
    const messages = [
      aMessage(1),
      aMessage(2, { senderId: me.id }),
      aMessage(3, { deletedAt: at(0) }),
      aMessage(4),
    ];
    const timeline = aTimeline(messages, { newFrom: 2 });
    expect(kinds(show({ timelines: { [id]: timeline } }))).toEqual([
      'day',
      'first',
      'first',
      'first',
      'new',
      'first',
    ]);
    const later = aTimeline(messages.slice(2), { newFrom: 2, hasBefore: true });
    expect(kinds(show({ timelines: { [id]: later } }))).not.toContain('new');
  });
});

describe('own messages', () => {
  const entry = (content: string, position: number, over = {}) =>
    anEntry(content, { userId: me.id, position, createdAt: at(position), ...over });
  const outbox = (...entries: ReturnType<typeof entry>[]) =>
    Object.fromEntries(entries.map((e) => [e.clientId, e]));

  test('echo and saved message have the same key, and never show both', () => {
    const echo = show({ timelines: { [id]: aTimeline([]) }, outbox: outbox(entry('hi', 1)) });
    const message = aMessage(1, { senderId: me.id, clientId: 'c-hi' });
    const both = { ...echo, timelines: { [id]: aTimeline([message]) } };
    expect(rows(echo).map((r) => [r.type, r.key])).toContainEqual(['echo', 'c:u-me:c-hi']);
    expect(rows(both).map((r) => [r.type, r.key])).toEqual([expect.anything(), ['message', 'c:u-me:c-hi']]);
  });

  test('those behind one that failed wait; a rejected one stands last and holds nobody', () => {
    const entries = [
      entry('a', 1, { state: 'rejected' }),
      entry('b', 2),
      entry('c', 3, { state: 'failed' }),
      entry('d', 4),
    ];
    const state = show({ timelines: { [id]: aTimeline([]) }, outbox: outbox(...entries) });
    const seen = rows(state).flatMap((r) => (r.type === 'echo' ? [`${r.entry.content} ${r.state}`] : r.type));
    expect(seen).toEqual(['day', 'b pending', 'c waiting', 'd waiting', 'rejected']);
  });

  test('everything waits while offline, and echoes stay out of a window in the middle', () => {
    const state = show({ timelines: { [id]: aTimeline([]) }, outbox: outbox(entry('a', 1)) });
    const offline = given(state, { type: 'connection/changed', status: 'offline', at: 5 });
    expect(rows(offline).at(-1)).toMatchObject({ type: 'echo', state: 'waiting' });
    const middle = { ...state, timelines: { [id]: aTimeline([aMessage(1)], { hasAfter: true }) } };
    expect(rows(middle).map((r) => r.type)).not.toContain('echo');
  });

  test('saved becomes read when the other person of a direct room has read', () => {
    const bo = aUser('Bo');
    const room = aRoom('General', { kind: 'direct', peer: bo });
    const state = given(
      show({
        timelines: { [id]: aTimeline([aMessage(1, { senderId: me.id }), aMessage(2, { senderId: me.id })]) },
      }),
      event('room_added', { room }),
      event('read', { roomId: id, userId: bo.id, seq: 1 }),
    );
    expect(rows(state).flatMap((r) => (r.type === 'message' ? r.state : []))).toEqual(['read', 'saved']);
  });
});

test('rows that did not change are the same objects', () => {
  const before = given(
    show({ timelines: { [id]: aTimeline([aMessage(1), aMessage(2)]) } }),
    event('session', aSession(me, [aRoom('General')])),
  );
  const [day, first] = rows(before);
  const after = given(before, event('receive_message', { message: aMessage(3) }));
  expect(rows(after).slice(0, 2)).toEqual([day, first]);
  expect(rows(after)[1]).toBe(first);
  expect(rows(given(after, event('typing', { roomId: id, userId: 'u-bo', typing: true })))).toBe(rows(after));
});
