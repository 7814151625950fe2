import { beforeAll, describe, expect, test } from 'vitest';
import type { Message, Sync } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';
import { until } from '../harness/until';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
});

/** A room of Anna and Ben with so many messages in it. */
async function filled(
  count: number,
  text = (i: number) => `message ${i}`,
): Promise<{ roomId: string; line: RoomLine }> {
  const { id: roomId } = await c.anna.room('filled', 'private', [c.ben.id]);
  const line = await c.anna.inside(roomId);
  for (let i = 0; i < count; i += 100) {
    const part = Array.from({ length: Math.min(100, count - i) }, (_, k) => say(line, roomId, text(i + k)));
    await Promise.all(part);
  }
  return { roomId, line };
}

/** All parts of one catching up. */
async function parts(line: RoomLine): Promise<Sync[]> {
  const all: Sync[] = [];
  do all.push(await line.next('sync'));
  while (all.at(-1)?.more);
  return all;
}

const versions = (list: Sync[]) => list.flatMap((s) => s.messages.map((m) => m.version));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the first sync', () => {
  test('is a reset with the latest page, the users in it, who is online and what has been read', async () => {
    const { roomId, line } = await filled(60);
    const ben = await c.ben.device().enter(roomId);
    const { sync } = ben;
    expect(sync).toMatchObject({
      roomId,
      since: 0,
      reset: true,
      more: false,
      hasBefore: true,
      rulesVersion: 1,
    });
    expect(sync.messages.map((m) => m.seq)).toEqual(range(12, 61));
    expect(sync.version).toBe(61);
    expect(Object.keys(sync.users)).toEqual([c.anna.id]);
    expect(sync.users[c.anna.id]).toEqual(c.anna.user);
    expect(sync.online?.toSorted()).toEqual([c.anna.id, c.ben.id].toSorted());
    expect(sync.onlineCount).toBe(2);
    expect(Object.keys(sync.readSeqs ?? {}).toSorted()).toEqual([c.anna.id, c.ben.id].toSorted());
    expect(sync.epoch).toBeTruthy();
    expect(line.names()[0]).toBe('sync');
  });

  test('of a small room has everything: the system line first', async () => {
    const { roomId } = await filled(3);
    const { sync } = await c.ben.device().enter(roomId);
    expect(sync).toMatchObject({ reset: true, hasBefore: false, version: 4 });
    expect(sync.messages.map((m) => m.seq)).toEqual([1, 2, 3, 4]);
    expect(sync.messages[0]).toMatchObject({
      kind: 'system',
      senderId: c.anna.id,
      system: { type: 'room_created' },
    });
    expect(sync.messages[0]?.system?.userIds?.toSorted()).toContain(c.ben.id);
    expect(sync.messages[0]?.content).toBeTruthy();
  });

  test('takes as many of the latest messages as fit 128 KiB', async () => {
    const { roomId } = await filled(40, (i) => `${i} ${'é'.repeat(4_000)}`);
    const { sync } = await c.ben.device().enter(roomId);
    expect(sync).toMatchObject({ reset: true, hasBefore: true, more: false });
    expect(JSON.stringify(sync).length).toBeLessThanOrEqual(128 * 1024);
    expect(sync.messages.length).toBeGreaterThan(5);
    expect(sync.messages.at(-1)?.seq).toBe(41);
  });
});

describe('with since', () => {
  test('everything changed after it comes, and nothing else', async () => {
    const { roomId } = await filled(10);
    const { epoch } = (await c.ben.device().enter(roomId)).sync;
    const { sync } = await c.ben.device().enter(roomId, { since: 6, epoch });
    expect(sync).toMatchObject({ since: 6, version: 11, reset: false, more: false });
    expect(versions([sync])).toEqual(range(7, 11));
    expect(sync.hasBefore).toBeUndefined();
  });

  test('nothing new: version is since', async () => {
    const { roomId } = await filled(2);
    const { sync } = await c.ben.device().enter(roomId, { since: 3 });
    expect(sync).toMatchObject({ since: 3, version: 3, reset: false, more: false, messages: [] });
    expect(sync.online).toContain(c.ben.id);
  });

  test('since 0 is none', async () => {
    const { roomId } = await filled(2);
    expect((await c.ben.device().enter(roomId, { since: 0 })).sync).toMatchObject({ reset: true, since: 0 });
  });

  test('another epoch, or more than the room has, is a reset', async () => {
    const { roomId } = await filled(5);
    expect(
      (await c.ben.device().enter(roomId, { since: 4, epoch: 'before the restore' })).sync,
    ).toMatchObject({
      reset: true,
      since: 0,
      version: 6,
    });
    expect((await c.ben.device().enter(roomId, { since: 7 })).sync).toMatchObject({
      reset: true,
      since: 0,
      version: 6,
    });
  });

  test('more than 200 changes come in parts that follow each other, live events after the last', async () => {
    const { roomId, line } = await filled(450);
    const ben = c.ben.device().room(roomId, { since: 1 });
    const writing = Promise.all(Array.from({ length: 30 }, (_, i) => say(line, roomId, `live ${i}`)));
    const all = await parts(ben);
    await writing;
    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const [i, part] of all.entries()) {
      expect(part.reset).toBe(false);
      expect(part.since).toBe(i === 0 ? 1 : all[i - 1]?.version);
      expect(part.messages.length).toBeLessThanOrEqual(200);
      expect(part.version).toBe(part.messages.at(-1)?.version ?? part.since);
      expect(part.online === undefined).toBe(part.more);
      expect(part.readSeqs === undefined).toBe(part.more);
      expect(part.onlineCount === undefined).toBe(part.more);
    }
    await until(
      'the last live message',
      () => ben.all('receive_message').some((m) => m.message.version === 481) || all.at(-1)?.version === 481,
    );
    const live = ben.all('receive_message').map((m) => m.message.version);
    expect([...versions(all), ...live.filter((v) => v > (all.at(-1)?.version ?? 0))]).toEqual(range(2, 481));
    const names = ben.names().filter((n) => n === 'sync' || n === 'receive_message');
    expect(names.lastIndexOf('sync')).toBe(all.length - 1);
  });

  test('parts hold at most 128 KiB', async () => {
    const { roomId } = await filled(60, (i) => `${i} ${'x'.repeat(7_000)}`);
    const ben = c.ben.device().room(roomId, { since: 1 });
    const all = await parts(ben);
    expect(all.length).toBeGreaterThanOrEqual(4);
    for (const part of all) expect(JSON.stringify(part).length).toBeLessThanOrEqual(128 * 1024);
    expect(versions(all)).toEqual(range(2, 61));
  });

  test('more than 500 changed messages are a reset', async () => {
    const { roomId } = await filled(520);
    const { sync } = await c.ben.device().enter(roomId, { since: 2 });
    expect(sync).toMatchObject({ reset: true, since: 0, version: 521, hasBefore: true, more: false });
    expect(sync.messages).toHaveLength(50);
    const some = await parts(c.ben.device().room(roomId, { since: 21 }));
    expect(versions(some)).toEqual(range(22, 521));
  });

  test('what was changed comes once, as it is now: 400 edited messages, some deleted, some changed again', async () => {
    const { roomId, line } = await filled(420);
    const all = (await c.anna.history(roomId)).slice(1);
    const since = 421;
    const edit = (m: Message, content: string, baseRevision = 0) =>
      line.get('edit_message', { roomId, messageId: m.id, content, baseRevision });
    await Promise.all(all.slice(0, 400).map((m) => edit(m, `edited ${m.seq}`)));
    const again = all.slice(0, 30);
    await Promise.all(again.map((m) => edit(m, `twice ${m.seq}`, 1)));
    await Promise.all(again.slice(0, 10).map((m) => line.get('delete_message', { roomId, messageId: m.id })));
    const some = await parts(c.ben.device().room(roomId, { since }));
    expect(some.map((p) => p.messages.length)).toEqual([200, 200]);
    expect(some.map((p) => p.reset)).toEqual([false, false]);
    const got = some.flatMap((p) => p.messages);
    expect(got.map((m) => m.version)).toEqual(got.map((m) => m.version).toSorted((x, y) => x - y));
    expect(some.map((p) => [p.since, p.version])).toEqual([
      [since, got[199]?.version],
      [got[199]?.version, since + 440],
    ]);
    expect(got.toSorted((x, y) => x.seq - y.seq)).toEqual((await c.ben.history(roomId)).slice(1, 401));
    expect(got.filter((m) => m.deletedAt)).toHaveLength(10);
    // One more changed message than fits a gap is a new beginning.
    await Promise.all(all.slice(400).map((m) => edit(m, 'all of them')));
    await Promise.all(Array.from({ length: 80 }, (_, i) => say(line, roomId, `more ${i}`)));
    expect((await parts(c.ben.device().room(roomId, { since }))).map((p) => p.messages.length)).toEqual([
      200, 200, 100,
    ]);
    await say(line, roomId, 'the 501st');
    const { sync } = await c.ben.device().enter(roomId, { since });
    expect(sync).toMatchObject({ reset: true, since: 0, version: since + 541, more: false });
  });

  test('more than 5,000 versions are a reset, of however few messages', async () => {
    const { roomId, line } = await filled(3);
    const { id: messageId } = await say(line, roomId, 'restless');
    const edits = (from: number, to: number) =>
      Promise.all(
        range(from, to).map((n) =>
          line.get('edit_message', { roomId, messageId, content: `${n}`, baseRevision: n - 1 }),
        ),
      );
    for (let n = 1; n < 5_000; n += 500) await edits(n, n + 499);
    const { sync } = await c.ben.device().enter(roomId, { since: 5 });
    expect(sync).toMatchObject({ reset: false, version: 5_005, messages: [{ content: '5000' }] });
    await edits(5_001, 5_001);
    expect((await c.ben.device().enter(roomId, { since: 5 })).sync).toMatchObject({ reset: true, since: 0 });
    expect((await c.ben.device().enter(roomId, { since: 6 })).sync).toMatchObject({ reset: false, since: 6 });
  });

  test.each([-1, 'x', 1.5, {}])('since %j is no version', async (since) => {
    const { id } = await c.anna.room('odd');
    const device = c.anna.device();
    const line = device.room(id, { since });
    const answer = await until('an answer', () => line.refusals[0] ?? line.all('sync')[0]);
    if ('data' in answer) expect(answer.data.code).toBe('invalid');
    else expect(answer).toMatchObject({ reset: true, since: 0 });
    device.close();
  });
});

describe('resync', () => {
  test('is acknowledged and followed by what changed since, to that socket alone', async () => {
    const { roomId, line } = await filled(8);
    const ben = await c.ben.inside(roomId);
    await ben.get('resync', { roomId, since: 5 });
    const sync = await ben.next('sync', (s) => s.since === 5);
    expect(sync).toMatchObject({ since: 5, version: 9, reset: false, more: false });
    expect(versions([sync])).toEqual(range(6, 9));
    await line.fence();
    expect(line.all('sync')).toHaveLength(1);
    await ben.get('resync', { roomId, since: 0 });
    expect(await ben.next('sync', (s) => s.reset && s.since === 0 && s.version === 9)).toMatchObject({
      more: false,
    });
    const said = await say(line, roomId, 'after');
    await ben.next('receive_message', (m) => m.message.id === said.id);
  });

  test('of another room, or of no version, is invalid', async () => {
    const { roomId } = await filled(0);
    const ben = await c.ben.inside(roomId);
    for (const payload of [
      { roomId: c.room.id, since: 1 },
      { roomId, since: -1 },
      { roomId, since: 'x' },
      { since: 1 },
      5,
      null,
      [],
    ]) {
      expect(await ben.no('resync', payload)).toMatchObject({ code: 'invalid' });
    }
    await ben.get('resync', { roomId, since: 1 });
  });
});

/**
 * A socket joins the fan-out before its gap is read, and live frames wait until sync has gone out. Without the hold a frame overtakes its sync;
 * one that is lost while it waits leaves a hole. The client asks each time for more than it misses, so that the reading takes a while.
 */
test('entering while somebody writes loses and reorders nothing, 50 times over', async () => {
  const text = (n: number) => `${n} ${'x'.repeat(1_500)}`;
  const { roomId, line: writer } = await filled(300, text);
  const ben = c.ben.device({ reconnectionDelay: 1, reconnectionDelayMax: 5 });
  const held = new Map<number, Message>();
  const wrong: string[] = [];
  let position = 0;
  const line = ben.room(roomId, () => {
    position = Math.max(0, position - 250);
    return { since: position };
  });
  line.socket.on('sync', (s: Sync) => {
    if (s.since !== position) wrong.push(`sync since ${s.since} at ${position}`);
    for (const m of s.messages) held.set(m.version, m);
    position = s.version;
  });
  line.socket.on('receive_message', ({ message }: { message: Message }) => {
    if (message.version > position + 1) wrong.push(`version ${message.version} at ${position}`);
    held.set(message.version, message);
    position = Math.max(position, message.version);
  });
  await line.next('sync');
  let writing = true;
  let sent = 300;
  const writers = range(1, 6).map(async () => {
    while (writing) await say(writer, roomId, text(++sent));
  });
  for (let i = 0; i < 50; i++) {
    const before = position;
    line.log.length = 0;
    ben.drop();
    await line.next('sync', (s) => !s.more);
    await until('live messages after coming back', () => position > before + 3);
  }
  writing = false;
  await Promise.all(writers);
  await until('the last message', () => position === sent + 1);
  expect(wrong).toEqual([]);
  const first = Math.min(...held.keys());
  expect([...held.keys()].sort((x, y) => x - y)).toEqual(range(first, sent + 1));
  for (const [version, m] of held) expect(m.seq).toBe(version);
  expect(line.closings.length).toBeGreaterThanOrEqual(50);
});

/** The same for changes, and for resync, which holds back like entering: each live version continues what was told before. */
test('entering and asking again while messages are changed loses and reorders nothing, 30 times over', async () => {
  const { roomId, line: writer } = await filled(120);
  const ids = (await c.anna.history(roomId)).slice(1).map((m) => m.id);
  const ben = c.ben.device({ reconnectionDelay: 1, reconnectionDelayMax: 5 });
  const held = new Map<number, Message>();
  const wrong: string[] = [];
  let position = 0;
  const apply = (m: Message) => {
    if (m.version > (held.get(m.seq)?.version ?? 0)) held.set(m.seq, m);
  };
  const line = ben.room(roomId, () => {
    position = Math.max(1, position - 40);
    return { since: position };
  });
  line.socket.on('sync', (s: Sync) => {
    if (s.reset || s.since > position) wrong.push(`sync since ${s.since} at ${position}, reset ${s.reset}`);
    for (const m of s.messages) apply(m);
    position = Math.max(position, s.version);
  });
  const live = ({ message }: { message: Message }) => {
    if (message.version > position + 1) wrong.push(`version ${message.version} at ${position}`);
    apply(message);
    position = Math.max(position, message.version);
  };
  line.socket.on('receive_message', live);
  line.socket.on('message_updated', live);
  await line.next('sync', (s) => !s.more);
  let writing = true;
  const writers = [0, 1, 2].map(async (k) => {
    for (let i = k; writing; i += 3) {
      const messageId = ids[i % ids.length] as string;
      const round = Math.floor(i / ids.length);
      if (i % 7 === 0) await writer.get('react', { roomId, messageId, emoji: `e${round % 20}`, on: true });
      else if (i % 31 === 1) await say(writer, roomId, `new ${i}`);
      else await writer.raw('edit_message', { roomId, messageId, content: `${i}`, baseRevision: round });
    }
  });
  for (let i = 0; i < 30; i++) {
    const before = position;
    line.log.length = 0;
    if (i % 3 === 2) await line.get('resync', { roomId, since: Math.max(1, position - 40) });
    else ben.drop();
    await line.next('sync', (s) => !s.more);
    await until('live changes after it', () => position > before + 3);
  }
  writing = false;
  await Promise.all(writers);
  const all = await c.anna.history(roomId);
  await until('the last change', () => position === Math.max(...all.map((m) => m.version)));
  expect(wrong).toEqual([]);
  const plain = ({ myReactions: _, ...m }: Message) => m;
  expect([...held.values()].sort((x, y) => x.seq - y.seq).map(plain)).toEqual(all.slice(1).map(plain));
});
