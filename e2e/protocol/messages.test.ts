import { beforeAll, describe, expect, test } from 'vitest';
import { type Cast, cast, say } from '../harness/people';
import { startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';
import { unique } from '../harness/until';

let c: Cast;
let anna: RoomLine;
let ben: RoomLine;
let outsider: RoomLine;
let roomId: string;

beforeAll(async () => {
  const server = await startServer();
  c = await cast(server);
  roomId = c.room.id;
  [anna, ben, outsider] = await Promise.all([
    c.anna.inside(roomId),
    c.ben.inside(roomId),
    c.outsider.inside(c.elsewhere.id),
  ]);
});

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('send_message', () => {
  test('is stored, acknowledged, and received by every member, the sender included, and by nobody else', async () => {
    const clientId = unique('c');
    const answer = await anna.raw('send_message', {
      roomId,
      content: 'Good morning',
      senderId: c.anna.id,
      clientId,
    });
    expect(answer).toMatchObject({ ok: true, roomId, clientId, duplicate: false });
    const saved = answer as unknown as { id: string; seq: number; version: number; createdAt: string };
    expect(saved.id).toMatch(uuid7);
    expect(saved.createdAt).toMatch(time);
    for (const line of [anna, ben]) {
      const { message } = await line.next('receive_message', (m) => m.message.clientId === clientId);
      expect(message).toMatchObject({
        id: saved.id,
        roomId,
        seq: saved.seq,
        version: saved.version,
        kind: 'text',
        senderId: c.anna.id,
        clientId,
        content: 'Good morning',
        revision: 0,
        createdAt: saved.createdAt,
        reactions: [],
        mentions: [],
        attachments: [],
      });
    }
    await outsider.fence();
    expect(outsider.all('receive_message')).toEqual([]);
    expect(anna.all('message_saved')).toEqual([]);
    expect((await c.ben.page(roomId)).messages.at(-1)).toMatchObject({
      id: saved.id,
      content: 'Good morning',
    });
  });

  test('repeated with the same clientId answers the first result and is broadcast once', async () => {
    const clientId = unique('c');
    const first = await anna.get('send_message', { roomId, content: 'once', clientId });
    const again = await anna.get('send_message', { roomId, content: 'once', clientId });
    expect(again).toMatchObject({ ...first, duplicate: true });
    // Another connection of hers, and an absent replyTo written as null, are the same request.
    const phone = await c.anna.inside(roomId);
    const third = await phone.get('send_message', {
      roomId,
      content: 'once',
      clientId,
      replyTo: null as never,
    });
    expect(third).toMatchObject({
      id: first.id,
      seq: first.seq,
      version: first.version,
      createdAt: first.createdAt,
      duplicate: true,
    });
    await ben.fence();
    expect(ben.all('receive_message').filter((m) => m.message.clientId === clientId)).toHaveLength(1);
    expect((await c.ben.history(roomId)).filter((m) => m.clientId === clientId)).toHaveLength(1);
  });

  test('with a clientId that was used for something else is client_id_reused', async () => {
    const clientId = unique('c');
    const first = await anna.get('send_message', { roomId, content: 'one', clientId });
    expect(await anna.no('send_message', { roomId, content: 'two', clientId })).toMatchObject({
      code: 'client_id_reused',
    });
    expect(
      await anna.no('send_message', { roomId, content: 'one', clientId, replyTo: first.id }),
    ).toMatchObject({ code: 'client_id_reused' });
    const other = await c.anna.room('other');
    const there = await c.anna.inside(other.id);
    expect(await there.no('send_message', { roomId: other.id, content: 'one', clientId })).toMatchObject({
      code: 'client_id_reused',
    });
    // A clientId belongs to its sender: Ben's is another one.
    expect(await ben.get('send_message', { roomId, content: 'two', clientId })).toMatchObject({
      duplicate: false,
    });
  });

  test('without clientId gets one; a repetition is a new message', async () => {
    const one = await anna.get('send_message', { roomId, content: 'again' });
    const two = await anna.get('send_message', { roomId, content: 'again' });
    expect(one.clientId).toBeTruthy();
    expect(two.clientId).not.toBe(one.clientId);
    expect(two.seq).toBeGreaterThan(one.seq);
  });

  test('without acknowledgement is confirmed by message_saved to the sending socket alone', async () => {
    const clientId = unique('c');
    const phone = await c.anna.inside(roomId);
    anna.emit('send_message', { roomId, content: 'no answer wanted', clientId });
    const saved = await anna.next('message_saved');
    const { message } = await phone.next('receive_message', (m) => m.message.clientId === clientId);
    expect(saved).toEqual({
      roomId,
      clientId,
      id: message.id,
      seq: message.seq,
      version: message.version,
      createdAt: message.createdAt,
      duplicate: false,
    });
    anna.emit('send_message', { roomId, content: 'no answer wanted', clientId });
    expect(await anna.next('message_saved')).toEqual({ ...saved, duplicate: true });
    await Promise.all([phone.fence(), ben.fence()]);
    expect([...phone.all('message_saved'), ...ben.all('message_saved')]).toEqual([]);
  });

  test('without acknowledgement that fails is answered by request_failed', async () => {
    const clientId = unique('c');
    anna.emit('send_message', { roomId, content: '  \n', clientId });
    const failed = await anna.next('request_failed');
    expect(failed).toMatchObject({ event: 'send_message', roomId, clientId, error: { code: 'invalid' } });
    expect(failed.error.message).toBeTruthy();
    await ben.fence();
    expect(ben.all('request_failed')).toEqual([]);
  });

  test("as somebody else is forbidden; for another room than the namespace's invalid", async () => {
    expect(await anna.no('send_message', { roomId, content: 'x', senderId: c.ben.id })).toMatchObject({
      code: 'forbidden',
    });
    const other = await c.anna.room('second');
    expect(await anna.no('send_message', { roomId: other.id, content: 'x' })).toMatchObject({
      code: 'invalid',
    });
    expect(await anna.no('send_message', { content: 'x' })).toMatchObject({ code: 'invalid' });
    expect((await c.anna.history(other.id)).filter((m) => m.kind === 'text')).toEqual([]);
  });

  test('what one socket emits is taken up in the order emitted', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `number ${i}`);
    const saved = await Promise.all(texts.map((content) => anna.get('send_message', { roomId, content })));
    const seqs = saved.map((s) => s.seq);
    expect(seqs).toEqual(Array.from(seqs, (_, i) => (seqs[0] ?? 0) + i));
    await ben.next('receive_message', (m) => m.message.seq === seqs.at(-1));
    const got = ben.all('receive_message').map((m) => m.message);
    expect(got.slice(-40).map((m) => m.content)).toEqual(texts);
  });
});

describe('content', () => {
  test('is 1 to 8,000 characters, counted as code points after CRLF became LF', async () => {
    const long = '🙂'.repeat(8_000);
    expect(await say(anna, roomId, long)).toMatchObject({ duplicate: false });
    expect((await ben.next('receive_message', (m) => m.message.content.length > 8_000)).message.content).toBe(
      long,
    );
    expect(await anna.no('send_message', { roomId, content: `${long}a` })).toMatchObject({
      code: 'too_large',
    });
    expect(await anna.no('send_message', { roomId, content: 'a'.repeat(8_001) })).toMatchObject({
      code: 'too_large',
    });
    const lines = await say(anna, roomId, `${'\r\n'.repeat(7_999)}a`);
    const { message } = await ben.next('receive_message', (m) => m.message.id === lines.id);
    expect(message.content.replaceAll('\r', '')).toBe(message.content);
  });

  test.each([
    ['empty', ''],
    ['blank', ' \t\n\u00a0'],
    ['with U+0000', 'a\u0000b'],
    ['a number', 5],
    ['null', null],
    ['an object', { $ne: null }],
    ['a list', ['a']],
    ['absent', undefined],
  ])('%s is invalid', async (_, content) => {
    const error = await anna.no('send_message', { roomId, content, clientId: unique('c') });
    expect(error.code).toBe('invalid');
    expect(JSON.stringify(error)).not.toContain('$ne');
  });

  test.each(['', 'a'.repeat(65), 'with space', 'ümlaut', 'a:b', 5, {}])(
    'clientId %j is not one, unless empty',
    async (clientId) => {
      const answer = await anna.raw('send_message', { roomId, content: 'x', clientId });
      if (clientId !== '') expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } });
    },
  );

  test('comes back as it was sent: scripts, emoji, direction marks, markup', async () => {
    const text = '<b>x</b> & "y" \u2028 日本語 العربية 👨‍👩‍👧 `code` \\ \u202e';
    const { id } = await say(anna, roomId, text);
    expect((await ben.next('receive_message', (m) => m.message.id === id)).message.content).toBe(text);
    expect((await c.ben.page(roomId)).messages.at(-1)?.content).toBe(text);
  });
});

describe('replies and mentions', () => {
  test('a reply names the message and its beginning', async () => {
    const first = await say(anna, roomId, 'What do you think?');
    const reply = await ben.get('send_message', { roomId, content: 'Fine', replyTo: first.id });
    const { message } = await anna.next('receive_message', (m) => m.message.id === reply.id);
    expect(message.replyTo).toMatchObject({
      id: first.id,
      seq: first.seq,
      senderId: c.anna.id,
      excerpt: 'What do you think?',
    });
  });

  test('a reply to nothing, to no id, or to a message of another room is invalid', async () => {
    const there = await c.anna.inside((await c.anna.room('third')).id);
    const foreign = await say(there, there.name.slice('/rooms/'.length), 'elsewhere');
    for (const replyTo of [foreign.id, '01900000-0000-7000-8000-000000000000', 'x', 5]) {
      expect(await anna.no('send_message', { roomId, content: 'x', replyTo })).toMatchObject({
        code: 'invalid',
      });
    }
  });

  test('mentions are the longest usernames of present members', async () => {
    const name = c.ben.user.username;
    const { id } = await say(
      anna,
      roomId,
      `@${name}. and @${c.outsider.user.username} and @nobody-here and mail@${name}x`,
    );
    const { message } = await ben.next('receive_message', (m) => m.message.id === id);
    expect(message.mentions).toEqual([c.ben.id]);
  });
});

describe('sent_status', () => {
  test('tells which of the own sends are stored, also after leaving the room', async () => {
    const clientId = unique('c');
    const guest = await c.outsider.online();
    await c.anna.add(roomId, c.outsider.id);
    const { line } = await guest.enter(roomId);
    const saved = await line.get('send_message', { roomId, content: 'bye', clientId });
    await c.anna.ok('DELETE', `/rooms/${roomId}/members/${c.outsider.id}`);
    const { sent } = await guest.home.get('sent_status', { clientIds: [clientId, 'never-sent'] });
    const { id, seq, version, createdAt } = saved;
    expect(sent).toEqual([{ roomId, clientId, id, seq, version, createdAt, duplicate: true }]);
    // Another person's clientId is none of theirs.
    const other = await c.ben.online();
    expect((await other.home.get('sent_status', { clientIds: [clientId] })).sent).toEqual([]);
    expect(await other.home.no('sent_status', { clientIds: Array(101).fill('a') })).toMatchObject({
      code: 'invalid',
    });
    expect(await other.home.no('sent_status', { clientIds: 'a' })).toMatchObject({ code: 'invalid' });
  });
});
