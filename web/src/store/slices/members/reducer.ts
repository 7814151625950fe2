import type { Member, Message, RoomId, UserId } from '../../../protocol';
import type { Action } from '../../actions';
import type { State } from '../../types';
import { stillThere } from '../rooms/missing';
import { isOldRemoval } from '../rooms/reducer';
import type { MemberList, MembersState } from './state';

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
      // The pages before this one were read under earlier rules.
      const rules = action.append ? Math.min(rulesVersion, state[roomId]?.rulesVersion ?? 0) : rulesVersion;
      const more = nextCursor && { nextCursor };
      return put(state, roomId, { status: 'ready', list, rulesVersion: rules, ...more });
    }
    case 'members/failed':
      return change(state, action.roomId, (list) =>
        list.status === 'loading' ? { ...list, status: 'failed' } : list,
      );
    case 'receive_message':
      return change(state, action.payload.message.roomId, (held) =>
        continued(held, action.payload.message, whole),
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
      return stillThere(state, action.payload, whole);
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

/** Only while every line since the list was read is known does it go on by events. */
function continued(held: MemberList, line: Message, { timelines }: State): MemberList {
  const timeline = timelines[line.roomId];
  if (line.kind !== 'system' || held.status === 'failed' || timeline?.status !== 'ready') return held;
  // Beyond a hole, or after something that the list does not know: it is asked for again.
  if (line.version !== timeline.version + 1 || timeline.rulesVersion > held.rulesVersion) return held;
  const ofMembers = line.system?.userId !== undefined;
  return ofMembers ? { ...held, due: line.version } : { ...held, rulesVersion: line.version };
}

/** An event that is not newer than the list changes nothing, nor does one make a list of what could not be loaded. */
function since(held: MemberList, version: number, list: Member[]): MemberList {
  if (held.status === 'failed' || version <= held.rulesVersion) return held;
  const { due, ...rest } = held;
  return { ...rest, list, ...(due === version && { rulesVersion: version }) };
}

function upsert(list: Member[], member: Member): Member[] {
  const at = list.findIndex((m) => m.userId === member.userId);
  return at < 0 ? [...list, member] : list.with(at, member);
}

function without(list: Member[], user: UserId): Member[] {
  return list.filter((m) => m.userId !== user);
}
