import { beforeAll, describe, expect, test } from 'vitest';
import { type Cast, cast, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import type { Device, RoomLine } from '../harness/sockets';
import { until } from '../harness/until';

let server: Server;
let c: Cast;
let anna: Device;
let ben: Device;
let olga: Device;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
  [anna, ben, olga] = await Promise.all([c.anna.online(), c.ben.online(), c.outsider.online()]);
});

/** A new room of Anna's, with Ben in it and both connected. */
async function shared(name: string, visibility: 'public' | 'private' = 'private') {
  const room = await c.anna.room(name, visibility, [c.ben.id]);
  await ben.home.next('room_added', (e) => e.room.id === room.id);
  const [a, b] = await Promise.all([anna.enter(room.id), ben.enter(room.id)]);
  return { room, id: room.id, a: a.line, b: b.line };
}

/** What came on a line about members, with the system lines before. */
const story = (line: RoomLine) =>
  line.log
    .filter((r) => /^(member_|receive_message)/.test(r.event))
    .map((r) =>
      r.event === 'receive_message'
        ? (r.payload as { message: { system?: { type: string } } }).message.system?.type
        : r.event,
    );

describe('room_added', () => {
  test('comes to everybody who is a member from the beginning, on every device, and to nobody else', async () => {
    const phone = await c.ben.online();
    const room = await c.anna.room('beginnings', 'private', [c.ben.id]);
    for (const home of [anna.home, ben.home, phone.home]) {
      const { room: summary } = await home.next('room_added', (e) => e.room.id === room.id);
      expect(summary).toMatchObject({
        ...room,
        role: home === anna.home ? 'owner' : 'member',
        unreadCount: 0,
        mentionCount: 0,
      });
    }
    await olga.home.fence();
    expect(olga.home.all('room_added').filter((e) => e.room.id === room.id)).toEqual([]);
    phone.close();
  });

  test('and member_added directly after the system line when somebody is added', async () => {
    const { id, a, b } = await shared('adding');
    const member = await c.anna.add(id, c.outsider.id);
    expect(member).toMatchObject({ userId: c.outsider.id, role: 'member', user: { id: c.outsider.id } });
    for (const line of [a, b]) {
      const added = await line.next('member_added');
      expect(added).toMatchObject({ roomId: id, version: 2, member });
      const { message } = await line.next('receive_message', (m) => m.message.version === 2);
      expect(message).toMatchObject({
        kind: 'system',
        senderId: c.anna.id,
        system: { type: 'added', userId: c.outsider.id },
        reactions: [],
        mentions: [],
        attachments: [],
      });
      expect(message.content).toBeTruthy();
      expect(story(line)).toEqual(['added', 'member_added']);
    }
    const { room } = await olga.home.next('room_added', (e) => e.room.id === id);
    expect(room).toMatchObject({ role: 'member', version: 2, memberCount: 3, unreadCount: 0 });
    expect((await olga.enter(id)).sync.messages).toHaveLength(2);
  });

  test('joining a public room', async () => {
    const { id, a } = await shared('open to all', 'public');
    const room = await c.outsider.ok('POST', `/rooms/${id}/join`);
    expect(room).toMatchObject({ id, memberCount: 3, version: 2 });
    expect(await a.next('member_added')).toMatchObject({
      version: 2,
      member: { userId: c.outsider.id, role: 'member' },
    });
    expect(story(a)).toEqual(['joined', 'member_added']);
    await olga.home.next('room_added', (e) => e.room.id === id);
    // Twice is once.
    await c.outsider.ok('POST', `/rooms/${id}/join`);
    expect((await c.anna.history(id)).filter((m) => m.system?.type === 'joined')).toHaveLength(1);
  });
});

describe('removal', () => {
  test('room_removed on /, then DISCONNECT, and nothing above its version later', async () => {
    const { id, a } = await shared('removal');
    await c.anna.add(id, c.outsider.id);
    await olga.home.next('room_added', (e) => e.room.id === id);
    const tablet = await c.outsider.online();
    const lines = [(await olga.enter(id)).line, (await tablet.enter(id)).line];
    await say(lines[0] as RoomLine, id, 'I am here');
    let writing = true;
    const noise = Promise.all(
      Array.from({ length: 12 }, async () => {
        while (writing) await say(a, id, 'noise');
      }),
    );
    await until('noise', () => a.all('receive_message').length > 50);
    await c.anna.ok('DELETE', `/rooms/${id}/members/${c.outsider.id}`);
    const removed = await a.next('member_removed');
    expect(removed).toMatchObject({ roomId: id, member: { userId: c.outsider.id } });
    for (const device of [olga, tablet]) {
      expect(await device.home.next('room_removed', (e) => e.roomId === id)).toEqual({
        roomId: id,
        version: removed.version,
        reason: 'removed',
      });
    }
    for (const line of lines) expect(await line.ended()).toBe('io server disconnect');
    await until('more noise', () =>
      a.all('receive_message').some((m) => m.message.version > removed.version + 20),
    );
    writing = false;
    await noise;
    await Promise.all([olga.home.fence(), tablet.home.fence()]);
    for (const line of lines) {
      const last = Math.max(...line.all('receive_message').map((m) => m.message.version));
      expect(last).toBeLessThanOrEqual(removed.version);
    }
    // Nothing of hers is above it, and the way back is closed on both paths.
    lines[0]?.socket.connect();
    expect((await (lines[0] as RoomLine).refused()).data.code).toBe('forbidden');
    expect(await c.outsider.call('GET', `/rooms/${id}/messages`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect((await olga.home.no('room_summary', { roomId: id })).code).toBe('not_found');
    tablet.close();
  });

  test('of somebody who is in the middle of sending: whatever was acknowledged is below it, whatever was refused is not there', async () => {
    const { id } = await shared('race');
    await c.anna.add(id, c.outsider.id);
    const line = await c.outsider.inside(id);
    const acknowledged: number[] = [];
    const refused: string[] = [];
    const sends = Array.from({ length: 60 }, (_, i) =>
      line.socket
        .timeout(5_000)
        .emitWithAck('send_message', { roomId: id, content: `late ${i}`, clientId: `race-${i}` })
        .then((r) => (r.ok ? acknowledged.push(r.version) : refused.push(`race-${i}`)))
        .catch(() => {}),
    );
    await c.anna.ok('DELETE', `/rooms/${id}/members/${c.outsider.id}`);
    await line.ended();
    line.socket.io._close();
    await Promise.all(sends);
    const all = await c.anna.history(id);
    const removal = all.find((m) => m.system?.type === 'removed');
    for (const m of all.filter((m) => m.senderId === c.outsider.id))
      expect(m.version).toBeLessThan(removal?.version ?? 0);
    for (const v of acknowledged) expect(v).toBeLessThan(removal?.version ?? 0);
    for (const clientId of refused) expect(all.filter((m) => m.clientId === clientId)).toEqual([]);
  });

  test('leaving oneself is `left`; leaving and coming back works', async () => {
    const { id, a } = await shared('leaving', 'public');
    expect((await c.ben.call('POST', `/rooms/${id}/leave`)).status).toBe(204);
    expect(await ben.home.next('room_removed', (e) => e.roomId === id)).toMatchObject({
      version: 2,
      reason: 'left',
    });
    expect(await ben.room(id).ended()).toBe('io server disconnect');
    expect(await a.next('member_removed')).toMatchObject({ version: 2, member: { userId: c.ben.id } });
    expect(story(a)).toEqual(['left', 'member_removed']);
    await c.ben.ok('POST', `/rooms/${id}/join`);
    const { room } = await ben.home.next('room_added', (e) => e.room.id === id && e.room.version === 3);
    expect(room.unreadCount).toBe(0);
    ben.room(id).socket.connect();
    await ben.room(id).next('sync');
    expect(await ben.room(id).get('send_message', { roomId: id, content: 'back' })).toMatchObject({
      version: 4,
    });
  });

  test('of nobody is no error, and the last owner cannot leave', async () => {
    const { id } = await shared('last owner');
    expect((await c.anna.call('DELETE', `/rooms/${id}/members/${c.outsider.id}`)).status).toBe(204);
    expect(await c.anna.call('POST', `/rooms/${id}/leave`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    await c.anna.ok('PATCH', `/rooms/${id}/members/${c.ben.id}`, { role: 'owner' });
    expect((await c.anna.call('POST', `/rooms/${id}/leave`)).status).toBe(204);
    expect((await c.ben.history(id)).map((m) => m.system?.type)).toEqual(['room_created', 'role', 'left']);
  });
});

describe('settings', () => {
  test('room_updated comes to every member on /, with a system line each', async () => {
    const { id, a } = await shared('old name');
    const room = await c.anna.ok('PATCH', `/rooms/${id}`, {
      name: 'new name',
      topic: 'what it is about',
      visibility: 'public',
    });
    expect(room).toMatchObject({ id, name: 'new name', topic: 'what it is about', visibility: 'public' });
    const { room: told } = await ben.home.next(
      'room_updated',
      (e) => e.room.id === id && e.room.visibility === 'public',
    );
    expect(told).toMatchObject({ name: 'new name', topic: 'what it is about' });
    await until('three lines', () => a.all('receive_message').length === 3);
    expect(story(a).toSorted()).toEqual(['renamed', 'topic', 'visibility']);
    await olga.home.fence();
    expect(olga.home.all('room_updated').filter((e) => e.room.id === id)).toEqual([]);
    const { sync } = await c.ben.device().enter(id);
    expect(sync.rulesVersion).toBe(4);
    // Nothing to change: no new version.
    await c.anna.ok('PATCH', `/rooms/${id}`, { name: 'new name' });
    expect(await c.anna.ok('GET', `/rooms/${id}`)).toMatchObject({ version: 4 });
  });

  test('a role: member_updated after its line, and in force at once', async () => {
    const { id, a, b } = await shared('roles');
    const member = await c.anna.ok('PATCH', `/rooms/${id}/members/${c.ben.id}`, { role: 'reader' });
    expect(member).toMatchObject({ userId: c.ben.id, role: 'reader' });
    for (const line of [a, b])
      expect(await line.next('member_updated')).toMatchObject({
        roomId: id,
        version: 2,
        member: { role: 'reader' },
      });
    expect(story(a)).toEqual(['role', 'member_updated']);
    expect(await b.no('send_message', { roomId: id, content: 'x' })).toMatchObject({ code: 'forbidden' });
    await b.get('mark_read', { roomId: id, seq: 2 });
    await c.anna.ok('PATCH', `/rooms/${id}/members/${c.ben.id}`, { role: 'member' });
    await b.get('send_message', { roomId: id, content: 'again' });
    expect((await ben.home.get('room_summary', { roomId: id })).room.role).toBe('member');
  });
});

test('deletion puts everybody out and leaves nothing', async () => {
  const { id, a, b } = await shared('doomed', 'public');
  const { id: messageId, clientId } = await say(a, id, 'last words');
  const before = messageId && clientId;
  expect(before).toBeTruthy();
  expect((await c.ben.call('DELETE', `/rooms/${id}`)).body).toMatchObject({ code: 'forbidden' });
  expect((await c.anna.call('DELETE', `/rooms/${id}`)).status).toBe(204);
  for (const device of [anna, ben]) {
    expect(await device.home.next('room_removed', (e) => e.roomId === id)).toEqual({
      roomId: id,
      version: 3,
      reason: 'deleted',
    });
  }
  for (const line of [a, b]) expect(await line.ended()).toBe('io server disconnect');
  for (const who of [c.anna, c.ben, c.outsider]) {
    for (const path of ['', '/messages', '/members']) {
      expect(await who.call('GET', `/rooms/${id}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
  }
  expect(await c.outsider.call('POST', `/rooms/${id}/join`)).toMatchObject({ status: 404 });
  expect((await c.anna.rooms()).map((r) => r.id)).not.toContain(id);
  b.socket.connect();
  expect((await b.refused()).data.code).toBe('forbidden');
  // A send that was acknowledged before still gets its first result.
  expect((await anna.home.get('sent_status', { clientIds: [clientId] })).sent).toMatchObject([
    { id: messageId },
  ]);
});
