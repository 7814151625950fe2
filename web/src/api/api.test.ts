import { describe, expect, test, vi } from 'vitest';
import { aPage, aUser, someMessages } from '../testing/builders';
import { Api } from './api';

const ada = aUser('Ada');

function json(status: number, body?: unknown, headers: Record<string, string> = {}): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

const problem = (status: number, code: string, extra = {}) =>
  json(status, { status, code, detail: code, ...extra });
const signedIn = (accessToken: string, user = ada, expiresIn = 600) => ({ user, accessToken, expiresIn });

type Answer = (path: string, init: RequestInit) => Response | Promise<Response>;

function anApi(answer: Answer) {
  const calls: { path: string; method: string; headers: Record<string, string> }[] = [];
  const onToken = vi.fn();
  const onSignedOut = vi.fn();
  const api = new Api({
    fetch: async (input, init) => {
      const path = input.replace('/api/v1', '');
      calls.push({ path, method: init.method ?? 'GET', headers: init.headers as Record<string, string> });
      return answer(path, init);
    },
    onToken,
    onSignedOut,
  });
  api.tokens.take(signedIn('t1'));
  return { api, calls, onToken, onSignedOut };
}

const bearer = (init: RequestInit) => (init.headers as Record<string, string>).authorization;

describe('errors', () => {
  test('of the server keep code, fields and waiting time', async () => {
    const errors = [{ field: 'name', message: 'too long' }];
    const { api } = anApi(() => problem(422, 'invalid', { errors }));
    await expect(api.createRoom({ name: 'x' })).rejects.toMatchObject({
      code: 'invalid',
      fields: errors,
      status: 422,
    });
    const limited = anApi(() => problem(429, 'rate_limited', { retryAfterMs: 700 }));
    await expect(limited.api.searchUsers('a')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 700,
    });
  });

  test('a page of some proxy has the code of its status, and no answer at all is network', async () => {
    const proxy = anApi(() => new Response('<html>', { status: 413 }));
    await expect(proxy.api.updateMe({})).rejects.toMatchObject({ code: 'too_large' });
    const dead = anApi(() => Promise.reject(new TypeError('failed to fetch')));
    await expect(dead.api.login({ username: 'a', password: 'b' })).rejects.toMatchObject({ code: 'network' });
  });

  test('an answer that is not of this protocol never reaches the state', async () => {
    const { api } = anApi(() => json(200, { messages: [{ seq: 'one' }], version: 1 }));
    vi.useFakeTimers();
    const asked = expect(api.messages('r', {})).rejects.toMatchObject({ code: 'network' });
    await vi.runAllTimersAsync();
    await asked;
    vi.useRealTimers();
  });
});

test('null is absent', async () => {
  const [message] = someMessages(1, 1);
  const page = { ...aPage([]), messages: [{ ...message, editedAt: null, reactions: null }] };
  const { api } = anApi(() => json(200, page));
  const [got] = (await api.messages('r', { before: 4 })).messages;
  expect(got).toMatchObject({ seq: 1, reactions: [] });
  expect(got).not.toHaveProperty('editedAt');
});

describe('tokens', () => {
  test('an expired one is renewed once for all, and each call is made again', async () => {
    const { api, calls, onToken } = anApi((path, init) => {
      if (path === '/auth/refresh') return json(200, signedIn('t2'));
      return bearer(init) === 'Bearer t2' ? json(200, { users: [] }) : problem(401, 'token_expired');
    });
    await Promise.all([api.searchUsers('a'), api.searchUsers('b'), api.searchUsers('c')]);
    expect(calls.filter((call) => call.path === '/auth/refresh')).toHaveLength(1);
    expect(onToken).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ value: 't2', user: ada }));
  });

  test('one that is known to be expired is not tried', async () => {
    const { api, calls } = anApi((path) =>
      json(200, path === '/auth/refresh' ? signedIn('t2') : { users: [] }),
    );
    api.tokens.take(signedIn('old', ada, 0));
    await api.searchUsers('a');
    expect(calls.map((call) => call.path)).toEqual(['/auth/refresh', '/users?q=a']);
  });

  test('a dead cookie signs out', async () => {
    const { api, onSignedOut } = anApi(() => problem(401, 'unauthorized'));
    await expect(api.searchUsers('a')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  // Two tabs share the cookie: what one person asked must not be done in the name of another.
  test("another person's token does not make the call again", async () => {
    const bo = aUser('Bo');
    const { api, calls, onToken } = anApi((path) =>
      path === '/auth/refresh' ? json(200, signedIn('t2', bo)) : problem(401, 'token_expired'),
    );
    await expect(api.leaveRoom('r')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(calls.map((call) => call.path)).toEqual(['/rooms/r/leave', '/auth/refresh']);
    expect(onToken).toHaveBeenCalledWith(expect.objectContaining({ user: bo }));
  });
});

test('what changes a room is tried again with the same key, log-in is not', async () => {
  vi.useFakeTimers();
  let tries = 0;
  const { api, calls } = anApi(() => (++tries < 3 ? problem(503, 'unavailable') : json(204)));
  const left = api.leaveRoom('r');
  await vi.runAllTimersAsync();
  await left;
  expect(calls).toHaveLength(3);
  const keys = new Set(calls.map((call) => call.headers['idempotency-key']));
  expect(keys.size).toBe(1);
  expect([...keys][0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  vi.useRealTimers();
  tries = 0;
  await expect(api.login({ username: 'a', password: 'b' })).rejects.toMatchObject({ code: 'unavailable' });
  expect(tries).toBe(1);
});
