import { beforeAll, describe, expect, test } from 'vitest';
import { events } from '../../web/src/protocol/wire.gen';
import { initialState } from '../../web/src/store/initial';
import { Person } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';
import { Observer } from './observer';
import {
  acknowledgements,
  cut,
  nameOf,
  otherOrders,
  type Pages,
  pages,
  pagesOf,
  same,
  wholeAndTwice,
} from './proofs';
import { scenarios } from './scenarios';
import { Stage } from './stage';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

/** Namespace and name of everything that some scenario has brought. */
const seen = new Set<string>();

describe('a stale client that is told what happened shows what a fresh one shows', () => {
  test.concurrent.each(scenarios)('$name', async ({ events: expected, older, prepare, act }) => {
    const s = await new Stage(server).set(older);
    await prepare?.(s);
    await s.open();
    const early = new Map<Observer, Pages>();
    for (const o of s.observers) for (const id of o.inside()) early.set(o, await pagesOf(o, id));
    await act(s);
    const names = Object.entries(expected).map(([name, times]) => [name.replace('/', ''), times] as const);
    const all = await s.settled(Object.fromEntries(names));
    for (const f of s.desk.frames) {
      if ('event' in f) seen.add(nameOf(f));
    }
    // Each scenario brings what it says, or it proves nothing.
    for (const [name, times] of Object.entries(expected)) {
      const came = s.desk.frames.filter((f) => 'event' in f && nameOf(f) === name);
      expect(came.length, name).toBeGreaterThanOrEqual(times);
    }
    for (const [o, fresh] of all) {
      same('the client itself', o, o.replica, fresh);
      wholeAndTwice(o, fresh);
      otherOrders(o, fresh);
      acknowledgements(o, fresh);
      await cut(o, fresh);
      await pages(o, fresh, early);
    }
    s.close();
  });

  /** Nothing of the session is shown after it; another one of the same person is what it was. */
  test('whose session ends', async () => {
    const s = await new Stage(server).set();
    await s.open();
    const laptop = new Person(server.url);
    laptop.user = (await laptop.login(s.cora.user.username)).user;
    const o = await Observer.open(laptop, s.desk.screen);
    await s.say('said before');
    await until('the message', () => o.events().includes('receive_message'));
    await laptop.ok('POST', '/auth/logout');
    await o.home.next('session_ended', (e) => e.reason === 'logged_out');
    await until('both to be put out', () => o.home.closings[0] && o.room(s.id).closings[0]);
    await s.say('said after');
    const all = await s.settled();
    expect(o.frames.at(-1)).toMatchObject({ event: 'session_ended' });
    expect(JSON.stringify(o.frames)).not.toContain('said after');
    seen.add('/session_ended');
    for (const [other, fresh] of all) same('the others', other, other.replica, fresh);
    o.replica.dispatch({ type: 'state/dropped' });
    expect(o.replica.state).toEqual({ ...initialState, auth: o.replica.state.auth });
    o.close();
    s.close();
  });

  test('of every event there is', () => {
    const due = events.filter((e) => e.from === 'server' && !e.later);
    const names = due.map((e) => `${e.namespace === '/' ? '/' : ''}${e.name}`);
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
  });
});
