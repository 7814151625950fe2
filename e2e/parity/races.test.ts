import { beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../web/src/protocol/wire.gen';
import type { Person } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import { unique, until } from '../harness/until';
import { Observer } from './observer';
import { acknowledgements, cut, otherOrders, same, wholeAndTwice } from './proofs';
import { Stage } from './stage';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

interface Race {
  name: string;
  /** Two at once; each answers whether it was allowed. `r` numbers the rounds. */
  run(t: Track, r: number): [() => Promise<boolean>, () => Promise<boolean>];
  /** What must hold of the room's history, whoever was first. */
  after?(history: Message[], t: Track): void;
  /** Sets the scene for the next round. */
  again?(t: Track): Promise<unknown>;
}

/** A room in which Anna, Ben (a moderator) and Dan act, Anna also from a phone. */
interface Track {
  s: Stage;
  ben: Observer;
  dan: Observer;
  phone: Observer;
  messageId: string;
}

const change =
  (o: Observer, t: Track, event: string, payload: Record<string, unknown> = {}) =>
  async () =>
    (await o.try(t.s.id, event, { messageId: t.messageId, ...payload })).ok;
const rest = (who: Person, method: string, path: string, body?: unknown) => async () =>
  (await who.call(method, path, body)).status < 300;
const member = (t: Track) => `/rooms/${t.s.id}/members/${t.s.dan.id}`;
const add = (t: Track) => t.s.anna.ok('POST', `/rooms/${t.s.id}/members`, { userId: t.s.dan.id });
const edit = (r: number, by: string) => ({ content: `edited by ${by} in round ${r}`, baseRevision: 0 });

const races: Race[] = [
  {
    name: 'edit and edit',
    run: (t, r) => [
      change(t.s.a, t, 'edit_message', edit(r, 'desk')),
      change(t.phone, t, 'edit_message', edit(r, 'phone')),
    ],
    after: (all) => expect(all.every((m) => m.revision <= 1)).toBe(true),
  },
  {
    name: 'edit and delete',
    run: (t, r) => [change(t.s.a, t, 'edit_message', edit(r, 'Anna')), change(t.ben, t, 'delete_message')],
    after: (all) => expect(all.filter((m) => m.content.startsWith('edited'))).toEqual([]),
  },
  {
    name: 'delete and delete',
    run: (t) => [change(t.s.a, t, 'delete_message'), change(t.ben, t, 'delete_message')],
  },
  {
    name: 'react and react',
    run: (t, r) => [
      change(t.ben, t, 'react', { emoji: '👍', on: true }),
      change(t.phone, t, 'react', { emoji: r % 2 ? '👍' : '🎉', on: true }),
    ],
    after: (all) =>
      expect(
        all.filter((m) => m.content === 'contended').map((m) => m.reactions.flatMap((x) => x.userIds).length),
      ).toEqual(Array(rounds).fill(2)),
  },
  {
    name: 'the same reaction given and taken back on two devices',
    run: (t) => [
      change(t.s.a, t, 'react', { emoji: '👍', on: true }),
      change(t.phone, t, 'react', { emoji: '👍', on: false }),
    ],
  },
  {
    name: 'react and delete',
    run: (t) => [change(t.ben, t, 'react', { emoji: '👍', on: true }), change(t.s.a, t, 'delete_message')],
    after: (all) => expect(all.filter((m) => m.deletedAt && m.reactions.length > 0)).toEqual([]),
  },
  {
    name: 'reading and sending',
    run: (t) => [
      async () => (await t.ben.try(t.s.id, 'mark_read', { seq: 1_000 })).ok,
      async () =>
        (
          await t.s.a.try(t.s.id, 'send_message', {
            content: `@${t.s.ben.user.username}`,
            clientId: unique('r'),
          })
        ).ok,
    ],
  },
  {
    name: 'remove and send',
    run: (t) => [
      rest(t.s.ben, 'DELETE', member(t)),
      async () =>
        (
          await t.dan
            .room(t.s.id)
            .raw('send_message', { roomId: t.s.id, content: 'by Dan' })
            .catch(() => ({ ok: false }))
        ).ok,
    ],
    // Nothing of theirs is numbered while they are out.
    after: (all, t) => {
      let there = true;
      for (const m of all) {
        if (m.system?.userId === t.s.dan.id) there = m.system.type === 'added';
        if (m.senderId === t.s.dan.id) expect(there, `seq ${m.seq}`).toBe(true);
      }
    },
    again: add,
  },
  {
    name: 'leave and rename',
    run: (t, r) => [
      rest(t.s.dan, 'POST', `/rooms/${t.s.id}/leave`),
      rest(t.s.ben, 'PATCH', `/rooms/${t.s.id}`, { name: `round ${r}` }),
    ],
    again: add,
  },
  {
    name: 'a role and a removal',
    run: (t) => [rest(t.s.anna, 'PATCH', member(t), { role: 'guest' }), rest(t.s.ben, 'DELETE', member(t))],
    again: add,
  },
];

const rounds = 6;

async function track(): Promise<Track> {
  const s = await new Stage(server).set();
  await s.anna.ok('PATCH', `/rooms/${s.id}/members/${s.ben.id}`, { role: 'moderator' });
  await s.anna.add(s.id, s.dan.id);
  await s.open();
  const open = (who: Person) => Observer.open(who, s.desk.screen);
  const [ben, dan, phone] = await Promise.all([open(s.ben), open(s.dan), open(s.anna)]);
  s.more.push(ben, dan, phone);
  await s.settled();
  for (const o of s.observers) o.mark();
  return { s, ben, dan, phone, messageId: '' };
}

/** Whoever was first, everybody ends with what the server holds, and so does who comes back or hears things twice or in another order. */
describe('two at once', () => {
  test.concurrent.each(races)('$name', async ({ run, after, again }) => {
    const t = await track();
    const { s } = t;
    for (let r = 0; r < rounds; r++) {
      t.messageId = (await s.say('contended')).id;
      const pair = run(t, r);
      const [one, two] = r % 2 ? pair : pair.toReversed();
      const answers = await Promise.all([one?.(), two?.()]);
      expect(answers).toContain(true);
      if (
        !again ||
        (await s.anna.ok<{ members: { userId: string }[] }>('GET', `/rooms/${s.id}/members`)).members.some(
          (m) => m.userId === s.dan.id,
        )
      )
        continue;
      await again(t);
      await until('Dan to be back', () => t.dan.inside().length > 0 && t.dan.room(s.id).socket.connected);
    }
    const all = await s.settled();
    for (const [o, fresh] of all) {
      const who = o.who.user.username;
      same(`${who} at the end`, o, o.replica, fresh);
      wholeAndTwice(o, fresh);
      otherOrders(o, fresh);
      acknowledgements(o, fresh);
      await cut(o, fresh, 9);
    }
    after?.(all.get(s.desk)?.history[s.id] ?? [], t);
    s.close();
  });
});
