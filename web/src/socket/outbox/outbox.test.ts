import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { selectTimelineRows, selectWaiting } from '../../store';
import { aMessage } from '../../testing/builders';
import { event } from '../../testing/given';
import { closeTabs, freshOutbox, me, no, ok, records, room, Tab } from '../../testing/outboxTab';
import { eventually, settle } from '../../testing/wait';

beforeEach(freshOutbox);
afterEach(closeTabs);

describe('sending', () => {
  test('the record is durable before the echo shows, and `sending` before the emit', async () => {
    const tab = new Tab();
    tab.ready = false;
    await tab.outbox.start();
    const adding = tab.outbox.add(room, 'hello');
    expect(tab.states()).toEqual([]);
    await adding;
    expect(tab.states()).toEqual(['hello queued']);
    expect(await records()).toEqual(['hello queued']);
    expect(tab.needed).toBe(1);
    tab.ready = true;
    tab.outbox.ready(room);
    await tab.next();
    expect(await records()).toEqual(['hello sending']);
  });

  test('one in flight for each room, in the order of writing; gone once acknowledged', async () => {
    const tab = new Tab();
    for (const text of ['a', 'b', 'c']) await tab.outbox.add(room, text);
    const a = await tab.next();
    await settle();
    expect(tab.sent).toHaveLength(0);
    a.answer(ok(a.clientId));
    const b = await tab.next();
    expect(b.content).toBe('b');
    b.answer(ok(b.clientId, 2));
    const c = await tab.next();
    c.answer(ok(c.clientId, 3));
    await settle();
    expect(selectWaiting()(tab.store.getState())).toBe(0);
    expect(await records()).toEqual([]);
    expect(selectTimelineRows(room)(tab.store.getState()).map((row) => row.type)).toEqual([
      'day',
      'message',
      'message',
      'message',
    ]);
  });

  test('a refused one is final and lets those behind it go on', async () => {
    const tab = new Tab();
    for (const text of ['a', 'b']) await tab.outbox.add(room, text);
    (await tab.next()).answer(no('too_large'));
    const b = await tab.next();
    expect(tab.entry('a')).toMatchObject({ state: 'rejected', error: { code: 'too_large' } });
    b.answer(ok(b.clientId));
    await settle();
    expect(await records()).toEqual(['a rejected']);
  });

  test('a failed one holds those behind it, keeps its clientId, and is tried again after a while', async () => {
    const tab = new Tab();
    for (const text of ['a', 'b']) await tab.outbox.add(room, text);
    const first = await tab.next();
    first.answer(no('unavailable'));
    await settle();
    expect(tab.states()).toEqual(['a failed', 'b queued']);
    expect(tab.sent).toHaveLength(0);
    vi.advanceTimersByTime(1_000);
    const again = await tab.next();
    expect(again.clientId).toBe(first.clientId);
  });

  test('tried again at once when the room is connected again, and when the browser is online', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    (await tab.next()).lose('disconnected');
    await settle();
    tab.outbox.ready(room);
    (await tab.next()).answer(no('rate_limited', 60_000));
    await settle();
    expect(tab.entry('a')?.state).toBe('failed');
    tab.outbox.online();
    await tab.next();
    expect(tab.restarts).toBe(0);
  });

  test('silence leaves the transport', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    (await tab.next()).lose('timeout');
    await settle();
    expect(tab.restarts).toBe(1);
    expect(tab.entry('a')?.state).toBe('failed');
  });

  test('internal and unknown codes: five tries, then it waits for the person', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    for (const code of ['internal', 'odd', 'internal', 'internal', 'internal']) {
      (await tab.next()).answer(no(code));
      await settle();
      vi.advanceTimersByTime(30_000);
    }
    await settle();
    expect(tab.sent).toHaveLength(0);
    expect(tab.entry('a')).toMatchObject({ state: 'failed', needsPerson: true });
    await tab.outbox.retry(tab.entry('a')?.clientId ?? '');
    await tab.next();
    expect(tab.entry('a')).not.toHaveProperty('needsPerson');
  });

  test('received before the acknowledgement: the record goes, and the acknowledgement changes nothing', async () => {
    const tab = new Tab();
    await tab.outbox.add(room, 'a');
    const sent = await tab.next();
    tab.store.dispatch(
      event('receive_message', {
        message: aMessage(1, { senderId: me.id, clientId: sent.clientId, content: 'a' }),
      }),
    );
    tab.outbox.received([sent.clientId]);
    await settle();
    expect(await records()).toEqual([]);
    sent.answer(ok(sent.clientId));
    await settle();
    expect(tab.store.getState().timelines[room]?.bySeq[1]?.version).toBe(1);
    expect(tab.log).toEqual(['a']);
  });
});

describe('reload', () => {
  test('what was being sent counts as failed and is sent again under its clientId', async () => {
    const before = new Tab();
    for (const text of ['a', 'b']) await before.outbox.add(room, text);
    const { clientId } = await before.next();
    before.outbox.stop();
    await settle();
    const after = new Tab();
    await after.outbox.start();
    const again = await after.next();
    expect(again).toMatchObject({ clientId, content: 'a' });
    again.answer(ok(clientId));
    expect((await after.next()).content).toBe('b');
  });

  test('what was being sent is shown as failed until it can be sent again', async () => {
    const before = new Tab();
    await before.outbox.add(room, 'a');
    await before.next();
    before.outbox.stop();
    await settle();
    const after = new Tab();
    after.ready = false;
    await after.outbox.start();
    await eventually(() => after.states()[0] === 'a failed');
    expect(await records()).toEqual(['a failed']);
  });

  test('another person in the same browser sees and sends nothing of it', async () => {
    const mine = new Tab();
    mine.ready = false;
    await mine.outbox.add(room, 'secret');
    const other = new Tab(undefined, 'u-other');
    await other.outbox.start();
    await settle();
    expect(other.states()).toEqual([]);
    expect(other.log).toEqual([]);
  });
});
