import type { Member, RoomId, UserId } from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import { isOldRemoval } from '../rooms/reducer';
import { initialMembers, type MemberList, type MembersState } from './state';

export function members(state: MembersState, action: Action, whole: State): MembersState {
  switch (action.type) {
    case 'members/asked': {
      const list = state[action.roomId];
      if (list?.status === 'ready') return state;
      return put(state, action.roomId, { list: [], rulesVersion: 0, ...list, status: 'loading' });
    }
    case 'members/got': {
      const { roomId, rulesVersion, nextCursor } = action;
      const before = action.append ? (state[roomId]?.list ?? []) : [];
      const list = action.members.reduce((all, one) => upsert(all, newest(one, whole)), before);
      return put(state, roomId, { status: 'ready', list, rulesVersion, ...(nextCursor && { nextCursor }) });
    }
    case 'members/failed':
      return change(state, action.roomId, (list) =>
        list.status === 'loading' ? { ...list, status: 'failed' } : list,
      );
    case 'member_added':
    case 'member_updated': {
      const { roomId, version, member } = action.payload;
      return change(state, roomId, (held) => since(held, version, upsert(held.list, newest(member, whole))));
    }
    case 'member_removed': {
      const { roomId, version, member } = action.payload;
      return change(state, roomId, (held) => since(held, version, without(held.list, member.userId)));
    }
    case 'room_removed': {
      if (isOldRemoval(whole.rooms, action.payload)) return state;
      const { [action.payload.roomId]: gone, ...rest } = state;
      return gone ? rest : state;
    }
    case 'session':
      return isOtherEpoch(whole, action.payload.epoch) ? initialMembers : state;
    default:
      return state;
  }
}

/** With the profile as it is known here, if that is newer. */
function newest(member: Member, { users }: State): Member {
  const user = users[member.userId];
  return user && user.rev > member.user.rev ? { ...member, user } : member;
}

function put(state: MembersState, room: RoomId, list: MemberList): MembersState {
  return { ...state, [room]: list };
}

function change(state: MembersState, room: RoomId, how: (list: MemberList) => MemberList): MembersState {
  const held = state[room];
  if (!held) return state;
  const next = how(held);
  return next === held ? state : put(state, room, next);
}

/** An event that is not newer than the list changes nothing, nor does one make a list of what could not be loaded. */
function since(held: MemberList, version: number, list: Member[]): MemberList {
  return held.status !== 'failed' && version > held.rulesVersion
    ? { ...held, list, rulesVersion: version }
    : held;
}

function upsert(list: Member[], member: Member): Member[] {
  const at = list.findIndex((m) => m.userId === member.userId);
  return at < 0 ? [...list, member] : list.with(at, member);
}

function without(list: Member[], user: UserId): Member[] {
  return list.filter((m) => m.userId !== user);
}
