import { cpSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Message, Sync } from '../../web/src/protocol/wire.gen';
import { cast, say } from '../harness/people';
import { folder, startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';
import { until } from '../harness/until';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What a client holds of a room that applies whatever comes. */
function holding(line: RoomLine): { position: () => number; messages: () => Message[] } {
  const held = new Map<number, Message>();
  let position = 0;
  line.socket.on('sync', (s: Sync) => {
    if (s.reset) held.clear();
    for (const m of s.messages) held.set(m.seq, m);
    position = s.version;
  });
  line.socket.on('receive_message', ({ message }: { message: Message }) => {
    held.set(message.seq, message);
    position = Math.max(position, message.version);
  });
  return { position: () => position, messages: () => [...held.values()].sort((a, b) => a.seq - b.seq) };
}

describe('SIGTERM and a new start', () => {
  test.each([['websocket'], ['polling']])(
    'over %s: clients come back by themselves and have missed nothing',
    async (transport) => {
      const server = await startServer();
      const c = await cast(server);
      const roomId = c.room.id;
      const anna = await c.anna.inside(roomId);
      const device = c.ben.device({ transports: [transport] });
      await device.home.next('session');
      let since = 0;
      const ben = device.room(roomId, () => ({ since }));
      const held = holding(ben);
      await ben.next('sync');
      await say(anna, roomId, 'before');
      await until('the message', () => held.position() === 2);
      since = held.position();
      expect(await server.stop()).toBe(0);
      expect(await ben.ended()).not.toBe('io server disconnect');
      await server.start();
      await device.home.next('session');
      expect(await ben.next('sync')).toMatchObject({ since: 2, version: 2, reset: false });
      await anna.connected();
      await say(anna, roomId, 'after');
      await until('the message after', () => held.position() === 3);
      expect(
        held
          .messages()
          .map((m) => m.content)
          .slice(1),
      ).toEqual(['before', 'after']);
      expect(ben.refusals).toEqual([]);
      await server.stop();
    },
  );

  test('in the middle of a burst: every send is answered, is stored or can be repeated', async () => {
    const server = await startServer();
    const c = await cast(server);
    const roomId = c.room.id;
    const line = await c.anna.inside(roomId);
    const outcome = new Map<string, string>();
    const burst = Array.from({ length: 400 }, (_, i) =>
      line.socket
        .timeout(15_000)
        .emitWithAck('send_message', { roomId, content: `burst ${i}`, clientId: `burst-${i}` })
        .then((a) => outcome.set(`burst-${i}`, a.ok ? 'saved' : a.error.code))
        .catch(() => outcome.set(`burst-${i}`, 'unknown')),
    );
    await until('some to be saved', () => [...outcome.values()].includes('saved'));
    expect(await server.stop()).toBe(0);
    await Promise.all(burst);
    expect(
      [...new Set(outcome.values())].filter((o) => !['saved', 'unavailable', 'unknown'].includes(o)),
    ).toEqual([]);
    await server.start();
    await line.connected();
    for (const [clientId, what] of outcome) {
      const again = await line.get('send_message', { roomId, content: clientId.replace('-', ' '), clientId });
      if (what === 'saved') expect(again.duplicate).toBe(true);
    }
    const all = await c.ben.history(roomId);
    expect(all.map((m) => m.seq)).toEqual(range(1, 401));
    expect(new Set(all.map((m) => m.clientId)).size).toBe(401);
    await server.stop();
  });
});

describe('kill -9', () => {
  test('in the middle of bursts: every acknowledged message is there exactly once, numbers without holes', async () => {
    const server = await startServer();
    const c = await cast(server);
    const roomId = c.room.id;
    const acknowledged = new Map<string, { seq: number; version: number; id: string; createdAt: string }>();
    const asked = new Map<string, string>();
    let round = 0;
    const lines = [await c.anna.inside(roomId), await c.ben.inside(roomId)];
    const watcher = c.ben.device();
    let since = 0;
    const watching = watcher.room(roomId, () => ({ since }));
    const held = holding(watching);
    watching.socket.on('disconnect', () => {
      since = held.position();
    });
    await watching.next('sync');
    for (; round < 4; round++) {
      const before = acknowledged.size;
      let burning = true;
      const writers = lines.flatMap((line, who) =>
        range(1, 8).map(async (n) => {
          for (let i = 0; burning; i++) {
            const clientId = `r${round}-${who}-${n}-${i}`;
            asked.set(clientId, `text ${clientId}`);
            const answer = await line.socket
              .timeout(10_000)
              .emitWithAck('send_message', { roomId, content: `text ${clientId}`, clientId })
              .catch(() => undefined);
            if (!answer?.ok) return;
            acknowledged.set(clientId, answer);
          }
        }),
      );
      await until('a good number to be acknowledged', () => acknowledged.size > before + 60 + round * 37);
      await server.kill();
      burning = false;
      await Promise.all(writers);
      await server.start();
      await Promise.all([...lines, watching].map((l) => l.connected()));
    }
    const all = await c.anna.history(roomId);
    expect(all.map((m) => m.seq)).toEqual(range(1, all.length));
    expect(all.map((m) => m.version)).toEqual(range(1, all.length));
    const stored = new Map(all.map((m) => [m.clientId, m]));
    expect(stored.size).toBe(all.length);
    for (const [clientId, { id, seq, version, createdAt }] of acknowledged) {
      expect(stored.get(clientId)).toMatchObject({
        id,
        seq,
        version,
        createdAt,
        content: asked.get(clientId),
      });
    }
    for (const m of all.slice(1)) expect(m.content).toBe(asked.get(m.clientId));
    // A client that was there all the time and only ever applied what came holds the same.
    await until('the watcher to have everything', () => held.position() === all.length);
    const got = held.messages().filter((m) => m.seq >= (held.messages()[0]?.seq ?? 0));
    expect(got.map((m) => m.id)).toEqual(all.slice(all.length - got.length).map((m) => m.id));
    // What was never answered can be asked for again: stored once, whichever it was.
    const [line] = lines as [RoomLine];
    for (const [clientId, content] of asked) {
      if (acknowledged.has(clientId) || !clientId.includes('-0-')) continue;
      const again = await line.get('send_message', { roomId, content, clientId });
      expect(again.duplicate).toBe(stored.has(clientId));
    }
    await server.stop();
  });

  test('edits, deletions and reactions that were acknowledged are there, and their opIds are remembered', async () => {
    const server = await startServer();
    const c = await cast(server);
    const roomId = c.room.id;
    const line = await c.anna.inside(roomId);
    const said = await Promise.all(range(1, 20).map((i) => say(line, roomId, `text ${i}`)));
    const changes = said.map(({ id: messageId }, i) =>
      i % 2
        ? ({ event: 'delete_message', payload: { roomId, messageId, opId: `op-${i}` } } as const)
        : ({
            event: 'edit_message',
            payload: { roomId, messageId, content: `edited ${i}`, baseRevision: 0, opId: `op-${i}` },
          } as const),
    );
    const first = await Promise.all(
      changes.map(({ event, payload }) => line.get(event, payload as never) as Promise<{ message: Message }>),
    );
    const { id: liked } = said[0] as { id: string };
    const reacted = await line.get('react', { roomId, messageId: liked, emoji: '👍', on: true });
    await server.kill();
    await server.start();
    await line.connected();
    const all = new Map((await c.ben.history(roomId)).map((m) => [m.id, m]));
    for (const [i, { event, payload }] of changes.entries()) {
      const again = await line.get(event, payload as never);
      const was = i === 0 ? reacted.message : first[i]?.message;
      expect(again).toMatchObject({ duplicate: true, message: was });
      expect(all.get(payload.messageId)).toEqual({ ...was, myReactions: [] });
      // Used for anything else it is refused as before.
      const other = {
        roomId,
        messageId: payload.messageId,
        content: 'else',
        baseRevision: 0,
        opId: payload.opId,
      };
      expect(await line.no('edit_message', other)).toMatchObject({ code: 'client_id_reused' });
    }
    expect((await c.anna.page(roomId, '?limit=1')).version).toBe(reacted.message.version);
    // Numbers go on where they were.
    const next = await say(line, roomId, 'and on');
    expect([next.seq, next.version]).toEqual([22, reacted.message.version + 1]);
    await server.stop();
  });

  test('in the middle of edits: every acknowledged revision is there, versions without holes', async () => {
    const server = await startServer();
    const c = await cast(server);
    const roomId = c.room.id;
    const line = await c.anna.inside(roomId);
    const said = await Promise.all(range(1, 6).map((i) => say(line, roomId, `text ${i}`)));
    const known = new Map<string, number>(said.map((m) => [m.id, 0]));
    let acknowledged = 0;
    const writers = said.map(async ({ id: messageId }) => {
      for (let n = 0; ; n++) {
        const answer = await line.socket
          .timeout(10_000)
          .emitWithAck('edit_message', {
            roomId,
            messageId,
            content: `r${n + 1}`,
            baseRevision: n,
            opId: `${messageId}-${n}`,
          })
          .catch(() => undefined);
        if (!answer?.ok) return;
        known.set(messageId, answer.message.revision);
        acknowledged++;
      }
    });
    await until('a good number to be acknowledged', () => acknowledged > 120);
    await server.kill();
    await Promise.all(writers);
    await server.start();
    await line.connected();
    for (const m of (await c.ben.history(roomId)).slice(1)) {
      const least = known.get(m.id) as number;
      // One more may have been stored without its answer having come: asked again it is a duplicate, otherwise it is stored now.
      expect([least, least + 1]).toContain(m.revision);
      expect(m.content).toBe(m.revision === 0 ? m.content : `r${m.revision}`);
      const again = await line.get('edit_message', {
        roomId,
        messageId: m.id,
        content: `r${least + 1}`,
        baseRevision: least,
        opId: `${m.id}-${least}`,
      });
      expect(again).toMatchObject({ duplicate: m.revision > least, message: { revision: least + 1 } });
    }
    const all = await c.ben.history(roomId);
    const changes = all.reduce((sum, m) => sum + m.revision, 0);
    expect((await c.anna.page(roomId, '?limit=1')).version).toBe(all.length + changes);
    await server.stop();
  });
});

/**
 * An older copy of the data folder has the same epoch: only `loquat restore` and `new-epoch` change it. A client that is ahead of the room is told to
 * start afresh; one that is not ahead in numbers cannot be told apart, which is why the documentation forbids going back without a new epoch.
 */
test('a data folder that is replaced by an older copy: the same epoch, and who is ahead starts afresh', async () => {
  const server = await startServer();
  const c = await cast(server);
  const roomId = c.room.id;
  const line = await c.anna.inside(roomId);
  await say(line, roomId, 'before the copy');
  await server.stop();
  const copy = folder();
  cpSync(server.dataDir, copy, { recursive: true });
  await server.start();
  await line.connected();
  const { id: lost } = await say(line, roomId, 'after the copy');
  const { id: kept } = (await c.anna.history(roomId))[1] as Message;
  await line.get('react', { roomId, messageId: kept, emoji: '👍', on: true });
  const { epoch, version } = (await c.ben.device().enter(roomId)).sync;
  expect(version).toBe(4);
  await server.kill();
  rmSync(server.dataDir, { recursive: true });
  cpSync(copy, server.dataDir, { recursive: true });
  await server.start();
  const { sync } = await c.ben.device().enter(roomId, { since: version, epoch });
  expect(sync).toMatchObject({ epoch, reset: true, since: 0, version: 2 });
  expect(sync.messages.map((m) => m.content).slice(1)).toEqual(['before the copy']);
  expect(JSON.stringify(sync)).not.toContain(lost);
  expect((await c.ben.device().enter(roomId, { since: 2, epoch })).sync).toMatchObject({
    reset: false,
    messages: [],
  });
  await server.stop();
});
