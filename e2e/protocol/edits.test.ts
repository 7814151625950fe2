import { beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../web/src/protocol/wire.gen';
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

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What everybody else sees of a message, once it has this version. */
async function seen(line: RoomLine, version: number): Promise<Message> {
  return (await line.next('message_updated', (u) => u.message.version === version)).message;
}

async function stored(id: string): Promise<Message | undefined> {
  return (await c.ben.history(roomId)).find((m) => m.id === id);
}

/** What the room holds, to see that nothing was changed. */
const position = async () => (await c.anna.page(roomId, '?limit=1')).version;

describe('edit_message', () => {
  test('is a new version of the message, the next of the room, told to every member and to nobody else', async () => {
    const said = await say(anna, roomId, 'Good mornig');
    const { id: messageId } = said;
    const answer = await anna.raw('edit_message', {
      roomId,
      messageId,
      content: 'Good morning',
      baseRevision: 0,
    });
    expect(answer).toMatchObject({ ok: true, duplicate: false });
    const { message } = answer as unknown as { message: Message };
    expect(message).toMatchObject({
      id: messageId,
      seq: said.seq,
      clientId: said.clientId,
      createdAt: said.createdAt,
      content: 'Good morning',
      revision: 1,
      version: said.version + 1,
      editedAt: expect.stringMatching(time),
      myReactions: [],
    });
    for (const line of [anna, ben]) {
      const { myReactions, ...told } = await seen(line, message.version);
      expect(myReactions).toBeUndefined();
      expect({ ...told, myReactions: [] }).toEqual(message);
    }
    await outsider.fence();
    expect(outsider.all('message_updated')).toEqual([]);
    expect(await stored(messageId)).toEqual(message);
  });

  test('repeated under its opId answers with duplicate and the message as it is now, and is told once', async () => {
    const { id: messageId } = await say(anna, roomId, 'one');
    const edit = { roomId, messageId, content: 'two', baseRevision: 0, opId: unique('op') };
    const first = await anna.get('edit_message', edit);
    expect(await anna.get('edit_message', edit)).toEqual({ ...first, duplicate: true });
    const later = await anna.get('edit_message', { roomId, messageId, content: 'three', baseRevision: 1 });
    // From another connection, and with fields that mean nothing: still the same request, and the message as it is now.
    const phone = await c.anna.inside(roomId);
    const again = await phone.get('edit_message', { ...edit, more: 1 } as never);
    expect(again).toMatchObject({ duplicate: true, message: later.message });
    await anna.get('delete_message', { roomId, messageId });
    expect(await anna.get('edit_message', edit)).toMatchObject({
      duplicate: true,
      message: { content: '', deletedAt: expect.stringMatching(time) },
    });
    await ben.fence();
    expect(ben.all('message_updated').filter((u) => u.message.id === messageId)).toHaveLength(3);
  });

  test('an opId shares its space with clientIds, belongs to its sender, and to one request whole', async () => {
    const said = await say(anna, roomId, 'taken');
    const other = await say(anna, roomId, 'another');
    const edit = { roomId, messageId: said.id, content: 'edited', baseRevision: 0, opId: unique('op') };
    const reused = { code: 'client_id_reused' };
    expect(await anna.no('edit_message', { ...edit, opId: said.clientId })).toMatchObject(reused);
    await anna.get('edit_message', edit);
    for (const change of [{ content: 'else' }, { baseRevision: 1 }, { messageId: other.id }]) {
      expect(await anna.no('edit_message', { ...edit, ...change })).toMatchObject(reused);
    }
    const { opId } = edit;
    expect(await anna.no('delete_message', { roomId, messageId: said.id, opId })).toMatchObject(reused);
    expect(await anna.no('send_message', { roomId, content: 'edited', clientId: opId })).toMatchObject(
      reused,
    );
    // Ben's is another one.
    const his = await say(ben, roomId, 'mine');
    const asked = { roomId, messageId: his.id, content: 'mine, edited', baseRevision: 0, opId };
    expect(await ben.get('edit_message', asked)).toMatchObject({ duplicate: false });
  });

  test('without opId a repetition is a new wish', async () => {
    const { id: messageId } = await say(anna, roomId, 'one');
    const edit = { roomId, messageId, content: 'two', baseRevision: 0 };
    const first = await anna.get('edit_message', edit);
    // The same text is nothing to do, whatever it is based on.
    expect(await anna.get('edit_message', edit)).toEqual(first);
    expect(await anna.get('edit_message', { ...edit, baseRevision: 7 })).toEqual(first);
    await anna.get('edit_message', { ...edit, content: 'three', baseRevision: 1 });
    expect(await anna.no('edit_message', edit)).toMatchObject({ code: 'edit_conflict' });
  });

  test('what changed nothing is not remembered as done: under its opId it is looked at again', async () => {
    const { id: messageId } = await say(anna, roomId, 'same');
    const edit = { roomId, messageId, content: 'same', baseRevision: 0, opId: unique('op') };
    const before = await position();
    expect(await anna.get('edit_message', edit)).toMatchObject({
      duplicate: false,
      message: { revision: 0 },
    });
    expect(await position()).toBe(before);
    await anna.get('edit_message', { roomId, messageId, content: 'other', baseRevision: 0 });
    expect(await anna.no('edit_message', edit)).toMatchObject({ code: 'edit_conflict' });
  });

  test('based on an older revision is edit_conflict with the newer message, and changes nothing', async () => {
    const { id: messageId } = await say(anna, roomId, 'one');
    const { message } = await anna.get('edit_message', {
      roomId,
      messageId,
      content: 'two',
      baseRevision: 0,
    });
    await ben.get('react', { roomId, messageId, emoji: '👍', on: true });
    const before = await position();
    const conflict = await anna.no('edit_message', { roomId, messageId, content: 'mine', baseRevision: 0 });
    expect(conflict).toMatchObject({
      code: 'edit_conflict',
      details: {
        message: {
          id: messageId,
          content: 'two',
          revision: 1,
          version: message.version + 1,
          reactions: [{ emoji: '👍', count: 1, userIds: [c.ben.id] }],
        },
      },
    });
    // One that nobody has seen yet is no base either.
    const ahead = { roomId, messageId, content: 'mine', baseRevision: 2 };
    expect(await anna.no('edit_message', ahead)).toMatchObject({ code: 'edit_conflict' });
    expect(await position()).toBe(before);
    // With the revision that it names, it succeeds; reactions are no revisions.
    await anna.get('edit_message', { roomId, messageId, content: 'mine', baseRevision: 1 });
  });

  test('is looked at in this order: repetition, rights, deleted, same text, baseRevision', async () => {
    const { id: messageId } = await say(anna, roomId, 'one');
    const edit = { roomId, messageId, content: 'two', baseRevision: 0, opId: unique('op') };
    const old = { roomId, messageId, content: 'three', baseRevision: 0 };
    await anna.get('edit_message', edit);
    expect(await anna.no('edit_message', old)).toMatchObject({ code: 'edit_conflict' });
    expect(await anna.get('edit_message', { ...old, content: 'two' })).toMatchObject({ duplicate: false });
    expect(await ben.no('edit_message', { ...old, content: 'two' })).toMatchObject({ code: 'forbidden' });
    await anna.get('delete_message', { roomId, messageId });
    expect(await anna.no('edit_message', { ...old, content: 'new', baseRevision: 1 })).toMatchObject({
      code: 'conflict',
    });
    expect(await ben.no('edit_message', old)).toMatchObject({ code: 'forbidden' });
    expect(await anna.get('edit_message', edit)).toMatchObject({ duplicate: true });
  });

  test('the text has the rules of a new one', async () => {
    const { id: messageId } = await say(anna, roomId, 'text');
    const edit = (content: unknown) => ({ roomId, messageId, content, baseRevision: 0 });
    for (const content of ['', ' \n', 'a\u0000b', 5, null, undefined, ['a'], { $ne: 1 }]) {
      expect(await anna.no('edit_message', edit(content))).toMatchObject({ code: 'invalid' });
    }
    expect(await anna.no('edit_message', edit('a'.repeat(8_001)))).toMatchObject({ code: 'too_large' });
    const lines = await anna.get('edit_message', edit('a\r\nb') as never);
    expect(lines.message.content).toBe('a\nb');
    const long = '🙂'.repeat(8_000);
    const full = await anna.get('edit_message', { roomId, messageId, content: long, baseRevision: 1 });
    expect(full.message.content).toBe(long);
  });

  test('mentions are those of the new text', async () => {
    const [a, b] = [c.anna.user.username, c.ben.user.username];
    const { id: messageId } = await say(anna, roomId, `@${b}`);
    const edit = (content: string, baseRevision: number) =>
      anna.get('edit_message', { roomId, messageId, content, baseRevision });
    expect((await edit('nobody', 0)).message.mentions).toEqual([]);
    expect(
      (await edit(`@${a} and @${b} and @${c.outsider.user.username}`, 1)).message.mentions.toSorted(),
    ).toEqual([c.anna.id, c.ben.id].toSorted());
  });
});

describe('delete_message', () => {
  test('leaves the place, and nothing else: in what is told, in pages and in sync', async () => {
    const base = await say(anna, roomId, 'the base');
    const {
      id: messageId,
      seq,
      version,
    } = await anna.get('send_message', {
      roomId,
      content: `secret of @${c.ben.user.username}`,
      replyTo: base.id,
    });
    await ben.get('react', { roomId, messageId, emoji: '👍', on: true });
    const { message, duplicate } = await anna.get('delete_message', { roomId, messageId });
    expect(duplicate).toBe(false);
    expect(message).toMatchObject({
      id: messageId,
      seq,
      version: version + 2,
      kind: 'text',
      senderId: c.anna.id,
      content: '',
      reactions: [],
      mentions: [],
      attachments: [],
      deletedAt: expect.stringMatching(time),
      replyTo: { id: base.id },
    });
    const { myReactions: _, ...plain } = message;
    for (const line of [anna, ben]) expect(await seen(line, message.version)).toEqual(plain);
    const { sync } = await c.ben.device().enter(roomId, { since: version + 1 });
    expect(sync.messages).toEqual([message]);
    expect((await c.ben.device().enter(roomId)).sync.messages.at(-1)).toEqual(message);
    for (const query of ['', `?around=${seq}`, `?before=${seq + 1}`, `?after=${seq - 1}`]) {
      const page = await c.ben.page(roomId, query);
      expect(page.messages.find((m) => m.id === messageId)).toEqual(message);
      expect(JSON.stringify(page)).not.toContain('secret of');
    }
    await outsider.fence();
    expect(outsider.all('message_updated')).toEqual([]);
  });

  test('repeated under its opId, or when it is deleted already, changes nothing', async () => {
    const { id: messageId, clientId } = await say(anna, roomId, 'gone soon');
    const remove = { roomId, messageId, opId: unique('op') };
    const first = await anna.get('delete_message', remove);
    const before = await position();
    expect(await anna.get('delete_message', remove)).toEqual({ ...first, duplicate: true });
    expect(await anna.get('delete_message', { roomId, messageId })).toEqual({ ...first, duplicate: false });
    expect(await position()).toBe(before);
    const { opId } = remove;
    const other = await say(anna, roomId, 'stays');
    const reused = { code: 'client_id_reused' };
    expect(await anna.no('delete_message', { roomId, messageId: other.id, opId })).toMatchObject(reused);
    expect(await anna.no('delete_message', { roomId, messageId: other.id, opId: clientId })).toMatchObject(
      reused,
    );
  });

  test('a deleted message takes no edit and no reaction, may be replied to, and its send stays a duplicate', async () => {
    const said = await say(anna, roomId, 'deleted');
    const messageId = said.id;
    await anna.get('delete_message', { roomId, messageId });
    const conflict = { code: 'conflict' };
    expect(await anna.no('edit_message', { roomId, messageId, content: 'x', baseRevision: 0 })).toMatchObject(
      conflict,
    );
    expect(await ben.no('react', { roomId, messageId, emoji: '👍', on: true })).toMatchObject(conflict);
    expect(await ben.no('react', { roomId, messageId, emoji: '👍', on: false })).toMatchObject(conflict);
    const reply = await ben.get('send_message', { roomId, content: 'Why?', replyTo: messageId });
    const { message } = await anna.next('receive_message', (m) => m.message.id === reply.id);
    expect(message.replyTo).toMatchObject({
      id: messageId,
      senderId: c.anna.id,
      deletedAt: expect.stringMatching(time),
    });
    expect(message.replyTo?.excerpt ?? '').toBe('');
    expect(await say(anna, roomId, 'deleted', said.clientId)).toEqual({ ...said, duplicate: true });
    expect(await anna.no('send_message', { roomId, content: '', clientId: said.clientId })).toBeTruthy();
  });
});
