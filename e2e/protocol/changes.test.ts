import { beforeAll, describe, expect, test } from 'vitest';
import type { Message, MessageSaved } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, person, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';
import { unique } from '../harness/until';

let server: Server;
let c: Cast;
let anna: RoomLine;
let ben: RoomLine;
let roomId: string;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
  roomId = c.room.id;
  [anna, ben] = await Promise.all([c.anna.inside(roomId), c.ben.inside(roomId)]);
});

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const nobody = '01900000-0000-7000-8000-000000000000';

async function stored(id: string): Promise<Message | undefined> {
  return (await c.ben.history(roomId)).find((m) => m.id === id);
}

/** What the room holds, to see that nothing was changed. */
const position = async () => (await c.anna.page(roomId, '?limit=1')).version;

describe('edits, deletions and reactions', () => {
  const asked = (messageId: string) => ({
    roomId,
    messageId,
    content: 'x',
    baseRevision: 0,
    emoji: '👍',
    on: true,
  });
  const requests = ['edit_message', 'delete_message', 'react'] as const;

  test.each(requests)(
    '%s of what is no message of this room is not_found, whatever it is elsewhere',
    async (event) => {
      const there = await c.anna.room('elsewhere');
      const foreign = await say(await c.anna.inside(there.id), there.id, 'foreign');
      for (const messageId of [foreign.id, nobody, there.id]) {
        expect(await anna.no(event, asked(messageId)), messageId).toMatchObject({ code: 'not_found' });
      }
      for (const messageId of ['x', '', 5, null, undefined, { $ne: null }]) {
        const error = await anna.no(event, asked(messageId as string));
        expect(['invalid', 'not_found'], `${messageId}: ${error.code}`).toContain(error.code);
      }
      const { id } = await say(anna, roomId, 'here');
      expect(await anna.no(event, { ...asked(id), roomId: there.id })).toMatchObject({ code: 'invalid' });
      expect(await anna.no(event, { ...asked(id), roomId: undefined })).toMatchObject({ code: 'invalid' });
    },
  );

  test.each(requests)('%s of a system line is forbidden', async (event) => {
    const line = (await c.anna.history(roomId)).find((m) => m.kind === 'system');
    expect(await anna.no(event, asked(line?.id ?? ''))).toMatchObject({ code: 'forbidden' });
  });

  test.each(requests)(
    '%s without acknowledgement that fails is answered by request_failed, to that socket alone',
    async (event) => {
      const phone = await c.anna.inside(roomId);
      phone.emit(event, asked(nobody));
      expect(await phone.next('request_failed')).toMatchObject({
        event,
        roomId,
        error: { code: 'not_found' },
      });
      await Promise.all([anna.fence(), ben.fence()]);
      expect(
        [...anna.all('request_failed'), ...ben.all('request_failed')].filter((f) => f.event === event),
      ).toEqual([]);
      // One that succeeds is told as to everybody.
      const { id } = await say(phone, roomId, 'here');
      phone.emit(event, asked(id));
      await phone.next('message_updated', (u) => u.message.id === id);
      await phone.fence();
      expect(phone.all('request_failed')).toHaveLength(1);
    },
  );

  test.each([
    { baseRevision: -1 },
    { baseRevision: 'x' },
    { baseRevision: 1.5 },
    { opId: 'a:b' },
    { opId: 'a'.repeat(65) },
    { opId: 'ü' },
    { opId: 5 },
  ])('edit_message with %j is invalid', async (more) => {
    const { id } = await say(anna, roomId, 'one');
    const before = await position();
    expect(await anna.no('edit_message', { ...asked(id), ...more })).toMatchObject({ code: 'invalid' });
    if ('opId' in more)
      expect(await anna.no('delete_message', { ...asked(id), ...more })).toMatchObject({ code: 'invalid' });
    expect(await position()).toBe(before);
  });

  /** What is quoted is shown as it is when the reply is read. */
  test('replies show what they quote as it is now: edited, then deleted', async () => {
    const first = await say(anna, roomId, 'The first  \n version');
    const reply = await ben.get('send_message', { roomId, content: 'Yes', replyTo: first.id });
    const quote = async () => (await stored(reply.id))?.replyTo;
    expect(await quote()).toEqual({
      id: first.id,
      seq: first.seq,
      senderId: c.anna.id,
      excerpt: 'The first version',
    });
    await anna.get('edit_message', {
      roomId,
      messageId: first.id,
      content: 'Edited '.repeat(40),
      baseRevision: 0,
    });
    const edited = await quote();
    expect(edited?.excerpt?.startsWith('Edited Edited')).toBe(true);
    expect([...(edited?.excerpt ?? '')]).toHaveLength(160);
    // Also in what is told of the reply itself, and to who comes back to it.
    await anna.get('react', { roomId, messageId: reply.id, emoji: '👍', on: true });
    const told = await ben.next('message_updated', (u) => u.message.id === reply.id);
    expect(told.message.replyTo).toEqual(edited);
    await anna.get('delete_message', { roomId, messageId: first.id });
    const gone = await quote();
    expect(gone).toMatchObject({
      id: first.id,
      seq: first.seq,
      senderId: c.anna.id,
      deletedAt: expect.stringMatching(time),
    });
    expect(gone?.excerpt ?? '').toBe('');
    const { sync } = await c.ben.device().enter(roomId, { since: reply.version });
    expect(sync.messages.find((m) => m.id === reply.id)?.replyTo).toEqual(gone);
  });

  test('who was removed can change nothing, is told nothing, and learns of a repetition nothing but that', async () => {
    const { id } = await c.anna.room('short stay', 'private', [c.ben.id]);
    const eve = await person(server, 'eve');
    await c.anna.add(id, eve.id);
    const [keeper, line] = [await c.anna.inside(id), await eve.inside(id)];
    const said = await say(line, id, 'mine');
    const edit = { roomId: id, messageId: said.id, content: 'edited', baseRevision: 0, opId: unique('op') };
    await line.get('edit_message', edit);
    const end = line.ended();
    await c.anna.ok('DELETE', `/rooms/${id}/members/${eve.id}`);
    expect(await end).toBe('io server disconnect');
    const last = line.log.length;
    await keeper.get('delete_message', { roomId: id, messageId: said.id });
    line.socket.connect();
    expect((await line.refused()).data.code).toBe('forbidden');
    expect(line.log.length).toBe(last);
    expect(line.all('message_updated').map((u) => u.message.content)).toEqual(['edited']);
  });

  test('two people who edit at once: one of them is told of the other', async () => {
    const phone = await c.anna.inside(roomId);
    for (let i = 0; i < 10; i++) {
      const { id: messageId } = await say(anna, roomId, 'contended');
      const edit = (line: RoomLine, content: string) =>
        line.raw('edit_message', { roomId, messageId, content, baseRevision: 0 });
      const answers = await Promise.all([edit(anna, 'from the desk'), edit(phone, 'from the phone')]);
      const [won] = answers.filter((a) => a.ok);
      const [lost] = answers.filter((a) => !a.ok);
      const theirs = (won as unknown as { message: Message }).message;
      const { myReactions: _, ...plain } = theirs;
      expect(lost).toMatchObject({
        ok: false,
        error: { code: 'edit_conflict', details: { message: plain } },
      });
      expect(await stored(messageId)).toEqual(theirs);
    }
  });
});

describe('in a direct room', () => {
  test('both react to everything, and edit and delete their own alone', async () => {
    const { id } = await c.anna.ok<{ id: string }>('POST', '/directs', { userId: c.ben.id });
    const [a, b] = [await c.anna.inside(id), await c.ben.inside(id)];
    const said = new Map<RoomLine, MessageSaved>([
      [a, await say(a, id, 'by Anna')],
      [b, await say(b, id, 'by Ben')],
    ]);
    for (const [line, peer] of [
      [a, b],
      [b, a],
    ] as const) {
      const theirs = { roomId: id, messageId: said.get(peer)?.id ?? '' };
      const mine = { roomId: id, messageId: said.get(line)?.id ?? '' };
      const forbidden = { code: 'forbidden' };
      expect(await line.no('edit_message', { ...theirs, content: 'x', baseRevision: 0 })).toMatchObject(
        forbidden,
      );
      expect(await line.no('delete_message', theirs)).toMatchObject(forbidden);
      await line.get('react', { ...theirs, emoji: '👍', on: true });
      await line.get('react', { ...mine, emoji: '🎉', on: true });
      await line.get('edit_message', { ...mine, content: 'x', baseRevision: 0 });
    }
    for (const [line, { id: messageId }] of said) await line.get('delete_message', { roomId: id, messageId });
  });
});
