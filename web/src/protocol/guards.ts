import * as v from 'valibot';
import type { RoomEvents, SessionEvents } from './wire.gen';

/**
 * What must hold of a payload so that reducers and components cannot fail on it. Unknown fields are kept:
 * the protocol may grow. Values of unions are not checked: an unknown one is shown as the default.
 */
const id = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.string();
const object = v.looseObject;

/** What was dropped because it was not what the protocol says, by event or kind of item. */
export const broken = new Map<string, number>();

export function countBroken(what: string): void {
  broken.set(what, (broken.get(what) ?? 0) + 1);
}

/** One broken item must not cost the others: a sync that is dropped as a whole would be asked for forever. */
const soundOnes = <T extends v.GenericSchema>(what: string, item: T) =>
  v.pipe(
    v.optional(v.array(v.unknown()), []),
    v.transform((items) =>
      items.flatMap((one) => {
        const result = v.safeParse(item, one);
        if (!result.success) countBroken(what);
        return result.success ? [result.output] : [];
      }),
    ),
  );
const listOf = <T extends v.GenericSchema>(item: T) => v.optional(v.array(item), []);

export const user = object({ id, username: v.string(), displayName: v.string(), rev: v.number() });
const users = v.optional(v.record(v.string(), user), {});

const excerpt = object({ id, seq: count, senderId: id, kind: v.string(), createdAt: time });
const roomFields = {
  id,
  kind: v.string(),
  name: v.string(),
  topic: v.optional(v.string(), ''),
  createdAt: time,
  memberCount: count,
  seq: count,
  version: count,
  peer: v.optional(user),
};
export const room = object(roomFields);
export const roomSummary = object({
  ...roomFields,
  role: v.string(),
  readSeq: count,
  readRev: count,
  unreadCount: count,
  mentionCount: count,
  lastMessage: v.optional(excerpt),
});
export const member = object({ userId: id, user, role: v.string() });

const reaction = object({ emoji: v.string(), count, userIds: listOf(v.string()) });
const systemLine = object({ type: v.string(), userIds: v.optional(v.array(v.string())) });
export const message = object({
  id,
  roomId: id,
  seq: v.pipe(count, v.minValue(1)),
  version: v.pipe(count, v.minValue(1)),
  kind: v.string(),
  senderId: id,
  clientId: v.string(),
  content: v.optional(v.string(), ''),
  revision: v.optional(count, 0),
  createdAt: time,
  deletedAt: v.optional(time),
  reactions: listOf(reaction),
  myReactions: v.optional(v.array(v.string())),
  mentions: listOf(v.string()),
  attachments: listOf(object({})),
  system: v.optional(systemLine),
  replyTo: v.optional(object({ id, seq: count, senderId: id })),
});

export const messagePage = object({
  messages: soundOnes('message', message),
  users,
  version: count,
  hasBefore: v.boolean(),
  hasAfter: v.boolean(),
});

export const counters = object({
  version: count,
  readSeq: count,
  readRev: count,
  unreadCount: count,
  mentionCount: count,
});

export const messageSaved = object({
  roomId: id,
  clientId: id,
  id,
  seq: v.pipe(count, v.minValue(1)),
  version: v.pipe(count, v.minValue(1)),
  createdAt: time,
});

export const wireError = object({
  code: v.string(),
  message: v.optional(v.string(), ''),
  details: v.optional(object({ message: v.optional(message) })),
});

const requestFailed = object({ event: v.string(), error: wireError });
const memberEvent = object({ roomId: id, version: count, member });
const inRoom = { roomId: id, userId: id };

export const sessionEvents = {
  session: object({ user, rooms: soundOnes('room', roomSummary), roomsTotal: count, epoch: id }),
  room_added: object({ room: roomSummary }),
  room_updated: object({ room }),
  room_removed: object({ roomId: id, version: count, reason: v.string() }),
  room_activity: object({
    roomId: id,
    seq: count,
    version: count,
    readRev: v.optional(count),
    unreadCount: v.optional(count),
    mentionCount: v.optional(count),
    lastMessage: v.optional(excerpt),
    users,
  }),
  room_read: object({ roomId: id, ...counters.entries }),
  user_updated: object({ user }),
  presence: object({ users: v.record(v.string(), v.string()) }),
  session_ended: object({ reason: v.string() }),
  request_failed: requestFailed,
} satisfies Record<keyof SessionEvents, v.GenericSchema>;

export const roomEvents = {
  sync: object({
    roomId: id,
    epoch: id,
    since: count,
    version: count,
    messages: soundOnes('message', message),
    users,
    reset: v.boolean(),
    more: v.boolean(),
    rulesVersion: v.optional(count, 0),
    online: v.optional(v.array(v.string())),
    readSeqs: v.optional(v.record(v.string(), count)),
  }),
  receive_message: object({ message }),
  message_updated: object({
    message,
    reacted: v.optional(v.array(object({ userId: id, emoji: v.string(), on: v.boolean() }))),
  }),
  message_saved: messageSaved,
  request_failed: requestFailed,
  typing: object({ ...inRoom, typing: v.boolean() }),
  read: object({ ...inRoom, seq: count }),
  user_connected: object(inRoom),
  user_disconnected: object(inRoom),
  member_added: memberEvent,
  member_removed: memberEvent,
  member_updated: memberEvent,
} satisfies Record<keyof RoomEvents, v.GenericSchema>;

/** null is the same as absent: removes it, in place. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) {
    value.forEach(withoutNulls);
  } else if (value !== null && typeof value === 'object') {
    const record = value as Record<string, unknown>;
    for (const key of Object.keys(record)) {
      if (record[key] === null) delete record[key];
      else withoutNulls(record[key]);
    }
  }
  return value;
}

/** The payload, if it is what the protocol says; undefined if it is broken. */
export function guarded<T>(schema: v.GenericSchema, payload: unknown): T | undefined {
  const result = v.safeParse(schema, withoutNulls(payload));
  return result.success ? (result.output as T) : undefined;
}
