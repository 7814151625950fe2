import { beforeAll, describe, expect, test } from 'vitest';
import type { User } from '../../web/src/protocol/wire.gen';
import { type Person, person } from '../harness/people';
import { http, type Problem, password, type Reply, Rest, type SignedIn } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import { unique, until } from '../harness/until';

let server: Server;
let anna: Person;

beforeAll(async () => {
  server = await startServer();
  anna = await person(server, 'anna');
});

/** A refusal in its whole shape. */
function problem(reply: Reply<unknown>, status: number, code: string): void {
  expect(reply).toMatchObject({
    status,
    body: { status, code, type: expect.any(String), title: expect.any(String), detail: expect.any(String) },
  });
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
  if (code === 'invalid')
    expect((reply.body as Problem).errors?.[0]).toEqual({
      field: expect.any(String),
      message: expect.any(String),
    });
}

const refreshCookie = (reply: Reply<unknown>) =>
  reply.headers['set-cookie']?.find((c) => c.startsWith('loquat_refresh=')) ?? '';

describe('GET /server', () => {
  test('tells without a token what a client has to know', async () => {
    const reply = await new Rest(server.url).call('GET', '/server');
    expect(reply).toMatchObject({
      status: 200,
      body: {
        name: 'Loquat',
        version: expect.any(String),
        registration: 'open',
        setup: false,
        setupTokenRequired: false,
      },
    });
    expect((reply.body as unknown as { transports: string[] }).transports).toEqual(['polling', 'websocket']);
  });
});

describe('POST /auth/register', () => {
  test('answers 201 with the user and a token, and sets a cookie that scripts and other sites cannot use', async () => {
    const rest = new Rest(server.url);
    const username = unique('new');
    const reply = await rest.call<SignedIn>('POST', '/auth/register', {
      username: username.toUpperCase(),
      password,
      displayName: 'Somebody New',
    });
    expect(reply).toMatchObject({
      status: 201,
      body: {
        user: { username, displayName: 'Somebody New', role: 'member', rev: expect.any(Number) },
        accessToken: expect.any(String),
        expiresIn: 600,
      },
    });
    expect(reply.body.user.createdAt).toMatch(/^\d{4}-.*\.\d{3}Z$/);
    const cookie = refreshCookie(reply);
    expect(cookie).toMatch(/; Path=\/api\/v1\/auth(;|$)/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/); // plain http on loopback
    expect(reply.text).not.toContain(cookie.slice(15, 40));
    rest.token = reply.body.accessToken;
    expect(await rest.ok('GET', '/me')).toEqual(reply.body.user);
    expect(reply.body.user.displayName).toBe('Somebody New');
    problem(
      await rest.call('POST', '/auth/register', { username: username.toUpperCase(), password }),
      409,
      'conflict',
    );
  });

  test.each([
    ['a short username', { username: 'a' }],
    ['a long username', { username: 'a'.repeat(33) }],
    ['odd characters', { username: 'ann a' }],
    ['other letters', { username: 'änne' }],
    ['no username', { username: undefined }],
    ['a username that is an operator', { username: { $ne: null } }],
    ['a short password', { password: '1234567' }],
    ['a long password', { password: 'p'.repeat(129) }],
    ['no password', { password: null }],
    ['an empty display name', { displayName: '' }],
    ['a blank display name', { displayName: ' \t ' }],
    ['a long display name', { displayName: 'x'.repeat(65) }],
  ])('%s is invalid', async (_, change) => {
    const body = { username: unique('u'), password: 'a-secret-to-look-for', ...change };
    const reply = await new Rest(server.url).call('POST', '/auth/register', body);
    problem(reply, 422, 'invalid');
    expect(reply.text).not.toContain('a-secret-to-look-for');
    expect(refreshCookie(reply)).toBe('');
  });

  test('the first becomes the admin, exactly one does, however many register at once', async () => {
    const fresh = await startServer();
    expect((await new Rest(fresh.url).call('GET', '/server')).body).toMatchObject({
      setup: true,
      setupTokenRequired: false,
    });
    const all = await Promise.all(Array.from({ length: 8 }, () => person(fresh, 'first')));
    expect(all.filter((p) => p.user.role === 'admin')).toHaveLength(1);
    expect((await new Rest(fresh.url).call('GET', '/server')).body).toMatchObject({ setup: false });
    await fresh.stop();
  });

  test('closed: the first is possible, later ones are forbidden', async () => {
    const closed = await startServer({ env: { LOQUAT_REGISTRATION: 'closed' } });
    const first = await person(closed, 'first');
    expect(first.user.role).toBe('admin');
    problem(
      await new Rest(closed.url).call('POST', '/auth/register', { username: 'second', password }),
      403,
      'forbidden',
    );
    expect((await first.call('GET', '/server')).body).toMatchObject({ registration: 'closed' });
    await closed.stop();
  });

  test.each([
    ['all interfaces', { host: '0.0.0.0' }, {}],
    ['a public URL', { env: { LOQUAT_PUBLIC_URL: 'http://chat.example' } }, {}],
    ['trusted proxies', { env: { LOQUAT_TRUSTED_PROXIES: '10.0.0.0/8' } }, {}],
    ['a foreign Host', {}, { host: 'chat.example' }],
    ['Forwarded', {}, { forwarded: 'for=1.2.3.4' }],
    ['X-Forwarded-For', {}, { 'x-forwarded-for': '1.2.3.4' }],
    ['X-Forwarded-Host', {}, { 'x-forwarded-host': 'localhost' }],
  ] as [string, object, Record<string, string>][])(
    'with %s the first needs the printed setup token',
    async (_, settings, headers) => {
      const fresh = await startServer(settings);
      const rest = new Rest(fresh.url);
      expect((await rest.call('GET', '/server', undefined, { headers })).body).toMatchObject({
        setup: true,
        setupTokenRequired: true,
      });
      for (const setupToken of [undefined, '', 'wrong']) {
        problem(
          await rest.call('POST', '/auth/register', { username: 'first', password, setupToken }, { headers }),
          403,
          'forbidden',
        );
      }
      const token = await until(
        'the setup token to be printed',
        () => /setup token (\S+)/.exec(fresh.log())?.[1],
      );
      const { user } = await rest.register('first', { setupToken: token }, { headers });
      expect(user.role).toBe('admin');
      const later = await new Rest(fresh.url).register('second', {}, { headers });
      expect(later.user.role).toBe('member');
      await fresh.stop();
    },
  );

  test('behind TLS the cookie is Secure', async () => {
    const secure = await startServer({ env: { LOQUAT_PUBLIC_URL: 'https://chat.example' } });
    const setupToken = await until('the setup token', () => /setup token (\S+)/.exec(secure.log())?.[1]);
    const reply = await new Rest(secure.url).call('POST', '/auth/register', {
      username: 'first',
      password,
      setupToken,
    });
    expect(reply.status).toBe(201);
    expect(refreshCookie(reply)).toMatch(/; Secure/);
    await secure.stop();
  });
});

describe('POST /auth/login', () => {
  test('answers 200; a wrong password and an unknown user look the same', async () => {
    const rest = new Rest(server.url);
    const { user, expiresIn } = await rest.login(anna.user.username.toUpperCase());
    expect(user).toEqual(anna.user);
    expect(expiresIn).toBe(600);
    const wrong = await rest.call('POST', '/auth/login', {
      username: anna.user.username,
      password: 'not the password',
    });
    problem(wrong, 401, 'unauthorized');
    const nobody = await rest.call('POST', '/auth/login', {
      username: 'nobody-of-that-name',
      password: 'not the password',
    });
    expect(nobody.text).toBe(wrong.text);
    for (const body of [
      {},
      { username: anna.user.username },
      { username: { $ne: null }, password: { $ne: null } },
      [],
      5,
    ]) {
      const reply = await rest.call('POST', '/auth/login', body);
      expect([401, 422]).toContain(reply.status);
    }
  });
});

describe('POST /auth/refresh', () => {
  test('rotates the cookie; the one before still gets the same successor, for a while', async () => {
    const me = await person(server, 'rotate');
    const first = me.cookie;
    const one = await me.refresh();
    expect(one.user).toEqual(me.user);
    const second = me.cookie;
    expect(second).not.toBe(first);
    // Two tabs at once, or a lost answer: the same successor.
    me.cookie = first;
    await me.refresh();
    expect(me.cookie).toBe(second);
    await me.refresh();
    expect(me.cookie).not.toBe(second);
  });

  test('many at once have one successor', async () => {
    const me = await person(server, 'many');
    const { cookie } = me;
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        http(server.url, 'POST', '/api/v1/auth/refresh', { headers: { cookie } }),
      ),
    );
    expect(replies.map((r) => r.status)).toEqual(Array(20).fill(200));
    expect(new Set(replies.map((r) => refreshCookie(r).split(';')[0])).size).toBe(1);
  });

  test('without a cookie, with garbage, with a forged one is unauthorized', async () => {
    const me = await person(server, 'forger');
    const good = me.cookie.slice('loquat_refresh='.length);
    const [family, generation, mac] = good.split('.');
    for (const value of [
      '',
      'x',
      `${family}.${Number(generation) + 1}.${mac}`,
      `${family}.${generation}`,
      me.token,
      `${good}x`,
    ]) {
      problem(
        await http(server.url, 'POST', '/api/v1/auth/refresh', {
          headers: value ? { cookie: `loquat_refresh=${value}` } : {},
        }),
        401,
        'unauthorized',
      );
    }
    await me.refresh();
    // A refresh token is no access token.
    problem(
      await http(server.url, 'GET', '/api/v1/me', { headers: { authorization: `Bearer ${good}` } }),
      401,
      'unauthorized',
    );
  });
});

describe('/me and /users', () => {
  test('PATCH /me changes the display name, and rev grows', async () => {
    const me = await person(server, 'renamed');
    const changed = await me.ok<User>('PATCH', '/me', { displayName: 'Renamed 🙂' });
    expect(changed).toMatchObject({ id: me.id, displayName: 'Renamed 🙂' });
    expect(changed.rev).toBeGreaterThan(me.user.rev);
    expect(await me.ok('GET', '/me')).toEqual(changed);
    for (const displayName of ['', ' ', 'x'.repeat(65), 5])
      problem(await me.call('PATCH', '/me', { displayName }), 422, 'invalid');
    problem(await me.call('PATCH', '/me', { password: 'another one 1' }), 422, 'invalid');
    problem(
      await me.call('PATCH', '/me', { password: 'another one 1', currentPassword: 'wrong' }),
      401,
      'unauthorized',
    );
    problem(await me.call('PATCH', '/me', { password: 'short', currentPassword: password }), 422, 'invalid');
  });

  test('every call needs a token', async () => {
    const id = '01900000-0000-7000-8000-000000000000';
    for (const [method, path] of [
      ['GET', '/me'],
      ['PATCH', '/me'],
      ['GET', '/me/sessions'],
      ['DELETE', `/me/sessions/${id}`],
      ['GET', '/users'],
      ['GET', '/rooms'],
      ['POST', '/rooms'],
      ['GET', '/rooms/directory'],
      ['GET', `/rooms/${id}`],
      ['PATCH', `/rooms/${id}`],
      ['DELETE', `/rooms/${id}`],
      ['POST', `/rooms/${id}/join`],
      ['POST', `/rooms/${id}/leave`],
      ['GET', `/rooms/${id}/members`],
      ['POST', `/rooms/${id}/members`],
      ['PATCH', `/rooms/${id}/members/${id}`],
      ['DELETE', `/rooms/${id}/members/${id}`],
      ['POST', '/directs'],
      ['GET', `/rooms/${id}/messages`],
    ] as const) {
      for (const headers of [
        {},
        { authorization: 'Bearer x' },
        { authorization: `Basic ${anna.token}` },
        { cookie: anna.cookie },
      ] as Record<string, string>[]) {
        problem(await http(server.url, method, `/api/v1${path}`, { body: {}, headers }), 401, 'unauthorized');
      }
      // Never in the URL.
      problem(
        await http(server.url, method, `/api/v1${path}?token=${anna.token}&access_token=${anna.token}`, {
          body: {},
        }),
        401,
        'unauthorized',
      );
    }
  });

  test('GET /users finds by the beginning of either name, and by ids', async () => {
    const stem = unique('find');
    const [one, two, three] = [
      await person(server, `${stem}-a`),
      await person(server, `${stem}-b`),
      await person(server, 'x', {}, `${stem} Display`),
    ];
    const search = async (query: string) =>
      (await anna.ok<{ users: User[] }>('GET', `/users?${query}`)).users.map((u) => u.id).toSorted();
    expect(await search(`q=${stem}`)).toEqual([one.id, two.id, three.id].toSorted());
    expect(await search(`q=${stem.toUpperCase()}-A`)).toEqual([one.id]);
    expect(await search(`q=${stem.slice(1)}`)).toEqual([]);
    expect(await search('q=%25')).toEqual([]);
    expect(await search('q=_')).toEqual([]);
    expect(await search(`ids=${one.id},${three.id},01900000-0000-7000-8000-000000000000`)).toEqual(
      [one.id, three.id].toSorted(),
    );
    problem(await anna.call('GET', `/users?ids=${Array(101).fill(one.id).join(',')}`), 422, 'invalid');
    const { users } = await anna.ok<{ users: User[] }>('GET', `/users?ids=${three.id}`);
    expect(users).toEqual([three.user]);
  });
});
