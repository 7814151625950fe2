import type { Message, RoomId, Sync, UserId } from '../../../protocol';
import type { Action } from '../../actions';
import type { State } from '../../types';
import { stillThere } from '../rooms/missing';
import { isOldRemoval } from '../rooms/reducer';
import type { ReadsState } from './state';

export function reads(state: ReadsState, action: Action, whole: State): ReadsState {
  switch (action.type) {
    case 'read':
      return raise(state, action.payload.roomId, { [action.payload.userId]: action.payload.seq });
    case 'sync':
      return synced(state, action.payload);
    case 'receive_message': {
      const { message } = action.payload;
      return message.version > (whole.timelines[message.roomId]?.version ?? 0) ? line(state, message) : state;
    }
    case 'room_removed': {
      if (isOldRemoval(whole.rooms, action.payload)) return state;
      const { [action.payload.roomId]: gone, ...rest } = state;
      return gone ? rest : state;
    }
    case 'session':
      return stillThere(state, action.payload, whole);
    default:
      return state;
  }
}

/** The last part lists everybody, in rooms where there are receipts at all; who is missing is out. */
function synced(state: ReadsState, { roomId, readSeqs, more }: Sync): ReadsState {
  if (more) return state;
  const { [roomId]: held = {}, ...rest } = state;
  if (!readSeqs) return state[roomId] ? rest : state;
  const raised = raise(state, roomId, readSeqs);
  const out = Object.keys(held).filter((user) => readSeqs[user] === undefined);
  return out.reduce((reads, user) => without(reads, roomId, user), raised);
}

/** Reading begins at the line by which one joins, and ends with the membership. */
function line(state: ReadsState, { roomId, seq, system }: Message): ReadsState {
  const user = system?.userId;
  if (!user || !state[roomId]) return state;
  if (system.type === 'joined' || system.type === 'added') return raise(state, roomId, { [user]: seq });
  if (system.type === 'left' || system.type === 'removed') return without(state, roomId, user);
  return state;
}

function without(state: ReadsState, room: RoomId, user: UserId): ReadsState {
  const { [user]: gone, ...rest } = state[room] ?? {};
  return gone === undefined ? state : { ...state, [room]: rest };
}

/** Receipts never go back. */
function raise(state: ReadsState, room: RoomId, said: Record<UserId, number>): ReadsState {
  const held = state[room] ?? {};
  const newer = Object.entries(said).filter(([user, seq]) => seq > (held[user] ?? -1));
  return newer.length > 0 ? { ...state, [room]: { ...held, ...Object.fromEntries(newer) } } : state;
}
