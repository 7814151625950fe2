import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import type { Ack, MessageSaved } from '../protocol';
import { NoAnswer } from '../socket/link';
import { openIdb } from '../socket/outbox/idb';
import { Outbox } from '../socket/outbox/outbox';
import type { Storage } from '../socket/outbox/storage';
import { createStore, type LoquatStore } from '../store';
import { aRoom, aSession, aSync, aUser } from './builders';
import { event } from './given';
import { eventually, settle } from './wait';

export const me = aUser('Me');
const general = aRoom('General');
export const room = general.id;
let db = '';
let count = 0;
const tabs: Tab[] = [];

export interface Sent {
  clientId: string;
  content: string;
  answer(ack: Ack<MessageSaved>): void;
  lose(why: NoAnswer['why']): void;
}

/** One tab: its store, its outbox, and a server that answers when the test says so. */
export class Tab {
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

export const ok = (clientId: string, seq = 1): Ack<MessageSaved> => ({
  ok: true,
  roomId: room,
  clientId,
  id: `m-${seq}`,
  seq,
  version: seq,
  createdAt: '2026-11-23T08:00:00.000Z',
  duplicate: false,
});
export const no = (code: string, retryAfterMs?: number) =>
  ({ ok: false, error: { code, message: code, ...(retryAfterMs && { retryAfterMs }) } }) as Ack<MessageSaved>;
export const records = async () => {
  const storage = await openIdb(db);
  const all = await storage.load(me.id);
  storage.close();
  return all.map((entry) => `${entry.content} ${entry.state}`);
};

/** A database of its own, and time that the test moves. */
export function freshOutbox(): void {
  db = `outbox-${++count}`;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
}

export async function closeTabs(): Promise<void> {
  for (const tab of tabs.splice(0)) tab.outbox.stop();
  await settle();
  vi.useRealTimers();
}

export const openOutboxDb = () => openIdb(db);
