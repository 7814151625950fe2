import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { person, say } from '../harness/people';
import { http, Rest } from '../harness/rest';
import { folder, freePort, run, startServer } from '../harness/server';
import { until } from '../harness/until';

describe('health', () => {
  test('livez, readyz, metrics and the description answer without a token', async () => {
    const server = await startServer();
    const anna = await person(server, 'anna');
    const room = await anna.room('metrics');
    await say(await anna.inside(room.id), room.id, 'a secret');
    for (const path of ['/livez', '/readyz']) expect((await http(server.url, 'GET', path)).status).toBe(200);
    const metrics = await http(server.url, 'GET', '/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
    expect(metrics.text).toMatch(/^# TYPE loquat_connections gauge$/m);
    expect(metrics.text).toMatch(/^loquat_connections 1$/m);
    // No labels for people or rooms, no contents.
    for (const secret of [anna.id, room.id, anna.user.username, 'a secret'])
      expect(metrics.text).not.toContain(secret);
    await server.stop();
  });

  test('/api/openapi.json describes every call', async () => {
    const server = await startServer();
    const reply = await http(server.url, 'GET', '/api/openapi.json');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/json/);
    const doc = reply.body as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
      servers?: { url: string }[];
    };
    expect(doc.openapi).toMatch(/^3\./);
    const base = doc.servers?.[0]?.url === '/api/v1' ? '' : '/api/v1';
    const expected: Record<string, string[]> = {
      '/server': ['get'],
      '/auth/register': ['post'],
      '/auth/login': ['post'],
      '/auth/refresh': ['post'],
      '/auth/logout': ['post'],
      '/me': ['get', 'patch'],
      '/me/sessions': ['get'],
      '/me/sessions/{id}': ['delete'],
      '/users': ['get'],
      '/rooms': ['get', 'post'],
      '/rooms/directory': ['get'],
      '/rooms/{roomId}': ['get', 'patch', 'delete'],
      '/rooms/{roomId}/join': ['post'],
      '/rooms/{roomId}/leave': ['post'],
      '/rooms/{roomId}/members': ['get', 'post'],
      '/rooms/{roomId}/members/{userId}': ['patch', 'delete'],
      '/directs': ['post'],
      '/rooms/{roomId}/messages': ['get'],
    };
    for (const [path, methods] of Object.entries(expected)) {
      for (const method of methods)
        expect(doc.paths[base + path]?.[method], `${method} ${path}`).toBeTruthy();
    }
    await server.stop();
  });

  test('the page comes with strict headers, at every address of the client', async () => {
    const server = await startServer();
    for (const path of ['/', '/rooms/01900000-0000-7000-8000-000000000000']) {
      const page = await http(server.url, 'GET', path);
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      const policy = String(page.headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'none'|default-src 'self'/);
      expect(policy).not.toMatch(/unsafe-(inline|eval)/);
      expect(page.headers['x-content-type-options']).toBe('nosniff');
    }
    expect((await http(server.url, 'GET', '/assets/none.js')).status).toBe(404);
    expect((await http(server.url, 'GET', '/../../etc/passwd')).text).not.toContain('root:');
    await server.stop();
  });
});

describe('settings', () => {
  const registration = async (url: string) =>
    ((await new Rest(url).call('GET', '/server')).body as unknown as { registration: string }).registration;

  test('by flag, by environment, by file; the flag wins, then the environment', async () => {
    const file = join(folder(), 'loquat.toml');
    writeFileSync(file, 'registration = "closed"\nlog-format = "json"\naccess-token-ttl = "90s"\n');
    const byFile = await startServer({ args: ['--config', file] });
    expect(await registration(byFile.url)).toBe('closed');
    expect((await new Rest(byFile.url).register('first')).expiresIn).toBe(90);
    expect(byFile.log()).not.toContain('level=');
    await byFile.stop();
    const byEnv = await startServer({ env: { LOQUAT_CONFIG: file, LOQUAT_REGISTRATION: 'open' } });
    expect(await registration(byEnv.url)).toBe('open');
    expect((await new Rest(byEnv.url).register('first')).expiresIn).toBe(90);
    await byEnv.stop();
    const byFlag = await startServer({
      env: { LOQUAT_CONFIG: file, LOQUAT_REGISTRATION: 'open' },
      args: ['--registration', 'closed', '--access-token-ttl=5m'],
    });
    expect(await registration(byFlag.url)).toBe('closed');
    expect((await new Rest(byFlag.url).register('first')).expiresIn).toBe(300);
    await byFlag.stop();
  });

  test('LOQUAT_LISTEN', async () => {
    const port = await freePort();
    const dataDir = folder();
    const file = join(dataDir, 'loquat.toml');
    writeFileSync(file, `listen = "127.0.0.1:${port}"\n`);
    const server = await startServer({
      port,
      dataDir,
      args: [],
      env: { LOQUAT_LISTEN: `127.0.0.1:${port}` },
    });
    expect((await http(`http://127.0.0.1:${port}`, 'GET', '/livez')).status).toBe(200);
    await server.stop();
  });

  test.each([
    ['an unknown flag', ['--nonsense'], {}, /nonsense/],
    ['a wrong value', ['--registration', 'maybe'], {}, /registration/],
    ['a wrong duration', [], { LOQUAT_ACCESS_TOKEN_TTL: 'soon' }, /access-token-ttl|soon/i],
    ['Redis without MongoDB', [], { LOQUAT_REDIS_URL: 'redis://127.0.0.1:1' }, /mongodb/i],
    ['a file that is not there', ['--config', '/nowhere/loquat.toml'], {}, /nowhere/],
    ['a public URL that is none', ['--public-url', 'chat.example'], {}, /public URL/i],
    ['a network that is none', [], { LOQUAT_TRUSTED_PROXIES: 'everybody' }, /everybody/],
    ['a key file that is not there', ['--jwt-key-file', '/nowhere/key.pem'], {}, /nowhere|key/],
  ] as [string, string[], Record<string, string>, RegExp][])(
    '%s: it does not start, and says why',
    async (_, args, env, reason) => {
      const { code, output } = await run(
        ['serve', '--listen', '127.0.0.1:0', '--data-dir', folder(), ...args],
        env,
      );
      expect(code).not.toBe(0);
      expect(output).toMatch(reason);
      expect(output).not.toMatch(/goroutine|panic/);
    },
  );

  test('a file with an unknown key', async () => {
    const file = join(folder(), 'loquat.toml');
    writeFileSync(file, 'registratoin = "closed"\n');
    const { code, output } = await run([
      'serve',
      '--listen',
      '127.0.0.1:0',
      '--data-dir',
      folder(),
      '--config',
      file,
    ]);
    expect(code).not.toBe(0);
    expect(output).toContain('registratoin');
  });

  test('a signing key of its own: tokens of one server are good on another with the same key and people', async () => {
    const server = await startServer();
    const anna = await person(server, 'anna');
    await server.stop();
    const key = join(server.dataDir, 'jwt.pem');
    expect(existsSync(key)).toBe(true);
    const again = await startServer({ dataDir: server.dataDir, env: { LOQUAT_JWT_KEY_FILE: key } });
    anna.base = again.url;
    await anna.ok('GET', '/me');
    await anna.refresh();
    await again.stop();
  });
});

describe('the data folder', () => {
  test('is made, is for its owner alone, and belongs to one server at a time', async () => {
    const dataDir = join(folder(), 'deep', 'data');
    const server = await startServer({ dataDir });
    const anna = await person(server, 'anna');
    expect(statSync(dataDir).mode & 0o077).toBe(0);
    for (const name of readdirSync(dataDir).filter((n) => /pem|lock/.test(n)))
      expect(statSync(join(dataDir, name)).mode & 0o077, name).toBe(0);
    const second = await run(['serve', '--listen', '127.0.0.1:0'], { LOQUAT_DATA_DIR: dataDir });
    expect(second.code).not.toBe(0);
    expect(second.output).toMatch(/another server/i);
    await anna.ok('GET', '/me');
    await server.stop();
    const third = await startServer({ dataDir });
    anna.base = third.url;
    await anna.ok('GET', '/me');
    await third.stop();
  });

  test('an address in use is said, and harms nobody', async () => {
    const server = await startServer();
    const second = await run(['serve', '--listen', `127.0.0.1:${server.port}`, '--data-dir', folder()]);
    expect(second.code).not.toBe(0);
    expect(second.output).toMatch(/address already in use|cannot listen/);
    expect((await http(server.url, 'GET', '/livez')).status).toBe(200);
    await server.stop();
  });
});

describe('the end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s: exit status 0, with people connected', async (signal) => {
    const server = await startServer();
    const anna = await person(server, 'anna');
    const room = await anna.room('the end');
    const ws = await anna.inside(room.id);
    await anna.inside(room.id, { transports: ['polling'] });
    const begun = Date.now();
    expect(await server.stop(signal)).toBe(0);
    expect(Date.now() - begun).toBeLessThan(8_000);
    // The transport was closed, without DISCONNECT: the client will come back by itself.
    expect(await ws.ended()).not.toBe('io server disconnect');
    expect(ws.socket.active).toBe(true);
    await until('the port to be free', () =>
      http(server.url, 'GET', '/livez').then(
        () => false,
        () => true,
      ),
    );
  });

  test('--version', async () => {
    const { code, output } = await run(['--version']);
    expect(code).toBe(0);
    expect(output.trim()).toMatch(/\S/);
  });
});
