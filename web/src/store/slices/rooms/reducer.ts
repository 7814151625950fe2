import type {
  Message,
  Room,
  RoomActivity,
  RoomId,
  RoomRemoved,
  RoomSummary,
  Session,
  Sync,
  UserId,
} from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import { roomWith } from '../users/profiles';
import { judge, stampOf, withCounters } from './counters';
import { withLast, withMessage } from './last';
import { withLine } from './lines';
import { pinned, type RoomEntry, type RoomsState } from './state';

export function rooms(state: RoomsState, action: Action, whole: State): RoomsState {
  switch (action.type) {
    case 'session':
      return fromSession(state, action.payload, whole);
    case 'rooms/page':
      return page(state, action.rooms, whole);
    case 'room_added':
      return added(state, action.payload.room, whole);
    case 'room_updated':
      return change(state, action.payload.room.id, (room) => updated(room, action.payload.room));
    case 'room_removed':
      return removed(state, action.payload);
    case 'rooms/summary':
      return change(state, action.room.id, (room) => replaced(room, named(action.room, whole)));
    case 'room_activity':
      return change(state, action.payload.roomId, (room) => active(room, action.payload, whole));
    case 'room_read':
      return change(state, action.payload.roomId, (room) => withCounters(room, action.payload));
    case 'rooms/counters':
      return change(state, action.roomId, (room) => withCounters(room, action.counters));
    case 'rooms/localRead':
      return change(state, action.roomId, (room) => readHere(room, action.seq));
    case 'receive_message':
    case 'message_updated':
      return change(state, action.payload.message.roomId, (room) =>
        live(room, action.payload.message, whole),
      );
    case 'sync':
      return change(state, action.payload.roomId, (room) => synced(room, action.payload, whole));
    default:
      return state;
  }
}

function change(state: RoomsState, id: RoomId, how: (room: RoomEntry) => RoomEntry): RoomsState {
  const room = state.byId[id];
  if (!room) return state;
  const next = how(room);
  return next === room ? state : { ...state, byId: { ...state.byId, [id]: next } };
}

/** A snapshot. A complete one says of every room that is missing that it is gone. */
function fromSession(state: RoomsState, session: Session, whole: State): RoomsState {
  const complete = session.rooms.length >= session.roomsTotal;
  const known = isOtherEpoch(whole, session.epoch) ? {} : state.byId;
  const byId: Record<RoomId, RoomEntry> = complete ? {} : { ...known };
  for (const room of session.rooms) byId[room.id] = replaced(known[room.id], room);
  return { loaded: true, byId, total: session.roomsTotal, removed: {} };
}

/**
 * What the server says in answer to a question replaces the counters that are held. What was read here meanwhile
 * stays, and what the open room has told meanwhile: that came with a version of its own.
 */
function replaced(room: RoomEntry | undefined, said: RoomSummary): RoomEntry {
  if (!room) return said;
  const { version, readSeq, readRev, unreadCount, mentionCount } = said;
  const { localRead, uncounted: _, ...held } = room;
  const counters = { countVersion: version, readSeq, readRev, unreadCount, mentionCount };
  return plain({
    ...withLast(updated(held, said), said.lastMessage, version),
    ...counters,
    ...(localRead !== undefined && localRead > readSeq && { localRead }),
  });
}

/** Without stamps that say nothing. */
function plain(room: RoomEntry): RoomEntry {
  const { countVersion, lastVersion, ...rest } = room;
  return {
    ...rest,
    ...(countVersion !== undefined && countVersion !== room.version && { countVersion }),
    ...(lastVersion !== undefined && lastVersion !== room.version && { lastVersion }),
  };
}

/** What was read before a name changed may come after it. After a cut the snapshot knows better than we do. */
function named(said: RoomSummary, { users }: State): RoomSummary {
  return roomWith(said, (id) => users[id]);
}

function added(state: RoomsState, row: RoomSummary, whole: State): RoomsState {
  const said = named(row, whole);
  if ((state.removed[said.id] ?? -1) >= said.version) return state;
  if (state.byId[said.id]) return change(state, said.id, (room) => again(room, said));
  const { [said.id]: _, ...tombs } = state.removed;
  const byId = { ...state.byId, [said.id]: said };
  return { ...state, byId, removed: tombs, total: state.total + 1 };
}

/**
 * Another statement about a room that is held: each part by its own rule. One that is older may be of a membership
 * before this one, whose read position means nothing now.
 */
function again(room: RoomEntry, said: RoomSummary): RoomEntry {
  const next = withLast(updated(room, said), said.lastMessage, said.version);
  return judge(stampOf(next), said) === 'take' ? withCounters(next, said) : next;
}

/** What GET /rooms lists is counted in the total already. */
function page(state: RoomsState, list: RoomSummary[], whole: State): RoomsState {
  const next = list.reduce((rooms, room) => added(rooms, room, whole), state);
  return next === state ? state : { ...next, total: Math.max(state.total, Object.keys(next.byId).length) };
}

/** Name, topic and so on. The last message and the counters have their own rules. */
function updated(room: RoomEntry, said: Room | RoomSummary): RoomEntry {
  if (said.version < room.version) return room;
  const { id, kind, name, topic, visibility, createdAt, memberCount, version, peer } = said;
  const settings = { id, kind, name, topic, visibility, createdAt, memberCount, version };
  const seq = Math.max(room.seq, said.seq);
  const role = 'role' in said ? said.role : room.role;
  return { ...pinned(room), ...settings, seq, role, ...(peer && { peer }) };
}

/** True if the person was added again after this removal. */
export function isOldRemoval(state: RoomsState, removal: RoomRemoved): boolean {
  return (state.byId[removal.roomId]?.version ?? -1) > removal.version;
}

function removed(state: RoomsState, removal: RoomRemoved): RoomsState {
  if (isOldRemoval(state, removal)) return state;
  const { [removal.roomId]: gone, ...byId } = state.byId;
  const version = Math.max(removal.version, state.removed[removal.roomId] ?? 0);
  return {
    ...state,
    byId,
    removed: { ...state.removed, [removal.roomId]: version },
    total: gone ? state.total - 1 : state.total,
  };
}

function active(room: RoomEntry, said: RoomActivity, whole: State): RoomEntry {
  const { version, readRev, unreadCount, mentionCount = room.mentionCount, lastMessage } = said;
  const seq = Math.max(room.seq, said.seq);
  const raised = seq === room.seq ? room : { ...room, seq };
  const sender = lastMessage && whole.users[lastMessage.senderId];
  const last = sender ? { ...lastMessage, senderName: sender.displayName } : lastMessage;
  const next = withLast(raised, last, version);
  if (unreadCount !== undefined && readRev !== undefined) {
    return withCounters(next, { version, readRev, unreadCount, mentionCount, readSeq: room.readSeq });
  }
  return isNews(room, said, whole.auth.me?.id) ? { ...next, uncounted: true } : next;
}

/** In a large room nobody counted: is there something unread that the counters held do not know of? */
function isNews(room: RoomEntry, said: RoomActivity, me: UserId | undefined): boolean {
  const last = said.lastMessage;
  return isUncounted(room, said) && last?.senderId !== me && (last?.seq ?? 0) > room.readSeq;
}

/** True if something was written, and the counters held are from before that. */
export function isUncounted(room: RoomEntry, said: RoomActivity): boolean {
  return said.lastMessage !== undefined && said.version > stampOf(room).version;
}

function readHere(room: RoomEntry, seq: number | undefined): RoomEntry {
  if (seq === undefined) {
    const { localRead, ...rest } = room;
    return localRead === undefined ? room : rest;
  }
  return seq > (room.localRead ?? room.readSeq) ? { ...room, localRead: seq } : room;
}

function live(room: RoomEntry, message: Message, whole: State): RoomEntry {
  const next = withMessage(room, message, whole.users);
  const held = whole.timelines[room.id];
  if (message.kind !== 'system' || held?.status !== 'ready') return next;
  // Beyond a hole there may be other lines before it.
  if (message.version !== held.version + 1) return next;
  return withLine(next, message, held.rulesVersion, whole.auth.me?.id);
}

/** What was missed: all system lines of it, one by one. A reset skips some, and what they said is asked for. */
function synced(room: RoomEntry, sync: Sync, whole: State): RoomEntry {
  const held = whole.timelines[room.id];
  const next = sync.messages.reduce((r, message) => withMessage(r, message, whole.users), room);
  if (sync.reset || held?.status !== 'ready' || sync.since > held.version) return next;
  const lines = sync.messages.filter(({ kind, version }) => kind === 'system' && version > held.version);
  let rules = held.rulesVersion;
  return lines.reduce((r, line) => {
    const changed = withLine(r, line, rules, whole.auth.me?.id);
    rules = Math.max(rules, line.version);
    return changed;
  }, next);
}

/** True while somebody's membership or a setting has changed that the row does not show yet. */
export function isBehind(state: State, id: RoomId): boolean {
  const room = state.rooms.byId[id];
  return room !== undefined && (state.timelines[id]?.rulesVersion ?? 0) > room.version;
}
