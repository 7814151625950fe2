import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Ack, MessageSaved } from '../../protocol';
import { createStore, type LoquatStore, selectTimelineRows, selectWaiting } from '../../store';
import { aMessage, aRoom, aSession, aSync, aUser } from '../../testing/builders';
import { event } from '../../testing/given';
import { eventually, settle } from '../../testing/wait';
import { NoAnswer } from '../link';
import { openIdb } from './idb';
import { Outbox } from './outbox';
import { MemoryStorage, type Storage } from './storage';

const me = aUser('Me');
const general = aRoom('General');
const room = general.id;
let db = '';
let count = 0;
const tabs: Tab[] = [];

interface Sent {
  clientId: string;
  content: string;
  answer(ack: Ack<MessageSaved>): void;
  lose(why: NoAnswer['why']): void;
}

/** One tab: its store, its outbox, and a server that answers when the test says so. */
class Tab {
  readonly store: LoquatStore = createStore({ auth: { status: 'signedIn', me } });
  readonly sent: Sent[] = [];
  readonly log: string[] = [];
  readonly outbox: Outbox;
  ready = true;
  needed = 0;
  restarts = 0;
  stored: MessageSaved[] | undefined = [];

  constructor(open: () => Promise<Storage> = () => openIdb(db), userId = me.id) {
    this.store.dispatch(event('session', aSession(me, [general])));
    this.store.dispatch(event('sync', aSync([])));
    this.store.dispatch({ type: 'connection/changed', status: 'online', at: 0 });
    this.outbox = new Outbox({
      userId,
      store: this.store,
      dispatch: (action) => this.store.dispatch(action),
      openStorage: open,
      sender: () => (this.ready ? { request: (_, payload) => this.request(payload as never) } : undefined),
      need: () => this.needed++,
      sentStatus: async () => this.stored,
      restart: () => this.restarts++,
    });
    tabs.push(this);
  }

  entry(content: string) {
    return Object.values(this.store.getState().outbox).find((entry) => entry.content === content);
  }

  states() {
    return Object.values(this.store.getState().outbox)
      .sort((a, b) => a.position - b.position)
      .map((entry) => `${entry.content} ${entry.state}`);
  }

  async next(): Promise<Sent> {
    await eventually(() => this.sent.length > 0);
    return this.sent.shift() as Sent;
  }

  private request({ clientId, content }: { clientId: string; content: string }): Promise<Ack<MessageSaved>> {
    this.log.push(content);
    return new Promise((answer, reject) =>
      this.sent.push({ clientId, content, answer, lose: (why) => reject(new NoAnswer(why)) }),
    );
  }
}

const ok = (clientId: string, seq = 1): Ack<MessageSaved> => ({
  ok: true,
  roomId: room,
  clientId,
  id: `m-${seq}`,
  seq,
  version: seq,
  createdAt: '2026-11-23T08:00:00.000Z',
  duplicate: false,
});
const no = (code: string, retryAfterMs?: number) =>
  ({ ok: false, error: { code, message: code, ...(retryAfterMs && { retryAfterMs }) } }) as Ack<MessageSaved>;
const records = async () => {
  const storage = await openIdb(db);
  const all = await storage.load(me.id);
  storage.close();
  return all.map((entry) => `${entry.content} ${entry.state}`);
};

beforeEach(() => {
  db = `outbox-${++count}`;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});

afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.outbox.stop();
  await settle();
  vi.useRealTimers();
});

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
    const storage = await openIdb(db);
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
    const storage = await openIdb(db);
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
    const idb = await openIdb(db);
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
