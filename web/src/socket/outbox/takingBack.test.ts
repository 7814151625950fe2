import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MessageSaved } from '../../protocol';
import { selectTimelineRows } from '../../store';
import { aSession } from '../../testing/builders';
import { event } from '../../testing/given';
import {
  closeTabs,
  freshOutbox,
  me,
  no,
  ok,
  openOutboxDb,
  records,
  room,
  Tab,
} from '../../testing/outboxTab';
import { settle } from '../../testing/wait';
import { MemoryStorage } from './storage';

beforeEach(freshOutbox);
afterEach(closeTabs);

describe('taking back', () => {
  test('what was never sent, or was refused, is free', async () => {
    const tab = new Tab();
    tab.ready = false;
    await tab.outbox.add(room, 'a');
    expect(await tab.outbox.takeBack(tab.entry('a')?.clientId ?? '')).toBe('a');
    expect(tab.states()).toEqual([]);
    expect(await records()).toEqual([]);
  });

  test('what is being sent is not', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    const { clientId } = await tab.next();
    expect(await tab.outbox.takeBack(clientId)).toBeUndefined();
    expect(tab.states()).toEqual(['a sending']);
  });

  test('of what failed the server is asked: stored, not stored, no answer', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    const { clientId, lose } = await tab.next();
    tab.ready = false;
    lose('disconnected');
    await settle();
    tab.stored = undefined;
    expect(await tab.outbox.takeBack(clientId)).toBeUndefined();
    expect(tab.entry('a')?.state).toBe('failed');
    tab.stored = [];
    expect(await tab.outbox.takeBack(clientId)).toBe('a');
    // Kept for a day: if it turns up after all, it is known.
    expect(await records()).toEqual(['a cancelled']);
    expect(selectTimelineRows(room)(tab.store.getState())).toEqual([]);
    await tab.outbox.add(room, 'b');
    tab.ready = true;
    tab.outbox.ready(room);
    const b = await tab.next();
    tab.ready = false;
    b.lose('disconnected');
    await settle();
    tab.stored = [ok(b.clientId) as never];
    expect(await tab.outbox.takeBack(b.clientId)).toBeUndefined();
    expect(tab.entry('b')).toBeUndefined();
  });

  test('while the server is asked, the entry is not sent', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    const { clientId, answer } = await tab.next();
    answer(no('unavailable'));
    await settle();
    let say = (_: MessageSaved[] | undefined): void => undefined;
    tab.stored = new Promise((resolve) => {
      say = resolve;
    }) as never;
    const taken = tab.outbox.takeBack(clientId);
    tab.outbox.ready(room);
    await settle();
    expect(tab.sent).toHaveLength(0);
    say([]);
    expect(await taken).toBe('a');
    await settle();
    expect(tab.log).toEqual(['a']);
  });

  test('a cancelled record leaves after a day', async () => {
    const storage = await openOutboxDb();
    const old = {
      userId: me.id,
      clientId: 'k',
      roomId: room,
      content: 'old',
      createdAt: '',
      position: 0,
      tries: 1,
    };
    await storage.add({ ...old, state: 'cancelled', cancelledAt: Date.now() - 25 * 3_600_000 });
    storage.close();
    const tab = new Tab();
    await tab.outbox.start();
    await settle();
    expect(await records()).toEqual([]);
  });
});

describe('two tabs', () => {
  test('show the same queue', async () => {
    const [one, two] = [new Tab(), new Tab()];
    one.ready = false;
    two.ready = false;
    await Promise.all([one.outbox.start(), two.outbox.start()]);
    await one.outbox.add(room, 'a');
    await vi.waitFor(() => expect(two.states()).toEqual(['a queued']));
    two.ready = true;
    two.outbox.ready(room);
    const sent = await two.next();
    await vi.waitFor(() => expect(one.states()).toEqual(['a sending']));
    sent.answer(ok(sent.clientId));
    await vi.waitFor(() => expect(one.states()).toEqual([]));
    expect(one.store.getState().timelines[room]?.bySeq[1]?.content).toBe('a');
  });
});

describe('a room that is gone', () => {
  test('its entries are asked for: stored ones leave, the others are refused', async () => {
    const tab = new Tab();
    tab.ready = false;
    for (const text of ['a', 'b']) await tab.outbox.add(room, text);
    tab.stored = [ok(tab.entry('a')?.clientId ?? '') as never];
    tab.store.dispatch(event('session', aSession(me, [])));
    await tab.outbox.settleGone();
    await settle();
    expect(tab.states()).toEqual(['b rejected']);
    expect(await records()).toEqual(['b rejected']);
  });
});

describe('storage', () => {
  test('without IndexedDB the queue lives in memory, and says so', async () => {
    const tab = new Tab(() => Promise.reject(new Error('private mode')));
    await tab.outbox.add(room, 'a');
    expect(tab.store.getState().connection.storage).toBe('memory');
    const sent = await tab.next();
    sent.answer(ok(sent.clientId));
    await settle();
    expect(tab.states()).toEqual([]);
  });

  test('a full disk: goes on in memory with what was there', async () => {
    const storage = await openOutboxDb();
    const tab = new Tab(async () => storage);
    tab.ready = false;
    await tab.outbox.add(room, 'a');
    vi.spyOn(storage, 'add').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
    await tab.outbox.add(room, 'b');
    expect(tab.store.getState().connection.storage).toBe('memory');
    expect(tab.states()).toEqual(['a queued', 'b queued']);
    tab.ready = true;
    tab.outbox.ready(room);
    expect((await tab.next()).content).toBe('a');
  });

  test('positions are given out in order, whoever asks', async () => {
    const storage = new MemoryStorage();
    const idb = await openOutboxDb();
    for (const one of [storage, idb]) {
      const entry = (clientId: string) =>
        one.add({
          userId: me.id,
          clientId,
          roomId: room,
          content: '',
          createdAt: '',
          position: 0,
          tries: 0,
          state: 'queued',
        });
      const placed = await Promise.all(['a', 'b', 'c'].map(entry));
      expect(placed.map((e) => e.position)).toEqual([1, 2, 3]);
    }
    idb.close();
  });
});
