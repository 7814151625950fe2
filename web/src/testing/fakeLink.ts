import type { Ack } from '../protocol';
import type { Channel, ChannelEvents, Link, LinkEvents, Refusal } from '../socket/link';
import { NoAnswer } from '../socket/link';

interface Request {
  event: string;
  payload: Record<string, unknown>;
  answer(ack: Ack | unknown): void;
  lose(why: NoAnswer['why']): void;
}

/** One namespace whose server is the test. */
export class FakeChannel implements Channel {
  connected = false;
  /** How often CONNECT was sent, with which auth. */
  readonly connects: Record<string, unknown>[] = [];
  readonly requests: Request[] = [];
  readonly volatiles: { event: string; payload: object }[] = [];
  released = false;

  constructor(
    readonly namespace: string,
    private readonly auth: () => object,
    private readonly events: ChannelEvents,
  ) {}

  connect(): void {
    this.connects.push(this.auth() as Record<string, unknown>);
  }

  disconnect(): void {
    this.connected = false;
  }

  release(): void {
    this.released = true;
    this.disconnect();
  }

  request(event: string, payload: object): Promise<unknown> {
    if (!this.connected) return Promise.reject(new NoAnswer('disconnected'));
    return new Promise((answer, reject) => {
      const lose = (why: NoAnswer['why']) => reject(new NoAnswer(why));
      this.requests.push({ event, payload: payload as Record<string, unknown>, answer, lose });
    });
  }

  volatile(event: string, payload: object): void {
    if (this.connected) this.volatiles.push({ event, payload });
  }

  /** Takes the oldest request for this event. */
  take(event: string): Request {
    const at = this.requests.findIndex((request) => request.event === event);
    const [request] = at < 0 ? [] : this.requests.splice(at, 1);
    if (!request) throw new Error(`${this.namespace}: no ${event} was requested`);
    return request;
  }

  asked(event: string): number {
    return this.requests.filter((request) => request.event === event).length;
  }

  // What the server and the network do:

  accept(): void {
    this.connected = true;
    this.events.connect();
  }

  say(event: string, payload: unknown): void {
    const listener = this.events.table[event];
    if (!listener) throw new Error(`nobody listens to ${event}`);
    listener(payload);
  }

  refuse(refusal: Refusal): void {
    this.events.refused(refusal);
  }

  end(by: 'server' | 'transport'): void {
    this.connected = false;
    for (const request of this.requests.splice(0)) request.lose('disconnected');
    this.events.disconnect(by);
  }
}

export class FakeLink implements Link {
  readonly channels = new Map<string, FakeChannel>();
  restarts = 0;
  closed = false;

  constructor(readonly events: LinkEvents = { attempt: () => undefined }) {}

  channel(namespace: string, auth: () => object, events: ChannelEvents): Channel {
    const channel = new FakeChannel(namespace, auth, events);
    this.channels.set(namespace, channel);
    return channel;
  }

  restart(): void {
    this.restarts++;
  }

  close(): void {
    this.closed = true;
  }

  /** The namespace as the client has opened it last. */
  at(namespace: string): FakeChannel {
    const channel = this.channels.get(namespace);
    if (!channel) throw new Error(`${namespace} was never opened`);
    return channel;
  }

  has(namespace: string): boolean {
    return this.channels.get(namespace)?.released === false;
  }
}
