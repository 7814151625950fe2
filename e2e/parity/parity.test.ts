import { beforeAll, describe, expect, test } from 'vitest';
import { events } from '../../web/src/protocol/wire.gen';
import { initialState } from '../../web/src/store/initial';
import { Person } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';
import { caughtUp, Observer } from './observer';
import { ephemeral, type Frame, type Replica, shown, type Truth } from './replica';
import { scenarios } from './scenarios';
import { Stage } from './stage';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

/** Fails unless a client that holds `held` shows what a fresh one shows. */
function same(what: string, o: Observer, held: Replica, fresh: Truth, back = false): void {
  const replica = held.copy();
  // Where statements about counters crossed, the client asks the server.
  for (const id of replica.doubtful) {
    const room = fresh.state.rooms.byId[id];
    if (room) replica.dispatch({ type: 'rooms/summary', room });
  }
  if (back) replica.dispatch({ type: 'users/got', users: fresh.people });
  // After coming back, a list of members is asked for again if the rules changed.
  for (const [roomId, members] of back ? Object.entries(fresh.members) : []) {
    const rulesVersion = replica.state.timelines[roomId]?.rulesVersion ?? 0;
    if (rulesVersion <= (replica.state.members[roomId]?.rulesVersion ?? 0)) continue;
    replica.dispatch({ type: 'members/got', roomId, members, rulesVersion, append: false });
  }
  const s = shown(replica.state, fresh, o.screen.people);
  expect(s.held, what).toEqual(s.fresh);
}

const nameOf = (f: { namespace: string; event: string }) => `${f.namespace === '/' ? '/' : ''}${f.event}`;
const isEvent = (f: Frame) => 'event' in f;

function wholeAndTwice(o: Observer, fresh: Truth): void {
  same('stale state and everything that came', o, o.stale.copy().all(o.frames), fresh);
  expect(o.stale.copy().all(o.frames).behind, 'a sync that began too late').toBe(false);
  const kept = o.frames.filter((f) => !('event' in f) || !ephemeral.includes(f.event));
  const twice = o.stale.copy();
  for (const f of o.frames)
    twice.take(f).take(kept.includes(f) ? f : { action: { type: 'connection/settled' } });
  same('each event twice', o, twice, fresh);
  same('everything again, the older after the newer', o, o.stale.copy().all(o.frames).all(kept), fresh);
}

function acknowledgements(o: Observer, fresh: Truth): void {
  const told = o.frames.filter(isEvent);
  const asked = o.acks.flatMap((a) => a.asked);
  const answers = o.acks.flatMap((a) => a.answer);
  same('answers before all events', o, o.stale.copy().all([...asked, ...answers, ...told]), fresh);
  same('answers after all events', o, o.stale.copy().all([...asked, ...told, ...answers]), fresh);
}

async function cut(o: Observer, fresh: Truth): Promise<void> {
  const known = new Map<string, Frame[][]>();
  for (let k = 0; k <= o.frames.length; k++) {
    const held = o.stale.copy().all(o.frames.slice(0, k));
    const key = JSON.stringify(o.screen.rooms.map((id) => held.position(id)));
    const orders = known.get(key) ?? (await caughtUp(o.who, o.screen, held));
    known.set(key, orders);
    for (const [i, frames] of orders.entries()) {
      same(`cut after ${k} of ${o.frames.length}, order ${i}`, o, held.copy().all(frames), fresh, true);
    }
  }
}

/** A page that is asked for after k frames, read by the server before or after all of it, and answered after j. */
async function pages(o: Observer, fresh: Truth, early: Map<Observer, Pages>): Promise<void> {
  for (const roomId of o.inside()) {
    const late = await pagesOf(o, roomId);
    for (const kind of ['latest', 'before', 'around'] as const) {
      for (let k = 0; k <= o.frames.length; k++) {
        for (let j = k; j <= o.frames.length; j++) {
          const page = (k === 0 ? early.get(o)?.[kind] : undefined) ?? late[kind];
          const held = o.stale.copy().all(o.frames.slice(0, k));
          const position = held.state.timelines[roomId]?.version ?? 0;
          if (held.state.timelines[roomId]?.status !== 'ready' || page.version < position) continue;
          held.dispatch({ type: 'timelines/asked', roomId, request: { id: 1, kind, position } });
          held.all(o.frames.slice(k, j));
          held.dispatch({ type: 'timelines/page', roomId, requestId: 1, kind, page });
          same(`page ${kind} asked after ${k}, answered after ${j}`, o, held.all(o.frames.slice(j)), fresh);
        }
      }
    }
  }
}

type Pages = Awaited<ReturnType<typeof pagesOf>>;

async function pagesOf(o: Observer, roomId: string) {
  const first = o.stale.state.timelines[roomId]?.seqs[0] ?? 1;
  const [latest, before, around] = await Promise.all([
    o.who.page(roomId),
    o.who.page(roomId, `?before=${first}`),
    o.who.page(roomId, '?around=3&limit=200'),
  ]);
  return { latest, before, around };
}

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
