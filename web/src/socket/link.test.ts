// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SocketServer } from '../testing/socketServer';
import { type Channel, type ChannelEvents, type Link, NoAnswer, openLink } from './link';

/** What socket.io-client really does, where the client's correctness hangs on it. */
let server: SocketServer;
let link: Link;
let url: string;
let token = 0;
const attempt = vi.fn();

function handlers(over: Partial<ChannelEvents> = {}) {
  return {
    connect: vi.fn(),
    disconnect: vi.fn(),
    refused: vi.fn(),
    failed: vi.fn(),
    table: {},
    ...over,
  } satisfies ChannelEvents;
}

function open(namespace: string, events: ChannelEvents = handlers()): Channel {
  const channel = link.channel(namespace, () => ({ token: `t${++token}` }), events);
  channel.connect();
  return channel;
}

const soon = <T>(check: () => T) => vi.waitFor(check, { timeout: 4_000, interval: 5 });
const connected = (channel: Channel) => soon(() => expect(channel.connected).toBe(true));

beforeEach(async () => {
  token = 0;
  server = new SocketServer();
  url = await server.start();
  // Reconnection is at once: nothing here is about its delay.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  link = openLink(url, ['websocket'], { attempt });
});

afterEach(async () => {
  link.close();
  await server.stop();
});

describe('connecting', () => {
  test('one transport for all namespaces, each try with the token of now', async () => {
    const [slash, room] = [open('/'), open('/rooms/r')];
    await connected(slash);
    await connected(room);
    expect(server.transports).toBe(1);
    server.cut();
    await soon(() => expect(server.connects).toHaveLength(4));
    expect(server.connects.map(({ namespace, auth }) => [namespace, auth.token])).toEqual([
      ['/', 't1'],
      ['/rooms/r', 't2'],
      ['/', 't3'],
      ['/rooms/r', 't4'],
    ]);
  });

  test('a refusal brings its data, and the library leaves it at that', async () => {
    const data = { code: 'rate_limited', message: 'slow down', retryAfterMs: 5 };
    server.onConnect = ({ namespace }) => (namespace === '/' ? 'accept' : { message: 'no', data });
    const slash = open('/');
    await connected(slash);
    const events = handlers();
    const room = open('/rooms/r', events);
    await soon(() => expect(events.refused).toHaveBeenCalledExactlyOnceWith(data));
    expect(events.failed).not.toHaveBeenCalled();
    server.onConnect = () => 'accept';
    room.connect();
    await connected(room);
  });

  test('no second CONNECT while the first is under way', async () => {
    server.onConnect = () => 'wait';
    const slash = open('/');
    await soon(() => expect(server.connects).toHaveLength(1));
    slash.connect();
    slash.connect();
    server.send('0', '/', { sid: 'x' });
    await connected(slash);
    expect(server.connects).toHaveLength(1);
  });

  // The library forgets a CONNECT that was not answered without telling the server, who then sees a second one.
  test('a room that is left and opened again before the answer came is connected once', async () => {
    const slash = open('/');
    await connected(slash);
    server.onConnect = () => 'wait';
    open('/rooms/r').release();
    await soon(() => expect(server.connects).toHaveLength(2));
    const again = open('/rooms/r');
    server.send('0', '/rooms/r', { sid: 'x' });
    await connected(again);
    expect(server.connects).toHaveLength(2);
    expect(server.left).toEqual([]);
  });

  test('a room that is left before the answer came is left when it comes', async () => {
    const slash = open('/');
    await connected(slash);
    server.onConnect = () => 'wait';
    const events = handlers();
    open('/rooms/r', events).release();
    await soon(() => expect(server.connects).toHaveLength(2));
    server.send('0', '/rooms/r', { sid: 'x' });
    await soon(() => expect(server.left).toEqual(['/rooms/r']));
    expect(events.connect).not.toHaveBeenCalled();
  });
});

describe('ending', () => {
  test('a DISCONNECT and a lost transport are told apart', async () => {
    const events = handlers();
    const slash = open('/');
    const room = open('/rooms/r', events);
    await connected(slash);
    await connected(room);
    server.send('1', '/rooms/r');
    await soon(() => expect(events.disconnect).toHaveBeenLastCalledWith('server'));
    room.connect();
    await connected(room);
    server.cut();
    await soon(() => expect(events.disconnect).toHaveBeenLastCalledWith('transport'));
  });

  test('one table is subscribed, and the same one unsubscribed', async () => {
    const heard = vi.fn();
    const slash = open('/');
    const room = open('/rooms/r', handlers({ table: { typing: heard } }));
    await connected(slash);
    await connected(room);
    server.send('2', '/rooms/r', ['typing', { on: 1 }]);
    await soon(() => expect(heard).toHaveBeenCalledExactlyOnceWith({ on: 1 }));
    room.release();
    await soon(() => expect(server.left).toEqual(['/rooms/r']));
    const again = vi.fn();
    const second = open('/rooms/r', handlers({ table: { typing: again } }));
    await connected(second);
    server.send('2', '/rooms/r', ['typing', { on: 2 }]);
    await soon(() => expect(again).toHaveBeenCalledOnce());
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe('requests', () => {
  test('are answered, or end with the connection, and are never sent later', async () => {
    const slash = open('/');
    await expect(slash.request('set_status', {})).rejects.toEqual(new NoAnswer('disconnected'));
    await connected(slash);
    const answered = slash.request('set_status', { status: 'away' });
    await soon(() => expect(server.events).toHaveLength(1));
    expect(server.events[0]?.data).toEqual(['set_status', { status: 'away' }]);
    server.acknowledge('/', server.events[0]?.id ?? '', { ok: true });
    await expect(answered).resolves.toEqual({ ok: true });
    const lost = slash.request('send_message', { content: 'hi' });
    server.cut();
    await expect(lost).rejects.toEqual(new NoAnswer('disconnected'));
    await soon(() => expect(server.connects).toHaveLength(2));
    await connected(slash);
    slash.volatile('typing', {});
    await soon(() => expect(server.events.at(-1)?.data[0]).toBe('typing'));
    expect(server.events.filter((event) => event.data[0] === 'send_message').length).toBeLessThanOrEqual(1);
  });

  // After a sleep the library notices the missed ping at the next emit, keeps that back and sends it after the
  // reconnect: out of the queue's order.
  test('what is emitted on a connection that died asleep is never sent', async () => {
    const slash = open('/');
    await connected(slash);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 600_000);
    await expect(slash.request('send_message', {})).rejects.toEqual(new NoAnswer('disconnected'));
    vi.mocked(Date.now).mockRestore();
    await soon(() => expect(server.connects).toHaveLength(2));
    await connected(slash);
    slash.volatile('typing', {});
    await soon(() => expect(server.events.map((event) => event.data[0])).toEqual(['typing']));
  });

  test('silence is a timeout; a restart then opens another transport at once', async () => {
    const [slash, room] = [open('/'), open('/rooms/r')];
    await connected(slash);
    await connected(room);
    server.stall();
    await expect(slash.request('set_status', {}, 30)).rejects.toEqual(new NoAnswer('timeout'));
    link.restart();
    await soon(() => expect(server.transports).toBe(2));
    await connected(slash);
    await connected(room);
    expect(server.connects).toHaveLength(4);
  });
});
