import type { Fetch } from '../../web/src/api/http';
import type { Channel, ChannelEvents, Link } from '../../web/src/socket/link';
import type { Storage } from '../../web/src/socket/outbox/storage';
import { now, tell } from './out';

let sockets = 0;
let asks = 0;

/** What one page of the browser sees of the network, written down. Once it is `gone` nothing passes in either direction, as when a page is left. */
export class Wire {
  private links: Link[] = [];
  private gone = false;
  /** Namespaces that are entered and have had their first sync (or session). */
  readonly ready = new Set<string>();

  constructor(readonly client: number) {}

  leave(): void {
    this.gone = true;
    this.ready.clear();
    for (const link of this.links) link.close();
  }

  link(inner: Link): Link {
    this.links.push(inner);
    return {
      channel: (namespace, auth, events) => this.channel(inner, namespace, auth, events),
      restart: () => this.gone || inner.restart(),
      close: () => inner.close(),
    };
  }

  fetch(answer: (path: string) => object | undefined): Fetch {
    return async (input, init) => {
      if (this.gone) return never();
      const { pathname, searchParams } = new URL(input);
      const known = answer(pathname);
      if (known) return Response.json(known);
      const asked = now();
      const response = await fetch(input, init);
      const room = /\/rooms\/([^/]+)\/messages$/.exec(pathname)?.[1];
      if (room && response.ok) {
        const page = await response.clone().json();
        if (this.gone) return never();
        this.tell({ k: 'page', asked, room, query: Object.fromEntries(searchParams), page });
      }
      return this.gone ? never() : response;
    };
  }

  storage(inner: Storage): Storage {
    const unlessGone = async <T>(call: () => Promise<T>): Promise<T> => {
      if (this.gone) return never();
      const value = await call();
      return this.gone ? never() : value;
    };
    return {
      durable: inner.durable,
      load: (userId) => unlessGone(() => inner.load(userId)),
      add: (entry) => unlessGone(() => inner.add(entry)),
      change: (userId, clientId, how) => unlessGone(() => inner.change(userId, clientId, how)),
      close: () => inner.close(),
    };
  }

  tell(line: object): void {
    if (!this.gone) tell({ c: this.client, t: now(), ...line });
  }

  private channel(inner: Link, namespace: string, auth: () => object, events: ChannelEvents): Channel {
    let socket = 0;
    let since = 0;
    let asked = 0;
    const ended = () => {
      socket = 0;
      this.ready.delete(namespace);
    };
    const channel = inner.channel(
      namespace,
      () => {
        const given = auth() as { since?: number };
        since = given.since ?? 0;
        asked = now();
        return given;
      },
      {
        connect: this.unlessGone(() => {
          socket = ++sockets;
          events.connect();
        }),
        disconnect: this.unlessGone((by) => {
          ended();
          events.disconnect(by);
        }),
        refused: this.unlessGone((refusal) => {
          ended();
          this.tell({ k: 'refused', ns: namespace, refusal });
          events.refused(refusal);
        }),
        failed: this.unlessGone(() => events.failed()),
        table: Object.fromEntries(
          Object.entries(events.table).map(([event, handler]) => [
            event,
            this.unlessGone((payload: unknown) => {
              this.tell({ k: 'event', ns: namespace, socket, want: since, asked, event, payload });
              if (event === 'sync') since = (payload as { version: number }).version;
              if (event === 'session' || (event === 'sync' && !(payload as { more?: boolean }).more)) {
                this.ready.add(namespace);
              }
              handler(payload);
            }),
          ]),
        ),
      },
    );
    return {
      get connected() {
        return channel.connected;
      },
      connect: () => this.gone || channel.connect(),
      disconnect: () => channel.disconnect(),
      volatile: (event, payload) => channel.volatile(event, payload),
      release: () => {
        ended();
        channel.release();
      },
      request: (event, payload, timeoutMs) => {
        if (this.gone) return never();
        if (!channel.connected) return channel.request(event, payload, timeoutMs);
        if (event === 'resync') {
          since = (payload as { since: number }).since;
          asked = now();
        }
        return this.request(event, payload, () => channel.request(event, payload, timeoutMs));
      },
    };
  }

  private async request(event: string, payload: object, ask: () => Promise<unknown>): Promise<unknown> {
    const id = ++asks;
    this.tell({ k: 'ask', id, event, payload });
    try {
      const answer = await ask();
      this.tell({ k: 'answer', id, answer });
      return this.gone ? never() : answer;
    } catch (error) {
      if (this.gone) return never();
      throw error;
    }
  }

  private unlessGone<A extends unknown[]>(call: (...args: A) => void): (...args: A) => void {
    return (...args) => this.gone || call(...args);
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
