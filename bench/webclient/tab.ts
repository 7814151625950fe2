import type { Message, User } from '../../web/src/protocol';
import { createClient } from '../../web/src/socket/client';
import { openLink } from '../../web/src/socket/link';
import { openIdb } from '../../web/src/socket/outbox/idb';
import {
  type Client,
  createStore,
  type LoquatStore,
  type State,
  selectTimelineRows,
} from '../../web/src/store';
import { Wire } from './wire';

export interface Setup {
  client: number;
  user: User;
  token: string;
  url: string;
  rooms: string[];
  /** Where the person may delete what others said. */
  owns: string[];
  /** The name of its IndexedDB: tabs of one browser have the same. */
  db: string;
}

export interface Act {
  kind: string;
  n: number;
  room: string;
  text: string;
  emoji: string;
  on: boolean;
  pick: number;
}

const unsent = ['queued', 'sending', 'failed'];

/** A tab of a browser with the product's client in it. */
export class Tab {
  private wire: Wire;
  private store: LoquatStore;
  private client: Client;
  private readonly open = new Map<string, () => void>();
  private dead = false;
  /** Calls under way, of the page as it was loaded last. */
  private calls = { busy: 0 };

  constructor(private readonly setup: Setup) {
    this.wire = new Wire(setup.client);
    this.store = createStore();
    this.client = this.load();
    for (const room of setup.rooms) this.open.set(room, () => undefined);
  }

  private load(): Client {
    const { url, user, token, db, client } = this.setup;
    const wire = new Wire(client);
    const store = createStore();
    this.wire = wire;
    this.store = store;
    this.calls = { busy: 0 };
    let before = store.getState();
    store.subscribe((state) => {
      const was = before;
      before = state;
      for (const room of this.open.keys()) {
        if (state.timelines[room] === was.timelines[room] && state.outbox === was.outbox) continue;
        const twice = shownTwice(state, room);
        if (twice) wire.tell({ k: 'twice', room, what: twice });
      }
    });
    const refreshed = { user, accessToken: token, expiresIn: 86_400 };
    return createClient({
      store,
      url,
      fetch: wire.fetch((path) => (path.endsWith('/auth/refresh') ? refreshed : undefined)),
      openLink: (server, events) => wire.link(openLink(url, server.transports, events)),
      openStorage: async () => wire.storage(await openIdb(db)),
    });
  }

  async start(): Promise<void> {
    const { client, wire } = this;
    for (const room of this.open.keys()) this.open.set(room, client.openRoom(room));
    while (this.wire === wire && !this.dead) {
      await client.start();
      if (this.store.getState().auth.status === 'signedIn') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  act(act: Act): void {
    if (this.dead) return;
    switch (act.kind) {
      case 'die':
        this.dead = true;
        this.wire.leave();
        return;
      case 'reload':
        this.wire.leave();
        this.client = this.load();
        void this.start();
        return;
      case 'leave':
        this.open.get(act.room)?.();
        this.open.delete(act.room);
        return;
      case 'enter':
        this.open.set(act.room, this.client.openRoom(act.room));
        return;
    }
    // Nobody can type, nor see anything, before the page is there.
    if (this.store.getState().auth.status === 'signedIn') this.inRoom(act);
  }

  private inRoom({ kind, n, room, text, emoji, on, pick }: Act): void {
    const { client, calls } = this;
    const quiet = (asked: Promise<unknown>) => {
      calls.busy++;
      asked.catch(() => undefined).finally(() => calls.busy--);
    };
    const latest = (count: number, fits: (message: Message) => boolean) => {
      const found = this.loaded(room).filter(fits).slice(-count).reverse();
      return found[pick % Math.max(1, found.length)];
    };
    const plain = (message: Message) => message.kind === 'text' && !message.deletedAt;
    const own = (message: Message) => plain(message) && message.senderId === this.setup.user.id;
    const message = latest(5, plain);
    const any = latest(8, () => true);
    switch (kind) {
      case 'send':
      case 'reply':
        this.send(n, room, text, kind === 'reply' ? latest(20, () => true)?.id : undefined);
        return;
      case 'edit': {
        const mine = latest(4, own);
        if (mine) quiet(client.edit(room, mine.id, text, mine.revision));
        return;
      }
      case 'delete': {
        const chosen = latest(6, this.setup.owns.includes(room) ? plain : own);
        if (chosen) quiet(client.remove(room, chosen.id));
        return;
      }
      case 'react':
        if (message) client.react(room, message.id, emoji, on);
        return;
      case 'read':
        if (any) client.seen(room, any.seq);
        return;
      case 'unread':
        if (any) quiet(client.markUnread(room, any.seq));
        return;
      case 'page':
        if (pick % 4 === 0) quiet(client.loadLatest(room));
        else if (pick % 4 === 1) quiet(client.loadAfter(room));
        else if (pick % 4 === 2 && any) quiet(client.loadAround(room, 1 + (pick % any.seq)));
        else quiet(client.loadBefore(room));
    }
  }

  /** The record is durable when the promise resolves: from then on the client owes it. */
  private send(n: number, room: string, text: string, replyTo?: string): void {
    const { wire } = this;
    this.client.send(room, text, replyTo).then(
      () => wire.tell({ k: 'kept', n, room, text }),
      () => undefined,
    );
  }

  /** Loads the latest messages of every room: a window in the middle would not say whether the end is known. */
  async toTheEnd(): Promise<void> {
    if (this.dead) return;
    await Promise.all(
      [...this.open.keys()].map((room) => this.client.loadLatest(room).catch(() => undefined)),
    );
  }

  private loaded(room: string): Message[] {
    const timeline = this.store.getState().timelines[room];
    return (timeline?.seqs ?? []).flatMap((seq) => timeline?.bySeq[seq] ?? []);
  }

  /** What is still to be done; empty: nothing. */
  late(): string {
    if (this.dead) return '';
    const { outbox, connection, timelines, ...state } = this.store.getState();
    if (connection.status !== 'online' || !this.wire.ready.has('/')) return 'not connected';
    for (const room of this.open.keys()) {
      const timeline = timelines[room];
      if (!this.wire.ready.has(`/rooms/${room}`)) return `room ${room} is not entered`;
      if (timeline?.status !== 'ready') return `room ${room} is ${timeline?.status}`;
      if (timeline.request || timeline.ahead?.length) return `room ${room} is not up to date`;
      if (state.rooms.byId[room]?.localRead !== undefined)
        return `what was read in room ${room} is to be told`;
    }
    const waits = Object.values(outbox).find((entry) => unsent.includes(entry.state) && !entry.needsPerson);
    if (waits) return `${waits.clientId} is ${waits.state} after ${waits.tries} tries`;
    if (Object.values(state.reacting ?? {}).some((emojis) => Object.keys(emojis).length > 0))
      return 'reactions wait';
    return this.calls.busy > 0 ? `${this.calls.busy} calls are under way` : '';
  }

  dump(): object {
    const { timelines, rooms, outbox } = this.store.getState();
    return {
      dead: this.dead,
      rooms: [...this.open.keys()].map((room) => {
        const timeline = timelines[room];
        return {
          room,
          position: timeline?.version ?? 0,
          epoch: timeline?.epoch,
          low: timeline?.seqs[0] ?? 0,
          whole: !timeline?.hasAfter,
          messages: this.loaded(room),
        };
      }),
      rows: Object.values(rooms.byId).map((row) => ({ ...row, room: row.id })),
      outbox: Object.values(outbox),
    };
  }
}

/** A message that the list shows twice: its echo beside it, or two rows of one key. */
function shownTwice(state: State, room: string): string | undefined {
  const keys = new Set<string>();
  for (const row of selectTimelineRows(room)(state)) {
    if (keys.has(row.key)) return `${row.type} ${row.key}`;
    keys.add(row.key);
  }
  return undefined;
}
