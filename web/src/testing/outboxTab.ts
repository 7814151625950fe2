import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import type { Ack, Message, MessageSaved } from '../protocol';
import { NoAnswer } from '../socket/link';
import { openIdb } from '../socket/outbox/idb';
import { Outbox } from '../socket/outbox/outbox';
import type { Storage } from '../socket/outbox/storage';
import { createStore, type LoquatStore } from '../store';
import { aMessage, aRoom, aSession, aSync, aUser } from './builders';
import { event } from './given';
import { eventually, settle } from './wait';

export const me = aUser('Me');
const general = aRoom('General');
export const room = general.id;
let db = '';
let count = 0;
const tabs: Tab[] = [];

export interface Sent {
  event: string;
  clientId: string;
  content: string;
  baseRevision?: number;
  answer(ack: Ack<MessageSaved> | Ack<{ message: Message; duplicate: boolean }>): void;
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

  constructor(open: () => Promise<Storage> = () => openIdb(db), userId = me.id, messages: Message[] = []) {
    this.store.dispatch(event('session', aSession(me, [general])));
    this.store.dispatch(event('sync', aSync(messages)));
    this.store.dispatch({ type: 'connection/changed', status: 'online', at: 0 });
    this.outbox = new Outbox({
      userId,
      store: this.store,
      dispatch: (action) => this.store.dispatch(action),
      openStorage: open,
      sender: () =>
        this.ready
          ? { request: (name, payload) => this.request(name, payload as never) as never }
          : undefined,
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

  private request(name: string, payload: Payload): Promise<unknown> {
    const { clientId = '', opId = '', content = '', baseRevision } = payload;
    this.log.push(content);
    return new Promise((answer, reject) =>
      this.sent.push({
        event: name,
        clientId: clientId || opId,
        content,
        ...(baseRevision !== undefined && { baseRevision }),
        answer,
        lose: (why) => reject(new NoAnswer(why)),
      }),
    );
  }
}

interface Payload {
  clientId?: string;
  opId?: string;
  content?: string;
  baseRevision?: number;
}

/** The message as the server has it after a change. */
export const stored = (message: Message, duplicate = false) => ({ ok: true as const, message, duplicate });

/** Number 1 of the room, one's own. */
export const mine = (over: Partial<Message> = {}): Message =>
  aMessage(1, { senderId: me.id, content: 'first', myReactions: [], ...over });

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
