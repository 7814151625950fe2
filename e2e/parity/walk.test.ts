import { beforeAll, expect, test } from 'vitest';
import type { Message, RoomSummary } from '../../web/src/protocol/wire.gen';
import { Random } from '../../web/src/testing/random';
import { type Person, person } from '../harness/people';
import { type Server, startServer } from '../harness/server';
import type { RoomLine } from '../harness/sockets';
import { unique, until } from '../harness/until';
import { Observer } from './observer';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

/** One of the two: what they do, and a client with the list of rooms and one room on screen. */
interface Walker {
  who: Person;
  other: Person;
  lines: Map<string, RoomLine>;
  list: Observer;
  /** What they have said, by room. */
  said: Map<string, string[]>;
}

/** What must have been told of a room before what is shown is judged. */
interface Due {
  version: number;
  reads: { walker: Walker; readRev: number }[];
}

class Walk {
  readonly rooms: string[] = [];
  private walkers: Walker[] = [];

  constructor(private readonly random: Random) {}

  async begin(): Promise<this> {
    const [anna, ben] = await Promise.all([person(server, 'anna'), person(server, 'ben')]);
    for (let i = 0; i < 3; i++) this.rooms.push((await anna.room(`room ${i}`, 'private', [ben.id])).id);
    for (const who of [anna, ben]) {
      const device = who.device();
      const lines = new Map<string, RoomLine>();
      for (const id of this.rooms) lines.set(id, (await device.enter(id)).line);
      const screen = { rooms: this.rooms.slice(0, 1), people: [anna.id, ben.id] };
      const list = await Observer.open(who, screen);
      this.walkers.push({ who, other: who === anna ? ben : anna, lines, list, said: new Map() });
    }
    return this;
  }

  /** A few things at once, in one room or in several. */
  async step(): Promise<string> {
    const due = new Map<string, Due>();
    const done: Promise<string>[] = [];
    for (let i = 1 + this.random.below(4); i > 0; i--) {
      const walker = this.random.pick(this.walkers);
      const id = this.random.pick(this.rooms);
      const of = due.get(id) ?? { version: 0, reads: [] };
      due.set(id, of);
      done.push(this.act(walker, id, of));
    }
    const what = (await Promise.all(done)).join(', ');
    for (const walker of this.walkers) {
      await until(`what was told to ${walker.who.user.username} after ${what}`, () =>
        [...due].every(([id, of]) => this.told(walker, id, of)),
      );
      await walker.list.fence();
    }
    return what;
  }

  private told({ who, list }: Walker, id: string, due: Due): boolean {
    const counted = list.home.all('room_activity').filter((a) => a.roomId === id);
    const read = list.home.all('room_read').filter((r) => r.roomId === id);
    const rev = Math.max(0, ...due.reads.filter((r) => r.walker.who === who).map((r) => r.readRev));
    const known = list.replica.state.rooms.byId[id]?.readRev ?? 0;
    return (
      (due.version === 0 || counted.some((a) => a.version >= due.version)) &&
      (rev === 0 || known >= rev) &&
      (rev === 0 ||
        read.some((r) => r.readRev >= rev) ||
        list.home.all('session')[0]?.rooms.some((r) => r.id === id && r.readRev >= rev) === true)
    );
  }

  private async act(walker: Walker, roomId: string, due: Due): Promise<string> {
    const { who, other, lines } = walker;
    const line = lines.get(roomId) as RoomLine;
    const said = walker.said.get(roomId) ?? [];
    walker.said.set(roomId, said);
    const text = this.random.pick([
      'hello',
      `for @${other.user.username}`,
      `@${who.user.username} and @${other.user.username}`,
    ]);
    const content = `${text} ${unique('w')}`;
    const roll = said.length === 0 ? 0 : this.random.below(10);
    const top = 4 + said.length * 2;
    const changed = ({ message }: { message: Message }) => {
      due.version = Math.max(due.version, message.version);
    };
    if (roll < 3) {
      const { id, version } = await line.get('send_message', { roomId, content });
      said.push(id);
      due.version = Math.max(due.version, version);
      return 'send';
    }
    const messageId = this.random.pick(said);
    if (roll < 5) {
      const page = await who.history(roomId);
      const base = page.find((m) => m.id === messageId);
      const answer = await line.raw('edit_message', {
        roomId,
        messageId,
        content,
        baseRevision: base?.revision ?? 0,
      });
      if (answer.ok) changed(answer as never);
      return 'edit';
    }
    if (roll < 7) {
      const before = (await who.history(roomId)).find((m) => m.id === messageId);
      const { message } = await line.get('delete_message', { roomId, messageId });
      // One that was deleted already makes no news.
      if (!before?.deletedAt) changed({ message });
      return 'delete';
    }
    if (roll < 8) {
      await line.raw('react', { roomId, messageId, emoji: '👍', on: this.random.below(2) === 0 });
      return 'react';
    }
    const unread = roll < 9 && (true as const);
    const { readRev } = await line.get('mark_read', {
      roomId,
      seq: 1 + this.random.below(top),
      ...(unread && { unread }),
    });
    due.reads.push({ walker, readRev });
    return unread ? 'unread' : 'read';
  }

  /** What both are shown, what the server says, and a recount of the history. */
  async judge(what: string): Promise<void> {
    for (const { who, list } of this.walkers) {
      for (const id of this.rooms) {
        // Where two statements crossed, the client asks, as often as it must.
        while (list.replica.doubtful.has(id)) {
          const { room } = await list.home.get('room_summary', { roomId: id });
          list.replica.doubtful.delete(id);
          list.replica.dispatch({ type: 'rooms/summary', room });
        }
        const { room } = await list.home.get('room_summary', { roomId: id });
        const shown = counts(list.replica.state.rooms.byId[id] as RoomSummary);
        expect(shown, `shown to ${who.user.username} after ${what}`).toEqual(counts(room));
        expect(shown, `recounted for ${who.user.username} after ${what}`).toMatchObject(
          recount(await who.history(id), who.id, room.readSeq),
        );
      }
    }
  }

  end(): void {
    for (const { list } of this.walkers) list.close();
  }
}

const counts = ({ readSeq, readRev, unreadCount, mentionCount, lastMessage, seq }: RoomSummary) => ({
  seq,
  readSeq,
  readRev,
  unreadCount,
  mentionCount,
  lastMessage,
});

function recount(all: Message[], me: string, readSeq: number) {
  const unread = all.filter((m) => m.seq > readSeq && m.senderId !== me && m.kind === 'text' && !m.deletedAt);
  const texts = all.filter((m) => m.kind === 'text');
  const last = texts.at(-1);
  return {
    seq: all.length,
    unreadCount: unread.length,
    mentionCount: unread.filter((m) => m.mentions.includes(me)).length,
    ...(last && { lastMessage: { id: last.id, excerpt: last.content, seq: last.seq } }),
  };
}

/** Counters are carried from change to change and told in statements that cross: whatever people do, what is shown equals a recount. */
test.concurrent.each([1, 2, 3])('what is shown equals a recount of the history, seed %i', async (seed) => {
  const walk = await new Walk(new Random(seed)).begin();
  const done: string[] = [];
  for (let i = 0; i < 25; i++) {
    done.push(await walk.step());
    await walk.judge(`step ${i} of seed ${seed}: ${done.slice(-4).join(' · ')}`);
  }
  walk.end();
});
