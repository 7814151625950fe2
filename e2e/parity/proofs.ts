import { expect } from 'vitest';
import type { Sync } from '../../web/src/protocol/wire.gen';
import { caughtUp, type Observer } from './observer';
import { ephemeral, type Frame, type Replica, shown, type Truth } from './replica';

/** Fails unless a client that holds `held` shows what a fresh one shows. */
export function same(what: string, o: Observer, held: Replica, fresh: Truth, back = false): void {
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

export const nameOf = (f: { namespace: string; event: string }) =>
  `${f.namespace === '/' ? '/' : ''}${f.event}`;
const isEvent = (f: Frame) => 'event' in f;

/** True for what may be told twice and late: what has a version. A snapshot comes first on its connection and replaces what is held. */
const mayRepeat = (f: Frame) =>
  'event' in f &&
  ![...ephemeral, 'session'].includes(f.event) &&
  !(f.event === 'sync' && (f.payload as Sync).reset);

/** Everything that came, as it came; each event twice; all of it once more; each by itself after all of it. */
export function wholeAndTwice(o: Observer, fresh: Truth): void {
  const whole = o.stale.copy().all(o.frames);
  same('stale state and everything that came', o, whole, fresh);
  expect(whole.behind, 'a sync that began too late').toBe(false);
  const kept = o.frames.filter(mayRepeat);
  const twice = o.stale.copy();
  for (const f of o.frames) twice.take(f).all(mayRepeat(f) ? [f] : []);
  same('each event twice', o, twice, fresh);
  same('everything again, the older after the newer', o, whole.copy().all(kept), fresh);
  for (const [i, f] of kept.entries()) {
    same(`the ${i}th again: ${JSON.stringify(f).slice(0, 300)}`, o, whole.copy().take(f), fresh);
  }
}

/** Between namespaces there is no order, and statements about counters cross: on two nodes, from two devices. */
export function otherOrders(o: Observer, fresh: Truth): void {
  // Where the client was put out of a room, entered again or lost its connection, one namespace waits for the other.
  const snapshot = /^(session|sync|room_added|room_removed)$/;
  if (o.frames.some((f) => 'event' in f && snapshot.test(f.event))) return;
  const told = o.frames.filter((f) => 'event' in f);
  const home = told.filter((f) => f.namespace === '/');
  const room = told.filter((f) => f.namespace !== '/');
  const rest = o.frames.filter((f) => !('event' in f));
  same('the room first', o, o.stale.copy().all([...rest, ...room, ...home]), fresh);
  same('the list first', o, o.stale.copy().all([...rest, ...home, ...room]), fresh);
  const counts = home.filter((f) => /^room_(activity|read)$/.test(f.event));
  const others = home.filter((f) => !counts.includes(f));
  for (const crossed of [counts.toReversed(), rotated(counts, 1), rotated(counts, 2)]) {
    same('counts that crossed', o, o.stale.copy().all([...rest, ...room, ...crossed, ...others]), fresh);
    same(
      'counts that crossed, before the room',
      o,
      o.stale.copy().all([...rest, ...others, ...crossed, ...room]),
      fresh,
    );
  }
}

const rotated = <T>(list: readonly T[], by: number): T[] => [...list.slice(by), ...list.slice(0, by)];

/** The answers to what the client asked come before or after what everybody is told. */
export function acknowledgements(o: Observer, fresh: Truth): void {
  const told = o.frames.filter(isEvent);
  const asked = o.acks.flatMap((a) => a.asked);
  const answers = o.acks.flatMap((a) => a.answer);
  same('answers before all events', o, o.stale.copy().all([...asked, ...answers, ...told]), fresh);
  same('answers after all events', o, o.stale.copy().all([...asked, ...told, ...answers]), fresh);
}

/** The connection is cut after each number of frames, and the client comes back with what it held then. */
export async function cut(o: Observer, fresh: Truth, every = 1): Promise<void> {
  const known = new Map<string, Frame[][]>();
  for (let k = 0; k <= o.frames.length; k += every) {
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
export async function pages(o: Observer, fresh: Truth, early: Map<Observer, Pages>): Promise<void> {
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

export type Pages = Awaited<ReturnType<typeof pagesOf>>;

export async function pagesOf(o: Observer, roomId: string) {
  const first = o.stale.state.timelines[roomId]?.seqs[0] ?? 1;
  const [latest, before, around] = await Promise.all([
    o.who.page(roomId),
    o.who.page(roomId, `?before=${first}`),
    o.who.page(roomId, '?around=3&limit=200'),
  ]);
  return { latest, before, around };
}
