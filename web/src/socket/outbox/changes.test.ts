import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Message } from '../../protocol';
import { type Row, selectLastOwn, selectTimelineRows, selectWaiting } from '../../store';
import { event } from '../../testing/given';
import {
  closeTabs,
  freshOutbox,
  mine,
  no,
  openOutboxDb,
  records,
  room,
  stored,
  Tab,
} from '../../testing/outboxTab';
import { eventually, settle } from '../../testing/wait';

beforeEach(freshOutbox);
afterEach(closeTabs);

const edited = (content: string, revision = 1, version = 1 + revision) =>
  mine({ content, revision, version, editedAt: '2026-11-23T09:00:00.000Z' });
const opened = (messages: Message[] = [mine()]) => new Tab(() => openOutboxDb(), 'u-me', messages);

function row(tab: Tab): Extract<Row, { type: 'message' }> {
  const found = selectTimelineRows(room)(tab.store.getState()).find((one) => one.type === 'message');
  if (found?.type !== 'message') throw new Error('no message is shown');
  return found;
}
const shows = (tab: Tab) => `${row(tab).message.content}|${row(tab).change?.state ?? ''}`;
const conflict = (theirs: Message) =>
  ({ ok: false, error: { code: 'edit_conflict', message: '', details: { message: theirs } } }) as never;

describe('editing', () => {
  test('durable and shown before it is sent; the answer takes its place', async () => {
    const tab = opened();
    tab.ready = false;
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    expect(shows(tab)).toBe('second|pending');
    expect(await records()).toEqual(['second queued']);
    expect(selectWaiting()(tab.store.getState())).toBe(1);
    expect(tab.needed).toBe(1);
    tab.ready = true;
    tab.outbox.ready(room);
    const sent = await tab.next();
    expect(sent).toMatchObject({ event: 'edit_message', content: 'second', baseRevision: 0 });
    expect(await records()).toEqual(['second sending']);
    sent.answer(stored(edited('second')));
    await settle();
    expect(shows(tab)).toBe('second|');
    expect(await records()).toEqual([]);
  });

  test('the same text is no change', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'first');
    expect(await records()).toEqual([]);
  });

  test('is based on what the person saw, not on what came meanwhile', async () => {
    const tab = opened();
    tab.store.dispatch(event('message_updated', { message: edited('elsewhere', 1) }));
    await tab.outbox.changes.edit(room, 'm-1', 'second', 0);
    expect((await tab.next()).baseRevision).toBe(0);
  });

  test('a second edit before the first is sent replaces it', async () => {
    const tab = opened();
    tab.ready = false;
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    await tab.outbox.changes.edit(room, 'm-1', 'third');
    expect(await records()).toEqual(['third queued']);
  });

  test('a second edit while the first is in flight waits, and goes on from its revision', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    const first = await tab.next();
    await tab.outbox.changes.edit(room, 'm-1', 'third');
    await settle();
    expect(tab.sent).toEqual([]);
    expect(shows(tab)).toBe('third|pending');
    first.answer(stored(edited('second')));
    const second = await tab.next();
    expect(second).toMatchObject({ content: 'third', baseRevision: 1 });
    expect(shows(tab)).toBe('third|pending');
    second.answer(stored(edited('third', 2)));
    await settle();
    expect(shows(tab)).toBe('third|');
  });

  test('goes on from the revision that the first led to although the message is not loaded', async () => {
    const tab = opened([]);
    await tab.outbox.changes.edit(room, 'm-1', 'second', 0);
    const first = await tab.next();
    await tab.outbox.changes.edit(room, 'm-1', 'third');
    first.answer(stored(edited('second')));
    expect((await tab.next()).baseRevision).toBe(1);
  });

  test('another message and the room are not held up', async () => {
    const other = mine({ id: 'm-2', seq: 2, version: 2, clientId: 'c-2', content: 'other' });
    const tab = opened([mine(), other]);
    await tab.outbox.changes.edit(room, 'm-1', 'a');
    await tab.outbox.changes.edit(room, 'm-2', 'b');
    await tab.outbox.add(room, 'c');
    await eventually(() => tab.sent.length === 3);
    expect(tab.sent.map((one) => one.event)).toEqual(['edit_message', 'edit_message', 'send_message']);
  });

  test('no answer: the same change again, with the same id and base, after a reload too', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    const first = await tab.next();
    first.lose('timeout');
    await settle();
    expect(tab.restarts).toBe(1);
    expect(shows(tab)).toBe('second|waiting');
    tab.outbox.stop();
    const next = opened([edited('second', 1)]);
    await next.outbox.start();
    const again = await next.next();
    expect(again).toMatchObject({ clientId: first.clientId, baseRevision: 0 });
    again.answer(stored(edited('second'), true));
    await settle();
    expect(await records()).toEqual([]);
  });

  test('refused: what the server holds is shown again, and the person is told', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    (await tab.next()).answer(no('forbidden'));
    await settle();
    expect(shows(tab)).toBe('first|rejected');
    expect(row(tab).change).toMatchObject({ text: 'second', error: { code: 'forbidden' } });
    await tab.outbox.changes.discard(row(tab).change?.opId ?? '');
    expect(shows(tab)).toBe('first|');
    expect(await records()).toEqual([]);
  });

  test('refused in the middle: what was made on top of it stands for it', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    const first = await tab.next();
    await tab.outbox.changes.edit(room, 'm-1', 'third');
    first.answer(conflict(edited('theirs', 4)));
    const second = await tab.next();
    expect(second).toMatchObject({ content: 'third', baseRevision: 0 });
    second.answer(conflict(edited('theirs', 4)));
    await settle();
    expect(await records()).toEqual(['third rejected']);
  });

  test('deleted meanwhile: the tombstone stays', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    const sent = await tab.next();
    const gone = mine({ content: '', version: 2, deletedAt: '2026-11-23T09:00:00.000Z' });
    tab.store.dispatch(event('message_updated', { message: gone }));
    expect(row(tab).message.content).toBe('');
    sent.answer(no('conflict'));
    await settle();
    expect(shows(tab)).toBe('|rejected');
  });
});

describe('a conflict', () => {
  async function met(): Promise<Tab> {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'mine');
    (await tab.next()).answer(conflict(edited('theirs', 3)));
    await settle();
    return tab;
  }

  test('shows both texts, and is not tried again by itself', async () => {
    const tab = await met();
    expect(row(tab).change).toMatchObject({ state: 'conflict', text: 'mine', theirs: { content: 'theirs' } });
    tab.outbox.retryAll();
    tab.outbox.ready(room);
    vi.advanceTimersByTime(60_000);
    await settle();
    expect(tab.sent).toEqual([]);
  });

  test('mine: a new change on top of theirs', async () => {
    const tab = await met();
    const old = row(tab).change?.opId ?? '';
    await tab.outbox.changes.settle(old, 'mine', 'both');
    const sent = await tab.next();
    expect(sent).toMatchObject({ content: 'both', baseRevision: 3 });
    expect(sent.clientId).not.toBe(old);
    expect(await records()).toEqual(['both sending']);
  });

  test('theirs: nothing is left of mine', async () => {
    const tab = await met();
    await tab.outbox.changes.settle(row(tab).change?.opId ?? '', 'theirs');
    expect(await records()).toEqual([]);
    expect(tab.sent).toEqual([]);
  });
});

describe('deleting', () => {
  test('a tombstone at once; an edit that was never sent is not sent any more', async () => {
    const tab = opened();
    tab.ready = false;
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    await tab.outbox.changes.remove(room, 'm-1');
    await tab.outbox.changes.remove(room, 'm-1');
    expect(await records()).toHaveLength(1);
    expect(row(tab).message).toMatchObject({ content: '', reactions: [] });
    expect(row(tab).message.deletedAt).toBeDefined();
    expect(selectLastOwn(room)(tab.store.getState())).toBeUndefined();
    tab.ready = true;
    tab.outbox.ready(room);
    const sent = await tab.next();
    expect(sent.event).toBe('delete_message');
    sent.answer(no('forbidden'));
    await settle();
    expect(shows(tab)).toBe('first|rejected');
    expect(tab.sent).toEqual([]);
  });

  test('waits for an edit that is in flight', async () => {
    const tab = opened();
    await tab.outbox.changes.edit(room, 'm-1', 'second');
    const edit = await tab.next();
    await tab.outbox.changes.remove(room, 'm-1');
    await settle();
    expect(tab.sent).toEqual([]);
    edit.answer(stored(edited('second')));
    expect((await tab.next()).event).toBe('delete_message');
  });
});

test('another tab shows the change, and is done with it when this one is', async () => {
  const [tab, other] = [opened(), opened()];
  await other.outbox.start();
  await tab.outbox.changes.edit(room, 'm-1', 'second');
  await eventually(() => shows(other) === 'second|pending');
  (await tab.next()).answer(stored(edited('second')));
  await eventually(() => shows(other) === 'second|');
});

test('in a room that is gone there is nothing to change', async () => {
  const tab = opened();
  tab.ready = false;
  await tab.outbox.changes.edit(room, 'm-1', 'second');
  tab.store.dispatch(event('room_removed', { roomId: room, version: 9, reason: 'removed' }));
  await tab.outbox.settleGone();
  expect(await records()).toEqual([]);
});
