import type { Room } from '../../web/src/protocol/wire.gen';
import { person } from '../harness/people';
import { unique, until } from '../harness/until';
import { Observer } from './observer';
import type { Stage } from './stage';

export interface Scenario {
  name: string;
  /** What Cora's desk must be told, and how often; with `/` before the name: over the namespace /. */
  events: Record<string, number>;
  /** How many messages lie between what is spoken of and the end. */
  older?: number;
  /** Before the clients come. */
  prepare?(s: Stage): Promise<void>;
  act(s: Stage): Promise<unknown>;
}

const rest = (s: Stage, method: string, path: string, body?: unknown) =>
  s.anna.ok(method, `/rooms/${s.id}${path}`, body);

/** Every event that the server sends has a scenario here; the test of the table fails otherwise. */
export const scenarios: Scenario[] = [
  {
    name: 'messages with a mention and a reply',
    events: { receive_message: 3, '/room_activity': 1 },
    act: async (s) => {
      await s.say('Good morning');
      await s.say(`@${s.cora.user.username} are you there?`, { replyTo: s.message(1).id });
      await s.say('a second\nline,   and   more spaces');
    },
  },
  {
    name: 'sends without an acknowledgement, one of which fails',
    events: {
      receive_message: 1,
      message_saved: 1,
      request_failed: 1,
      '/request_failed': 1,
      '/room_activity': 1,
    },
    act: async (s) => {
      s.desk.room(s.id).emit('send_message', { roomId: s.id, content: 'quietly', clientId: unique('q') });
      s.desk.room(s.id).emit('send_message', { roomId: s.id, content: ' ', clientId: unique('q') });
      s.tell((await s.desk.room(s.id).next('message_saved')).version);
      await s.desk.room(s.id).next('request_failed');
      s.desk.home.emit('room_summary', { roomId: s.dan.id });
      await s.desk.home.next('request_failed');
    },
  },
  {
    name: 'edits of the latest message, with mentions that come and go',
    events: { message_updated: 3, '/room_activity': 1 },
    act: async (s) => {
      await s.edit(3, 'for nobody');
      await s.edit(3, `for @${s.cora.user.username}, after all`, 1);
      await s.edit(3, 'a text\non two lines, '.repeat(20), 2);
    },
  },
  {
    name: 'edits of older messages that others quote, inside the window and outside',
    events: { message_updated: 1, receive_message: 1 },
    older: 60,
    act: async (s) => {
      await s.say('quoting it', { replyTo: s.message(0).id });
      await s.edit(0, 'The first word, put better\nand longer');
    },
  },
  {
    name: 'edit and deletion of a quoted message inside the window',
    events: { message_updated: 2 },
    act: async (s) => {
      await s.edit(0, 'The first word, put better');
      await s.remove(0);
    },
  },
  {
    name: 'deletion of a quoted message outside the window',
    events: { message_updated: 1, receive_message: 1 },
    older: 60,
    act: async (s) => {
      await s.say('quoting it', { replyTo: s.message(0).id });
      await s.remove(0);
    },
  },
  {
    name: 'deletion of the latest message, which mentions',
    events: { message_updated: 1, '/room_activity': 1 },
    act: (s) => s.remove(3),
  },
  {
    name: 'a message that is sent, edited and deleted at once',
    events: { receive_message: 1, message_updated: 2 },
    act: async (s) => {
      s.said.push(await s.say('short-lived'));
      await s.edit(4, 'edited');
      await s.remove(4);
    },
  },
  {
    name: 'reactions, given and taken back, by several people and by another device of one',
    events: { message_updated: 3 },
    act: async (s) => {
      await s.react(1, '👍');
      const messageId = s.message(1).id;
      await s.b.get('react', { roomId: s.id, messageId, emoji: '👍', on: true });
      await s.desk.ask(s.id, 'react', { messageId, emoji: '🎉', on: true });
      const other = await s.cora.inside(s.id);
      await other.get('react', { roomId: s.id, messageId, emoji: '👍', on: true });
      await s.react(1, '👍', false);
      await other.get('react', { roomId: s.id, messageId, emoji: '🎉', on: false });
    },
  },
  {
    name: 'a reaction to the latest message, and an edit of it',
    events: { message_updated: 2 },
    act: async (s) => {
      await s.react(3, '❤️');
      await s.edit(3, 'a text with a reaction');
    },
  },
  {
    name: 'reactions by more people than are named, with an own one from another device',
    events: { message_updated: 3 },
    prepare: async (s) => {
      const crowd = await Promise.all(Array.from({ length: 25 }, () => person(s.server, 'crowd')));
      for (const p of crowd) await s.anna.add(s.id, p.id);
      s.crowd.push(...(await Promise.all(crowd.map((p) => p.inside(s.id)))));
    },
    act: async (s) => {
      const reaction = { roomId: s.id, messageId: s.message(1).id, emoji: '👍', on: true };
      await Promise.all(s.crowd.map((line) => line.get('react', reaction)));
      // Her desk learns of it only by what this version changed: she is none of the twenty who are named.
      const other = await s.cora.inside(s.id);
      await other.get('react', reaction);
      await other.get('react', { ...reaction, emoji: '🎉' });
      await s.crowd[0]?.get('react', { ...reaction, on: false });
      await s.react(1, '👍');
    },
  },
  {
    name: 'settings',
    events: { receive_message: 3, '/room_updated': 3, '/room_activity': 1 },
    act: async (s) => {
      await rest(s, 'PATCH', '', { name: 'renamed' });
      await rest(s, 'PATCH', '', { topic: 'a topic' });
      await rest(s, 'PATCH', '', { visibility: 'public' });
    },
  },
  {
    name: 'members that come, change and go',
    events: { member_added: 1, member_updated: 1, member_removed: 2, receive_message: 4, '/room_updated': 3 },
    act: async (s) => {
      await rest(s, 'POST', '/members', { userId: s.dan.id });
      await rest(s, 'PATCH', `/members/${s.dan.id}`, { role: 'moderator' });
      await rest(s, 'DELETE', `/members/${s.dan.id}`);
      await s.ben.ok('POST', `/rooms/${s.id}/leave`);
    },
  },
  {
    name: 'an own role that changes',
    events: { member_updated: 2, receive_message: 2 },
    act: async (s) => {
      await rest(s, 'PATCH', `/members/${s.cora.id}`, { role: 'moderator' });
      await rest(s, 'PATCH', `/members/${s.cora.id}`, { role: 'reader' });
    },
  },
  {
    name: 'new rooms: a group, a public one that is joined, a direct one',
    events: { '/room_added': 3, '/room_activity': 1 },
    act: async (s) => {
      await s.anna.room('another', 'private', [s.cora.id]);
      const { id } = await s.anna.room('open', 'public');
      await s.cora.ok('POST', `/rooms/${id}/join`);
      await s.anna.ok<Room>('POST', '/directs', { userId: s.cora.id });
      await s.say('and here');
    },
  },
  {
    name: 'being removed, with something said after it',
    events: { '/room_removed': 1 },
    act: async (s) => {
      await s.say('before');
      await rest(s, 'DELETE', `/members/${s.cora.id}`);
      await s.say('after');
    },
  },
  {
    name: 'being removed and added again',
    events: { '/room_removed': 1, '/room_added': 1, sync: 1 },
    act: async (s) => {
      await rest(s, 'DELETE', `/members/${s.cora.id}`);
      await s.say('meanwhile');
      await rest(s, 'POST', '/members', { userId: s.cora.id });
      await until('the room again', () => s.desk.events().includes('sync'));
      await s.say('again');
    },
  },
  {
    name: 'leaving on another device',
    events: { '/room_removed': 1 },
    act: (s) => s.cora.ok('POST', `/rooms/${s.id}/leave`),
  },
  {
    name: 'a room that is deleted',
    events: { '/room_removed': 1, '/presence': 1 },
    act: async (s) => {
      await rest(s, 'DELETE', '');
      // They share no room any more. (Whoever connects now would cause it to be told as well.)
      for (const o of s.observers) {
        await o.home.next('presence', ({ users }) => users[s.ben.id] === 'offline');
      }
    },
  },
  {
    name: 'reading, on another device and by others',
    events: { '/room_read': 1, read: 2 },
    act: async (s) => {
      const other = await s.cora.inside(s.id);
      const { readRev } = await other.get('mark_read', { roomId: s.id, seq: 4 });
      await s.a.ask(s.id, 'mark_read', { seq: 5 });
      for (const o of [s.desk, s.phone]) await o.home.next('room_read', (r) => r.readRev >= readRev);
    },
  },
  {
    name: 'reading on, while something is said and deleted',
    events: { '/room_read': 1, read: 1, receive_message: 2, message_updated: 1, '/room_activity': 1 },
    act: async (s) => {
      s.said.push(await s.say(`@${s.cora.user.username} one`));
      const { readRev } = (await s.desk.ask(s.id, 'mark_read', { seq: 3 })) as { readRev: number };
      s.said.push(await s.say(`@${s.cora.user.username} two`));
      await s.remove(4);
      for (const o of [s.desk, s.phone]) await o.home.next('room_read', (r) => r.readRev >= readRev);
    },
  },
  {
    name: 'marking unread',
    events: { '/room_read': 2, read: 1 },
    act: async (s) => {
      await s.desk.ask(s.id, 'mark_read', { seq: 5 });
      s.tookBack.add(s.cora.id);
      const { readRev } = (await s.desk.ask(s.id, 'mark_read', { seq: 3, unread: true })) as {
        readRev: number;
      };
      for (const o of [s.desk, s.phone]) await o.home.next('room_read', (r) => r.readRev >= readRev);
    },
  },
  {
    name: 'a display name that changes, with a direct room and a message that is shown in a list',
    events: { '/user_updated': 1 },
    prepare: async (s) => {
      await s.anna.ok<Room>('POST', '/directs', { userId: s.cora.id });
    },
    act: async (s) => {
      await s.anna.ok('PATCH', '/me', { displayName: 'Anna Neu' });
      for (const o of s.observers) await o.home.next('user_updated');
    },
  },
  {
    name: 'somebody who comes, is away and goes',
    events: { user_connected: 1, user_disconnected: 1, '/presence': 1 },
    prepare: async (s) => {
      await s.anna.add(s.id, s.dan.id);
    },
    act: async (s) => {
      // Who shows nobody's presence in particular is told in the room.
      const room = await Observer.open(s.ben, { rooms: [s.id], people: [] });
      const held = (status: string) =>
        until(`${status} in the room`, () => room.replica.state.presence[s.dan.id] === status);
      const dan = await s.dan.online();
      await held('online');
      const told = (status: string) =>
        Promise.all(s.observers.map((o) => o.home.next('presence', (p) => p.users[s.dan.id] === status)));
      await told('online');
      await dan.home.get('set_status', { status: 'away' });
      await told('away');
      dan.close();
      await told('offline');
      await held('offline');
      room.close();
    },
  },
  {
    name: 'typing',
    events: { typing: 2, receive_message: 1 },
    act: async (s) => {
      const line = s.a.room(s.id);
      line.emit('typing', { roomId: s.id, userId: s.anna.id });
      await s.desk.room(s.id).next('typing', (t) => t.typing);
      line.emit('typing', { roomId: s.id, userId: s.anna.id, typing: false });
      await s.desk.room(s.id).next('typing', (t) => !t.typing);
      await s.say('typed');
    },
  },
  {
    name: 'a connection that is lost for a while',
    events: { '/session': 1, sync: 1, receive_message: 2 },
    act: async (s) => {
      await s.say('before');
      await s.desk.fence();
      s.desk.drop();
      await s.edit(0, 'edited meanwhile');
      await rest(s, 'PATCH', '', { name: 'renamed meanwhile' });
      await until(
        'to be back',
        () => s.desk.events().includes('session') && s.desk.events().includes('sync'),
      );
      await s.desk.watch();
      await s.say('after');
    },
  },
  {
    name: 'what is asked for again by resync, in part and from the beginning',
    events: { sync: 2, receive_message: 1 },
    act: async (s) => {
      await s.say('something new');
      const line = s.desk.room(s.id);
      await line.get('resync', { roomId: s.id, since: 2 });
      await line.next('sync', (p) => p.since === 2 && !p.more);
      await line.get('resync', { roomId: s.id, since: 0 });
      await line.next('sync', (p) => p.reset && p.version > 5);
    },
  },
];
