import type { Message, Room, RoomActivity, RoomId, RoomRemoved, RoomSummary, User } from '../../../protocol';
import type { Action, Payload } from '../../actions';
import type { State } from '../../types';
import { raised, stampOf, withCounters } from './counters';
import type { RoomEntry, RoomsState } from './state';

export function rooms(state: RoomsState, action: Action, whole: State): RoomsState {
  switch (action.type) {
    case 'session':
      return fromSession(state, action.payload);
    case 'rooms/page':
      return page(state, action.rooms);
    case 'room_added':
      return added(state, action.payload.room);
    case 'room_updated':
      return change(state, action.payload.room.id, (room) => updated(room, action.payload.room));
    case 'room_removed':
      return removed(state, action.payload);
    case 'rooms/summary':
      return change(state, action.room.id, (room) => replaced(room, action.room));
    case 'room_activity':
      return change(state, action.payload.roomId, (room) => active(room, action.payload, whole.auth.me?.id));
    case 'room_read':
      return change(state, action.payload.roomId, (room) => withCounters(room, action.payload));
    case 'rooms/counters':
      return change(state, action.roomId, (room) => withCounters(room, action.counters));
    case 'rooms/localRead':
      return change(state, action.roomId, (room) => readHere(room, action.seq));
    case 'receive_message':
    case 'message_updated':
      return latest(state, [action.payload.message], whole);
    case 'sync':
      return latest(state, action.payload.messages, whole);
    case 'user_updated':
      return renamed(state, action.payload.user);
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
function fromSession(state: RoomsState, session: Payload<'session'>): RoomsState {
  const complete = session.rooms.length >= session.roomsTotal;
  const byId: Record<RoomId, RoomEntry> = complete ? {} : { ...state.byId };
  for (const room of session.rooms) byId[room.id] = replaced(state.byId[room.id], room);
  return { loaded: true, byId, total: session.roomsTotal, removed: {} };
}

/** What the server says in answer to a question replaces what is held; what was read here meanwhile stays. */
function replaced(room: RoomEntry | undefined, said: RoomSummary): RoomEntry {
  const local = room?.localRead;
  return local !== undefined && local > said.readSeq ? { ...said, localRead: local } : said;
}

function added(state: RoomsState, said: RoomSummary): RoomsState {
  if ((state.removed[said.id] ?? -1) >= said.version) return state;
  const room = state.byId[said.id];
  if (room) return change(state, said.id, () => withCounters(updated(room, said), said));
  const { [said.id]: _, ...tombs } = state.removed;
  const byId = { ...state.byId, [said.id]: said };
  return { ...state, byId, removed: tombs, total: state.total + 1 };
}

/** What GET /rooms lists is counted in the total already. */
function page(state: RoomsState, list: RoomSummary[]): RoomsState {
  const next = list.reduce(added, state);
  return next === state ? state : { ...next, total: Math.max(state.total, Object.keys(next.byId).length) };
}

/** Name, topic and so on; counters have their own rule. */
function updated(room: RoomEntry, said: Room | RoomSummary): RoomEntry {
  if (said.version < room.version) return room;
  const { id, kind, name, topic, visibility, createdAt, memberCount, seq, version, peer } = said;
  const settings = { id, kind, name, topic, visibility, createdAt, memberCount, seq, version };
  const next = raised(room, { ...settings, ...(peer && { peer }) });
  if (!('role' in said)) return next;
  return { ...next, role: said.role, ...(said.lastMessage && { lastMessage: said.lastMessage }) };
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

function active(room: RoomEntry, said: RoomActivity, me: string | undefined): RoomEntry {
  let next = room;
  if (said.version > room.version || (said.version === room.version && said.lastMessage)) {
    next = raised(room, {
      version: said.version,
      seq: Math.max(room.seq, said.seq),
      ...(said.lastMessage && { lastMessage: said.lastMessage }),
    });
  }
  if (said.unreadCount !== undefined && said.readRev !== undefined) {
    const { version, readRev, unreadCount, mentionCount = room.mentionCount } = said;
    return withCounters(next, { version, readRev, unreadCount, mentionCount, readSeq: room.readSeq });
  }
  const news = said.version > stampOf(room).version && said.lastMessage?.senderId !== me;
  return news && !room.uncounted && said.seq > room.readSeq ? { ...next, uncounted: true } : next;
}

function readHere(room: RoomEntry, seq: number | undefined): RoomEntry {
  if (seq === undefined) {
    const { localRead, ...rest } = room;
    return localRead === undefined ? room : rest;
  }
  return seq > (room.localRead ?? room.readSeq) ? { ...room, localRead: seq } : room;
}

/** The sidebar's excerpt follows the open room at once; counters come over "/". */
function latest(state: RoomsState, messages: Message[], whole: State): RoomsState {
  return messages.reduce(
    (rooms, message) =>
      change(rooms, message.roomId, (room) => {
        if (message.version <= room.version) return room;
        const version = { version: message.version };
        if (message.seq < (room.lastMessage?.seq ?? 0)) return raised(room, version);
        const { id, seq, senderId, kind, createdAt, deletedAt } = message;
        const senderName = whole.users[senderId]?.displayName ?? room.lastMessage?.senderName ?? '';
        const excerpt = Array.from(message.content).slice(0, 160).join('');
        return raised(room, {
          ...version,
          seq: Math.max(room.seq, seq),
          lastMessage: {
            id,
            seq,
            senderId,
            senderName,
            kind,
            excerpt,
            createdAt,
            ...(deletedAt && { deletedAt }),
          },
        });
      }),
    state,
  );
}

/** A direct room has its peer's name. */
function renamed(state: RoomsState, user: User): RoomsState {
  return Object.values(state.byId)
    .filter((room) => room.peer?.id === user.id && user.rev > room.peer.rev)
    .reduce(
      (rooms, room) => change(rooms, room.id, () => ({ ...room, peer: user, name: user.displayName })),
      state,
    );
}
