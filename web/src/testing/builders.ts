import type { Member, Message, MessagePage, RoomSummary, Session, Sync, User } from '../protocol';
import type { OutboxEntry, Timeline } from '../store';

const start = Date.UTC(2026, 10, 23, 8, 0, 0);

function time(minutes: number): string {
  return new Date(start + minutes * 60_000).toISOString();
}

export function aUser(name: string, over: Partial<User> = {}): User {
  return {
    id: `u-${name.toLowerCase()}`,
    username: name.toLowerCase(),
    displayName: name,
    createdAt: time(0),
    role: 'member',
    rev: 1,
    ...over,
  };
}

export function aRoom(name: string, over: Partial<RoomSummary> = {}): RoomSummary {
  return {
    id: `r-${name.toLowerCase()}`,
    kind: 'group',
    name,
    topic: '',
    visibility: 'public',
    createdAt: time(0),
    memberCount: 2,
    seq: 0,
    version: 0,
    role: 'member',
    readSeq: 0,
    readRev: 0,
    unreadCount: 0,
    mentionCount: 0,
    ...over,
  };
}

/** Message number seq of a room without edits: version = seq, one a minute. */
export function aMessage(seq: number, over: Partial<Message> = {}): Message {
  return {
    id: `m-${seq}`,
    roomId: 'r-general',
    seq,
    version: seq,
    kind: 'text',
    senderId: 'u-ada',
    clientId: `c-${seq}`,
    content: `message ${seq}`,
    revision: 0,
    createdAt: time(seq),
    reactions: [],
    mentions: [],
    attachments: [],
    ...over,
  };
}

export function someMessages(from: number, to: number, over: Partial<Message> = {}): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => aMessage(from + i, over));
}

export function aTimeline(messages: Message[], over: Partial<Timeline> = {}): Timeline {
  return {
    status: 'ready',
    version: Math.max(0, ...messages.map((m) => m.version)),
    rulesVersion: 1,
    bySeq: Object.fromEntries(messages.map((m) => [m.seq, m])),
    seqs: messages.map((m) => m.seq),
    hasBefore: false,
    hasAfter: false,
    loadingBefore: false,
    loadingAfter: false,
    ...over,
  };
}

export function anEntry(content: string, over: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    userId: 'u-me',
    clientId: `c-${content}`,
    roomId: 'r-general',
    content,
    createdAt: time(1_000),
    position: 1,
    tries: 0,
    state: 'queued',
    ...over,
  };
}

export function aMember(user: User, over: Partial<Member> = {}): Member {
  return { userId: user.id, user, role: 'member', joinedAt: time(0), ...over };
}

export function aSession(user: User, rooms: RoomSummary[], over: Partial<Session> = {}): Session {
  return { user, rooms, roomsTotal: rooms.length, epoch: 'e1', serverTime: time(0), expiresIn: 600, ...over };
}

export function aSync(messages: Message[], over: Partial<Sync> = {}): Sync {
  return {
    roomId: 'r-general',
    epoch: 'e1',
    since: 0,
    version: Math.max(0, ...messages.map((m) => m.version)),
    messages,
    users: {},
    reset: true,
    more: false,
    rulesVersion: 1,
    ...over,
  };
}

export function aPage(messages: Message[], over: Partial<MessagePage> = {}): MessagePage {
  const version = Math.max(0, ...messages.map((m) => m.version));
  return { messages, users: {}, version, hasBefore: false, hasAfter: false, ...over };
}
