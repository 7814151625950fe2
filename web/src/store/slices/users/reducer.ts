import type { Room, User } from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import { initialUsers, type UsersState } from './state';

export function users(state: UsersState, action: Action, whole: State): UsersState {
  switch (action.type) {
    case 'session':
      return merge(isOtherEpoch(whole, action.payload.epoch) ? initialUsers : state, [
        action.payload.user,
        ...peers(action.payload.rooms),
      ]);
    case 'auth/signedIn':
      return merge(state, [action.user]);
    case 'users/got':
      return merge(state, action.users);
    case 'user_updated':
      return merge(state, [action.payload.user]);
    case 'room_added':
    case 'room_updated':
      return merge(state, peers([action.payload.room]));
    case 'rooms/summary':
      return merge(state, peers([action.room]));
    case 'rooms/page':
      return merge(state, peers(action.rooms));
    case 'room_activity':
    case 'sync':
      return merge(state, Object.values(action.payload.users ?? {}));
    case 'timelines/page':
      return merge(state, Object.values(action.page.users));
    case 'member_added':
    case 'member_updated':
      return merge(state, [action.payload.member.user]);
    case 'members/got':
      return merge(
        state,
        action.members.map((member) => member.user),
      );
    default:
      return state;
  }
}

function peers(rooms: Room[]): User[] {
  return rooms.flatMap((room) => room.peer ?? []);
}

/** The greater rev wins; equal or smaller changes nothing. */
function merge(state: UsersState, list: User[]): UsersState {
  const newer = list.filter((user) => user.rev > (state[user.id]?.rev ?? -1));
  if (newer.length === 0) return state;
  const next = { ...state };
  for (const user of newer) {
    if (user.rev > (next[user.id]?.rev ?? -1)) next[user.id] = user;
  }
  return next;
}
