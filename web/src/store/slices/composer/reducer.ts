import type { RoomId } from '../../../protocol';
import type { Action } from '../../actions';
import type { State } from '../../types';
import { stillThere } from '../rooms/missing';
import type { ComposerState } from './state';

export function composer(state: ComposerState, action: Action, whole: State): ComposerState {
  switch (action.type) {
    case 'composer/set':
      return action.mode ? { ...state, [action.roomId]: action.mode } : without(state, action.roomId);
    case 'session':
      return stillThere(state, action.payload, whole);
    case 'room_removed':
      return without(state, action.payload.roomId);
    default:
      return state;
  }
}

function without(state: ComposerState, roomId: RoomId): ComposerState {
  const { [roomId]: gone, ...rest } = state;
  return gone ? rest : state;
}
