import type { RoomId, UserId } from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import { initialReads, type ReadsState } from './state';

export function reads(state: ReadsState, action: Action, whole: State): ReadsState {
  switch (action.type) {
    case 'read':
      return raise(state, action.payload.roomId, { [action.payload.userId]: action.payload.seq });
    case 'sync':
      return raise(state, action.payload.roomId, action.payload.readSeqs ?? {});
    case 'room_removed': {
      const { [action.payload.roomId]: gone, ...rest } = state;
      return gone ? rest : state;
    }
    case 'session':
      return isOtherEpoch(whole, action.payload.epoch) ? initialReads : state;
    default:
      return state;
  }
}

/** Receipts never go back. */
function raise(state: ReadsState, room: RoomId, said: Record<UserId, number>): ReadsState {
  const held = state[room] ?? {};
  const newer = Object.entries(said).filter(([user, seq]) => seq > (held[user] ?? -1));
  return newer.length > 0 ? { ...state, [room]: { ...held, ...Object.fromEntries(newer) } } : state;
}
