import { beforeAll, describe, expect, test } from 'vitest';
import type { RoomRole } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, type Person, person, say } from '../harness/people';
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
    const noise = (async () => {
      while (writing) await say(a, id, 'noise');
    })();
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

describe('who may do what', () => {
  const roles: RoomRole[] = ['reader', 'guest', 'member', 'moderator', 'owner'];
  const may = (from: RoomRole) => (role: RoomRole) => roles.indexOf(role) >= roles.indexOf(from);
  const people = new Map<RoomRole, Person>();

  beforeAll(async () => {
    for (const role of roles) people.set(role, await person(server, role));
  });

  async function room(visibility: 'public' | 'private') {
    const { id } = await c.anna.room('rights', visibility);
    for (const role of roles) await c.anna.add(id, people.get(role)?.id ?? '', role);
    return id;
  }

  test.each(roles)('a %s', async (role) => {
    const me = people.get(role) as Person;
    const [open, closed] = await Promise.all([room('public'), room('private')]);
    const expected = async (
      what: string,
      allowed: boolean,
      reply: Promise<{ status: number; body: unknown }>,
    ) => {
      const { status, body } = await reply;
      const code = (body as { code?: string } | undefined)?.code;
      expect({ what, allowed: status < 300, code: status < 300 ? undefined : code }).toEqual({
        what,
        allowed,
        code: allowed ? undefined : 'forbidden',
      });
    };
    const line = await me.inside(open);
    expect((await line.raw('send_message', { roomId: open, content: 'hello' })).ok).toBe(may('guest')(role));
    expect((await line.raw('mark_read', { roomId: open, seq: 1 })).ok).toBe(true);
    await expected('read', true, me.call('GET', `/rooms/${closed}/messages`));
    await expected('members', true, me.call('GET', `/rooms/${closed}/members`));
    await expected(
      'add to public',
      may('member')(role),
      me.call('POST', `/rooms/${open}/members`, { userId: c.ben.id }),
    );
    await expected(
      'add to private',
      may('moderator')(role),
      me.call('POST', `/rooms/${closed}/members`, { userId: c.ben.id }),
    );
    await expected(
      'rename',
      may('moderator')(role),
      me.call('PATCH', `/rooms/${closed}`, { name: `by ${role}` }),
    );
    await expected(
      'topic',
      may('moderator')(role),
      me.call('PATCH', `/rooms/${closed}`, { topic: `by ${role}` }),
    );
    await expected(
      'visibility',
      may('owner')(role),
      me.call('PATCH', `/rooms/${closed}`, { visibility: 'public' }),
    );
    await c.anna.add(closed, c.outsider.id, 'guest');
    await expected(
      'roles',
      may('owner')(role),
      me.call('PATCH', `/rooms/${closed}/members/${c.outsider.id}`, { role: 'reader' }),
    );
    const above = role === 'moderator' || role === 'owner' ? c.anna.id : c.outsider.id;
    if (role !== 'owner')
      await expected(
        'remove who is not below',
        false,
        me.call('DELETE', `/rooms/${closed}/members/${above}`),
      );
    await expected(
      'remove who is below',
      may('moderator')(role),
      me.call('DELETE', `/rooms/${closed}/members/${c.outsider.id}`),
    );
    await expected('leave', true, me.call('POST', `/rooms/${open}/leave`));
    await expected('delete', may('owner')(role), me.call('DELETE', `/rooms/${closed}`));
  });

  test('nobody gives a role above their own', async () => {
    const id = await room('private');
    const moderator = people.get('moderator') as Person;
    expect(
      await moderator.call('POST', `/rooms/${id}/members`, { userId: c.ben.id, role: 'owner' }),
    ).toMatchObject({ status: 403 });
    expect(
      await c.anna.call('POST', `/rooms/${id}/members`, { userId: c.ben.id, role: 'king' }),
    ).toMatchObject({ status: 422 });
  });
});

describe('a direct room', () => {
  test("is one room for the pair, whoever asks first, with the peer's name", async () => {
    const [one, two] = await Promise.all([person(server, 'dora'), person(server, 'emil')]);
    const [d1, d2] = await Promise.all([one.online(), two.online()]);
    const answers = await Promise.all([
      one.call<{ id: string; name: string }>('POST', '/directs', { userId: two.id }),
      two.call<{ id: string; name: string }>('POST', '/directs', { userId: one.id }),
      one.call<{ id: string; name: string }>('POST', '/directs', { userId: two.id }),
    ]);
    const id = answers[0].body.id;
    expect(answers.map((a) => a.body.id)).toEqual([id, id, id]);
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 200, 201]);
    expect(id).toMatch(/^.{14}8/);
    expect(answers[0].body).toMatchObject({
      kind: 'direct',
      name: two.user.displayName,
      peer: two.user,
      memberCount: 2,
      visibility: 'private',
    });
    for (const [device, peer] of [
      [d1, two],
      [d2, one],
    ] as const) {
      const { room } = await device.home.next('room_added', (e) => e.room.id === id);
      expect(room).toMatchObject({
        kind: 'direct',
        name: peer.user.displayName,
        peer: { id: peer.id },
        role: 'member',
      });
    }
    const [a, b] = await Promise.all([d1.enter(id), d2.enter(id)]);
    await say(a.line, id, 'psst');
    expect((await b.line.next('receive_message')).message.content).toBe('psst');
    expect((await c.outsider.device().room(id).refused()).data.code).toBe('forbidden');
    const missing = await c.outsider.call('GET', '/rooms/01900000-0000-7000-8000-000000000000');
    expect((await c.outsider.call('GET', `/rooms/${id}`)).text).toBe(missing.text);
    const sum = (await d2.home.get('room_summary', { roomId: id })).room;
    expect(sum).toMatchObject({ unreadCount: 1, name: one.user.displayName });
  });

  test("cannot be left or changed, has no members' calls, not with oneself nor with nobody", async () => {
    const { id } = await c.anna.ok<{ id: string }>('POST', '/directs', { userId: c.ben.id });
    for (const [method, path, body] of [
      ['POST', '/leave'],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', ''],
      ['GET', '/members'],
      ['POST', '/members', { userId: c.outsider.id }],
      ['PATCH', `/members/${c.ben.id}`, { role: 'owner' }],
      ['DELETE', `/members/${c.ben.id}`],
    ] as const) {
      expect(await c.anna.call(method, `/rooms/${id}${path}`, body), `${method} ${path}`).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    }
    expect(await c.anna.call('POST', '/directs', { userId: c.anna.id })).toMatchObject({
      status: 422,
      body: { code: 'invalid' },
    });
    expect(
      await c.anna.call('POST', '/directs', { userId: '01900000-0000-7000-8000-000000000000' }),
    ).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await c.anna.call('POST', '/directs', {})).toMatchObject({
      status: 422,
      body: { code: 'invalid' },
    });
  });
});
