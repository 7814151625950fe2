import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Message, RoomSummary } from '../../web/src/protocol/wire.gen';
import type { Person, Shown } from './browser';
import type { Rest } from './rest';
import { Device } from './sockets';
import { patience, until } from './until';

interface Counts {
  unread: number;
  mentions: number;
}

interface View {
  messages: Omit<Shown, 'clientId'>[];
  /** In the sidebar. */
  sidebar: Counts;
  /** By GET /rooms. */
  rest: Counts;
}

export interface Place {
  id: string;
  /** As its timeline is named, for each person: in a direct room that is the other one. */
  name: string | ((person: Person) => string);
}

/**
 * What every window of these people shows is what the server holds, exactly: each message once, in order, with its text, state and reactions; and
 * what is unread equals a recount. Waits until that is so. The server is asked at its own address, whatever is between it and the windows.
 */
export async function agrees(url: string, people: Person[], { id, name }: Place): Promise<void> {
  for (const person of people) {
    const rest = await person.rest(url);
    const called = typeof name === 'string' ? name : name(person);
    for (const page of person.context.pages()) {
      let shown: View | undefined;
      let held: View | undefined;
      await until('window and server to agree', async () => {
        const room = (await rest.rooms()).find((r) => r.id === id);
        if (!room) throw new Error(`${person.name} is no member`);
        shown = {
          messages: (await person.read(called, page)).map(({ clientId, ...row }) => row),
          sidebar: counts(await person.nav(page).locator(`a[href="/r/${id}"]`).getAttribute('aria-label')),
          rest: { unread: room.unreadCount, mentions: room.mentionCount },
        };
        held = await expected(rest, room);
        return isDeepStrictEqual(shown, held);
      }).catch((error) => {
        if (!held) throw error;
        expect(shown, `${person.name}'s window, after ${patience} ms`).toEqual(held);
      });
    }
  }
}

/** "general, 3 unread, 1 mention" */
function counts(label: string | null): Counts {
  const count = (what: RegExp) => Number(what.exec(label ?? '')?.[1] ?? 0);
  return { unread: count(/, (\d+) unread/), mentions: count(/, (\d+) mention/) };
}

/** What somebody's window must show, from what the server holds. */
async function expected(rest: Rest & { id: string }, room: RoomSummary): Promise<View> {
  const history = await rest.history(room.id);
  expect(history.map((m) => m.seq)).toEqual(history.map((_, i) => i + 1)); // without holes
  const texts = history.filter((m) => m.kind === 'text');
  const unread = texts.filter((m) => m.seq > room.readSeq && m.senderId !== rest.id && !m.deletedAt);
  const mentions = unread.filter((m) => m.mentions.includes(rest.id));
  const recount = { unread: unread.length, mentions: mentions.length };
  const peerRead = room.kind === 'direct' ? await receipt(rest, room.id) : 0;
  return { messages: texts.map((m) => row(m, rest.id, peerRead)), sidebar: recount, rest: recount };
}

function row(m: Message, me: string, peerRead: number): View['messages'][number] {
  const deleted = m.deletedAt !== undefined;
  return {
    seq: m.seq,
    state: m.senderId === me && m.seq <= peerRead ? 'read' : 'saved',
    text: deleted ? 'message deleted' : m.content,
    edited: m.editedAt !== undefined && !deleted,
    deleted,
    quote: deleted || !m.replyTo ? '' : m.replyTo.deletedAt ? 'message deleted' : (m.replyTo.excerpt ?? ''),
    reactions: m.reactions.map(
      ({ emoji, count }) =>
        `${emoji}, ${count} ${count === 1 ? 'person' : 'people'}${m.myReactions?.includes(emoji) ? ', you reacted' : ''}`,
    ),
  };
}

/** Up to where the other one of a direct room has read. */
async function receipt(rest: Rest & { id: string }, roomId: string): Promise<number> {
  const device = new Device(rest.base, () => rest.token);
  try {
    const { sync } = await device.enter(roomId);
    return Math.max(0, ...Object.entries(sync.readSeqs ?? {}).map(([id, seq]) => (id === rest.id ? 0 : seq)));
  } finally {
    device.close();
  }
}
