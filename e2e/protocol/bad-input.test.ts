import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Cast, cast, say } from '../harness/people';
import { frame, RawWebSocket } from '../harness/raw';
import { http } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';

let server: Server;
let c: Cast;
let roomId: string;
let anna: RoomLine;
let ben: RoomLine;
let pid: number;

const websocket = '/socket.io/?EIO=4&transport=websocket';
const polling = '/socket.io/?EIO=4&transport=polling';

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
  roomId = c.room.id;
  [anna, ben] = [await c.anna.inside(roomId), await c.ben.inside(roomId)];
  pid = server.pid;
});

/** Whatever one client does, the process lives and the others' conversation goes on on the same connections. */
afterEach(async () => {
  const { id } = await say(ben, roomId, 'undisturbed');
  await anna.next('receive_message', (m) => m.message.id === id);
  expect(server.pid).toBe(pid);
  expect(server.alive()).toBe(true);
  expect([...anna.closings, ...ben.closings]).toEqual([]);
  expect(server.log()).not.toMatch(/panic|goroutine \d+/);
});

/** A raw WebSocket that has entered the room. */
async function intruder(): Promise<RawWebSocket> {
  const ws = await RawWebSocket.open(server.url, websocket);
  await ws.text('0{');
  ws.send(`40/rooms/${roomId},{"token":"${c.ben.token}"}`);
  await ws.text(`42/rooms/${roomId},["sync"`);
  return ws;
}

describe('events', () => {
  test.each([
    'room_summary',
    'presence_subscribe',
    'set_status',
    'sent_status',
    'authenticate',
    'send_message',
    'edit_message',
    'delete_message',
    'react',
    'mark_read',
    'resync',
  ])('%s with nonsense is answered by a code, never by internal', async (event) => {
    const device = await c.ben.online();
    const { line } = await device.enter(roomId);
    const on = /message|react|mark_read|resync/.test(event) ? line : device.home;
    const deep = JSON.parse(`${'['.repeat(25)}${']'.repeat(25)}`);
    const payloads = [
      undefined,
      null,
      5,
      'x',
      true,
      [],
      [[]],
      deep,
      { $ne: null },
      { roomId: { $gt: '' } },
      { roomId, seq: { $gt: 0 } },
    ];
    for (const payload of [
      ...payloads,
      { roomId: ['x'] },
      { token: { $ne: 1 } },
      { userIds: { $in: [] } },
      { clientIds: [{}] },
      { status: ['away'] },
    ]) {
      const answer = await on.raw(event, payload);
      if (!answer.ok) expect(['invalid', 'not_found', 'unauthorized']).toContain(answer.error.code);
    }
    const answers = await Promise.all([
      on.raw(event),
      on.raw(event, {}, {}, {}),
      on.raw(event, Buffer.from('x')),
      on.raw(event, { __proto__: null, constructor: 1 }),
    ]);
    for (const a of answers) if (!a.ok) expect(a.error.code).not.toBe('internal');
    expect(line.closings).toEqual([]);
    device.close();
  });

  test('an unknown event is invalid to the acknowledgement, and ignored without', async () => {
    for (const event of [
      'nope',
      'toString',
      '__proto__',
      'constructor',
      'receive_message',
      'sync',
      'message_saved',
      '',
    ]) {
      expect(await anna.raw(event, { roomId })).toMatchObject({ ok: false, error: { code: 'invalid' } });
      anna.socket.emit(event, { roomId });
    }
    await anna.fence();
    expect(ben.all('message_saved')).toEqual([]);
    expect(anna.all('request_failed')).toEqual([]);
  });

  test('an event of more than 128 KiB is too_large, and the connection stays', async () => {
    const line = await c.anna.inside(roomId);
    const answer = await line.raw('send_message', { roomId, content: 'x', extra: 'y'.repeat(129 * 1024) });
    expect(answer).toMatchObject({ ok: false, error: { code: 'too_large' } });
    line.socket.emit('send_message', {
      roomId,
      content: 'x',
      clientId: 'big',
      extra: 'y'.repeat(129 * 1024),
    });
    expect(await line.next('request_failed')).toMatchObject({
      event: 'send_message',
      error: { code: 'too_large' },
    });
    await say(line, roomId, 'still here');
    // 8,000 characters fit, also where each takes twelve bytes.
    const escaped = '\\ud83d\\ude42'.repeat(8_000);
    const ws = await intruder();
    ws.send(`42/rooms/${roomId},7["send_message",{"roomId":"${roomId}","content":"${escaped}"}]`);
    expect(await ws.text(`43/rooms/${roomId},7[`)).toContain('"ok":true');
    ws.close();
    expect(line.closings).toEqual([]);
  });
});

describe('a payload of more than 1 MB', () => {
  test('ends a WebSocket with 1009', async () => {
    const ws = await intruder();
    ws.send(`42/rooms/${roomId},["send_message","${'x'.repeat(1_000_001)}"]`);
    expect(await ws.ended()).toBe(1009);
  });

  test('announced only, without being sent, ends it as well', async () => {
    const ws = await intruder();
    const head = Buffer.alloc(14);
    head[0] = 0x81;
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(2n ** 40n, 2);
    ws.bytes(head);
    expect([1009, 1002, 0]).toContain(await ws.ended());
    const top = Buffer.from(head);
    top.writeBigUInt64BE(2n ** 63n, 2);
    const other = await intruder();
    other.bytes(top);
    expect([1009, 1002, 0]).toContain(await other.ended());
  });

  test('in fragments as well', async () => {
    const ws = await intruder();
    ws.send('42', 1, false);
    for (let i = 0; i < 11; i++) ws.send('x'.repeat(100_000), 0, false);
    expect(await ws.ended()).toBe(1009);
  });

  test('is answered 413 on polling', async () => {
    const open = JSON.parse((await http(server.url, 'GET', polling)).text.slice(1));
    const reply = await http(server.url, 'POST', `${polling}&sid=${open.sid}`, {
      raw: '4'.repeat(1_000_001),
    }).catch(() => ({ status: 413 }));
    expect(reply.status).toBe(413);
  });
});

describe('broken packets end that connection alone', () => {
  const texts = [
    '',
    'x',
    '9',
    '4',
    '48',
    '42',
    '42[',
    '42["send_message"',
    '42{}',
    '42[]',
    '42[5]',
    '42[null]',
    '42["connect"]',
    '42["disconnect"]',
    '42/rooms/',
    '42/nowhere,["x"]',
    '43',
    '43[]',
    '431[]',
    '44',
    '44{"message":"x"}',
    '40',
    '40[]',
    '40"x"',
    '40{"token":5}',
    '41',
    '45',
    '45-["x"]',
    '450-["x"]',
    '451-["x"]',
    '4550-["x",{"_placeholder":true,"num":0}]',
    '45100000-["x"]',
    '451-["x",{"_placeholder":true,"num":"0"}]',
    '451-["x",{"_placeholder":true,"num":-1}]',
    '46',
    '3',
    '2probe',
    '5',
    '6',
    '0',
    '1',
    '42999999999999999999999["nope"]',
    '42-1["nope"]',
    `42["${'['.repeat(10_000)}`,
    `42[${'['.repeat(100_000)}`,
    `42["nope",${'['.repeat(500)}${']'.repeat(500)}]`,
    '42["\\ud800"]',
    '42["nope",{"a":1e999}]',
    '\u0000',
    '42["nope"]trailing',
  ];

  test('on a WebSocket: text packets', async () => {
    for (const text of texts) {
      const ws = await intruder();
      ws.send(text);
      ws.send(text);
      ws.send('2');
      ws.close();
    }
    const ws = await intruder();
    for (const bytes of [Buffer.from([]), Buffer.from([4, 1, 2]), Buffer.alloc(1000, 255)]) ws.send(bytes);
    ws.close();
  });

  test('on a WebSocket: frames', async () => {
    const control = [
      frame(Buffer.from('42["x"]'), 1, true, false), // not masked
      frame(Buffer.alloc(126), 9), // a ping that is too long
      frame(Buffer.from('x'), 9, false), // a control frame in fragments
      frame(Buffer.from('x'), 3), // reserved opcodes
      frame(Buffer.from('x'), 11),
      frame(Buffer.from('x'), 0), // a continuation of nothing
      frame(Buffer.from([1]), 8), // close with half a code
      frame(Buffer.from([0xc1, 0x80]), 1), // not UTF-8
      Buffer.from([0xf1, 0x81, 0, 0, 0, 0, 65]), // reserved bits
    ];
    for (const bytes of control) {
      const ws = await intruder();
      ws.bytes(bytes);
      await ws.ended();
    }
    const ws = await intruder();
    ws.send('42["x"', 1, false);
    ws.send('42["y"]', 1); // a new message within one
    await ws.ended();
  });

  test('a flood of tiny fragments and of pings', async () => {
    const ws = await intruder();
    ws.send('4', 1, false);
    const tiny = Buffer.concat(Array.from({ length: 20_000 }, () => frame(Buffer.alloc(0), 0, false)));
    ws.bytes(tiny);
    expect(await ws.ended()).toBeGreaterThanOrEqual(0);
    const pings = await intruder();
    pings.socket.pause();
    pings.bytes(Buffer.concat(Array.from({ length: 20_000 }, () => frame(Buffer.alloc(100), 9))));
    pings.close();
  });

  test('on polling', async () => {
    for (const raw of [
      ...texts,
      'bAAAA',
      'b!!',
      '4\u001e',
      '\u001e\u001e',
      '40\u001e40\u001e40',
      '\u001e'.repeat(100_000),
      '2\u001e'.repeat(1_000),
    ]) {
      const open = JSON.parse((await http(server.url, 'GET', polling)).text.slice(1));
      const { status } = await http(server.url, 'POST', `${polling}&sid=${open.sid}`, { raw });
      expect(status).toBeLessThan(500);
    }
  });

  test('odd requests', async () => {
    for (const path of [
      '/socket.io',
      '/socket.io/?',
      '/socket.io/?EIO=4',
      '/socket.io/?EIO=4&transport=polling&sid=',
      '/socket.io/?EIO=4&EIO=3&transport=polling',
      '/socket.io/?__proto__=1',
      '/socket.io/x?EIO=4&transport=polling',
      '/socket.io/?EIO=4&transport=websocket&sid=x',
      '/socket.io/socket.io.js',
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE', 'HEAD']) {
        expect(
          (await http(server.url, method, path, { headers: { 'x-odd': 'y'.repeat(1000) } })).status,
          `${method} ${path}`,
        ).toBeLessThan(500);
      }
    }
    for (const headers of [
      { 'Sec-WebSocket-Version': '8' },
      { 'Sec-WebSocket-Key': 'x' },
      { 'Sec-WebSocket-Extensions': `${'a,'.repeat(2000)}` },
    ] as Record<string, string>[]) {
      (await RawWebSocket.open(server.url, websocket, headers)).close();
    }
  });

  test('an own connection that behaves badly does not end the other one of the same person', async () => {
    const line = await c.anna.inside(roomId);
    const ws = await RawWebSocket.open(server.url, websocket);
    ws.send(`40/rooms/${roomId},{"token":"${c.anna.token}"}`);
    await ws.text(`42/rooms/${roomId},["sync"`);
    ws.send('garbage');
    await ws.ended();
    await line.fence();
    expect(line.closings).toEqual([]);
  });
});
