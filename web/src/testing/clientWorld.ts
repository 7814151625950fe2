import { vi } from 'vitest';
import type { MessagePage, RoomSummary, ServerInfo, Session, Sync, User } from '../protocol';
import { createClient } from '../socket';
import { MemoryStorage } from '../socket/outbox/storage';
import { type Client, createStore, type State } from '../store';
import { aSession, aSync, aUser } from './builders';
import { type FakeChannel, FakeLink } from './fakeLink';
import { settle } from './wait';

type Route = (body: unknown, path: string) => unknown;

/** A client whose server, REST and sockets, is the test. */
export class ClientWorld {
  readonly me = aUser('Me');
  readonly store = createStore();
  readonly links: FakeLink[] = [];
  /** 'METHOD /path' without the query → what it answers; an Error-like {status, code} is a problem. */
  readonly routes: Record<string, Route> = {};
  readonly calls: string[] = [];
  readonly client: Client;
  /** Whose cookie the browser has; undefined: none. */
  cookie: User | undefined = this.me;
  tokens = 0;

  constructor() {
    const server: ServerInfo = {
      name: 'x',
      version: '1',
      registration: 'open',
      setup: false,
      setupTokenRequired: false,
      transports: ['websocket'],
    };
    this.routes['GET /server'] = () => server;
    this.routes['POST /auth/refresh'] = () =>
      this.cookie
        ? { user: this.cookie, accessToken: `t${++this.tokens}`, expiresIn: 600 }
        : { status: 401, code: 'unauthorized' };
    this.client = createClient({
      store: this.store,
      url: '',
      fetch: async (input, init) => this.answer(input, init),
      openLink: (_, events) => {
        const link = new FakeLink(events);
        this.links.push(link);
        return link;
      },
      openStorage: async () => new MemoryStorage(),
    });
  }

  get state(): State {
    return this.store.getState();
  }

  get link(): FakeLink {
    const link = this.links.at(-1);
    if (!link) throw new Error('not connected');
    return link;
  }

  get slash(): FakeChannel {
    return this.link.at('/');
  }

  room(id: string): FakeChannel {
    return this.link.at(`/rooms/${id}`);
  }

  /** Signed in by the cookie, connected, with these rooms. */
  async online(rooms: RoomSummary[], over: Partial<Session> = {}): Promise<void> {
    await this.client.start();
    this.slash.accept();
    this.slash.say('session', aSession(this.me, rooms, over));
    await settle();
  }

  /** Opens the room and brings its first page. */
  async entered(id: string, sync: Partial<Sync> = {}): Promise<() => void> {
    const close = this.client.openRoom(id);
    this.room(id).accept();
    this.room(id).say('sync', aSync([], { roomId: id, ...sync }));
    await settle();
    return close;
  }

  page(answer: () => MessagePage | Promise<MessagePage>, id = 'r-general'): void {
    this.routes[`GET /rooms/${id}/messages`] = answer;
  }

  private async answer(input: string, init: RequestInit): Promise<Response> {
    const [path = ''] = input.replace('/api/v1', '').split('?');
    const key = `${init.method ?? 'GET'} ${path}`;
    this.calls.push(key);
    const route = this.routes[key];
    if (!route) throw new Error(`no route for ${key}`);
    const said = (await route(init.body ? JSON.parse(String(init.body)) : undefined, input)) as {
      status?: number;
    };
    const status = said?.status ?? (said === undefined ? 204 : 200);
    return new Response(said === undefined ? null : JSON.stringify(said), { status });
  }
}

export function fakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
}
