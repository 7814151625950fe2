import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Ack, Message, ReactAnswer } from '../protocol';
import { createStore, selectTimelineRows } from '../store';
import { aMessage, aRoom, aSession, aSync, aUser } from '../testing/builders';
import { fakeTime } from '../testing/clientWorld';
import { event } from '../testing/given';
import { settle } from '../testing/wait';
import { NoAnswer } from './link';
import { Reactions } from './reactions';

const me = aUser('Me');
const room = aRoom('General');
const message = (version: number, ...mine: string[]): Message =>
  aMessage(1, {
    version,
    myReactions: mine,
    reactions: mine.map((emoji) => ({ emoji, count: 1, userIds: [me.id] })),
  });

interface Asked {
  what: string;
  answer(ack: Ack<ReactAnswer>): void;
  lose(why: NoAnswer['why']): void;
}

function world() {
  const store = createStore({ auth: { status: 'signedIn', me } });
  store.dispatch(event('session', aSession(me, [room])));
  store.dispatch(event('sync', aSync([message(1)])));
  const asked: Asked[] = [];
  const w = { store, asked, ready: true, needed: 0, restarts: 0, reactions: undefined as never as Reactions };
  w.reactions = new Reactions({
    store,
    dispatch: (action) => store.dispatch(action),
    sender: () =>
      w.ready
        ? {
            request: (_, { emoji, on }) =>
              new Promise((answer, reject) =>
                asked.push({
                  what: `${emoji} ${on}`,
                  answer,
                  lose: (why) => reject(new NoAnswer(why)),
                }),
              ),
          }
        : undefined,
    need: () => w.needed++,
    restart: () => w.restarts++,
  });
  open.push(w.reactions);
  return w;
}

const open: Reactions[] = [];
const ok = (after: Message) => ({ ok: true as const, message: after });
const no = (code: string, retryAfterMs?: number) =>
  ({ ok: false, error: { code, message: code, ...(retryAfterMs && { retryAfterMs }) } }) as Ack<ReactAnswer>;

function shown(w: ReturnType<typeof world>): string {
  const row = selectTimelineRows(room.id)(w.store.getState()).find((one) => one.type === 'message');
  return row?.type === 'message' ? row.message.reactions.map((r) => `${r.emoji}${r.count}`).join(' ') : '';
}

beforeEach(fakeTime);
afterEach(() => {
  for (const reactions of open.splice(0)) reactions.stop();
  vi.useRealTimers();
});

test('shown at once, one in flight for each message, the last wish counts', async () => {
  const w = world();
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.reactions.set(room.id, 'm-1', '🎉', true);
  w.reactions.set(room.id, 'm-1', '👍', false);
  expect(shown(w)).toBe('🎉1');
  expect(w.asked.map((one) => one.what)).toEqual(['👍 true']);
  w.asked[0]?.answer(ok(message(2, '👍')));
  await settle();
  expect(shown(w)).toBe('🎉1');
  expect(w.asked.map((one) => one.what)).toEqual(['👍 true', '🎉 true']);
  w.asked[1]?.answer(ok(message(3, '👍', '🎉')));
  await settle();
  expect(shown(w)).toBe('🎉1');
  expect(w.asked[2]?.what).toBe('👍 false');
  w.asked[2]?.answer(ok(message(4, '🎉')));
  await settle();
  expect(shown(w)).toBe('🎉1');
  expect(w.store.getState().reacting).toEqual({});
  expect(w.reactions.waits(room.id)).toBe(false);
});

test('what was taken back before it was asked for is not asked for', async () => {
  const w = world();
  w.ready = false;
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.reactions.set(room.id, 'm-1', '👍', false);
  expect(w.needed).toBe(1);
  w.ready = true;
  w.reactions.ready(room.id);
  expect(w.asked).toEqual([]);
  expect(w.store.getState().reacting).toEqual({});
});

test('refused: back to what the server holds', async () => {
  const w = world();
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.asked[0]?.answer(no('conflict'));
  await settle();
  expect(shown(w)).toBe('');
  expect(w.store.getState().reacting).toEqual({});
});

test('not now: asked again when the server says so, and not for ever', async () => {
  const w = world();
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.asked[0]?.answer(no('rate_limited', 700));
  await settle();
  vi.advanceTimersByTime(699);
  expect(w.asked).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(w.asked).toHaveLength(2);
  for (let tries = 1; tries < 5; tries++) {
    w.asked[tries]?.answer(no('unavailable', 100));
    await settle();
    vi.advanceTimersByTime(100);
  }
  expect(w.asked).toHaveLength(5);
  expect(shown(w)).toBe('');
});

test('no answer: asked again once everything missed has come', async () => {
  const w = world();
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.ready = false;
  w.asked[0]?.lose('timeout');
  await settle();
  expect(w.restarts).toBe(1);
  expect(shown(w)).toBe('👍1');
  w.ready = true;
  w.reactions.ready(room.id);
  expect(w.asked[1]?.what).toBe('👍 true');
});

test('no answer, but it had arrived: the sync tells, nothing is asked', async () => {
  const w = world();
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.asked[0]?.lose('disconnected');
  await settle();
  w.store.dispatch(event('sync', aSync([message(2, '👍')], { since: 1, version: 2, reset: false })));
  w.reactions.ready(room.id);
  expect(w.asked).toHaveLength(1);
  expect(shown(w)).toBe('👍1');
  expect(w.store.getState().reacting).toEqual({});
});

test('a message that is deleted, and a room that is gone, take no reactions', async () => {
  const w = world();
  w.ready = false;
  w.reactions.set(room.id, 'm-1', '👍', true);
  w.store.dispatch(
    event('message_updated', { message: aMessage(1, { version: 2, deletedAt: 'now', content: '' }) }),
  );
  expect(shown(w)).toBe('');
  w.reactions.drop(room.id);
  expect(w.store.getState().reacting).toEqual({});
});
