import { beforeAll, describe, expect, test } from 'vitest';
import type { RoomRole } from '../../web/src/protocol/wire.gen';
import { type Cast, cast, type Person, person, say } from '../harness/people';
import { type Server, startServer } from '../harness/server';

let server: Server;
let c: Cast;

beforeAll(async () => {
  server = await startServer();
  c = await cast(server);
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

  test.each(roles)('a %s, with messages', async (role) => {
    const me = people.get(role) as Person;
    const roomId = await room('private');
    const [line, annas] = [await me.inside(roomId), await c.anna.inside(roomId)];
    const allowed = async (event: string, messageId: string, more: object = {}) => {
      const answer = await line.raw(event, { roomId, messageId, ...more });
      if (!answer.ok) expect(answer.error.code, `${event} by a ${role}`).toBe('forbidden');
      return answer.ok;
    };
    const theirs = await say(annas, roomId, 'by the owner');
    const text = { content: 'edited', baseRevision: 0 };
    expect(await allowed('react', theirs.id, { emoji: '👍', on: true })).toBe(true);
    expect(await allowed('react', theirs.id, { emoji: '👍', on: false })).toBe(true);
    // Nobody edits what somebody else said.
    expect(await allowed('edit_message', theirs.id, text)).toBe(false);
    expect(await allowed('delete_message', theirs.id)).toBe(may('moderator')(role));
    // What one said in a better role stays one's own, but the role that one has now decides.
    await c.anna.ok('PATCH', `/rooms/${roomId}/members/${me.id}`, { role: 'member' });
    const [one, two] = [await say(line, roomId, 'one'), await say(line, roomId, 'two')];
    await c.anna.ok('PATCH', `/rooms/${roomId}/members/${me.id}`, { role });
    expect(await allowed('edit_message', one.id, text)).toBe(may('guest')(role));
    expect(await allowed('delete_message', two.id)).toBe(may('guest')(role));
    expect((await line.raw('send_message', { roomId, content: 'x', replyTo: one.id })).ok).toBe(
      may('guest')(role),
    );
    const now = new Map((await c.anna.history(roomId)).map((m) => [m.id, m]));
    expect(now.get(one.id)?.content).toBe(may('guest')(role) ? 'edited' : 'one');
    expect(now.get(two.id)?.content).toBe(may('guest')(role) ? '' : 'two');
    expect(now.get(theirs.id)?.content).toBe(may('moderator')(role) ? '' : 'by the owner');
  });

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
