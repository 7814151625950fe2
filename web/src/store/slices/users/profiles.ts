import type { User, UserId } from '../../../protocol';
import type { Action } from '../../actions';
import type { State } from '../../types';
import type { MembersState } from '../members/state';
import type { RoomEntry, RoomsState } from '../rooms/state';

/**
 * Profiles are written into rooms and lists of members, too: what is known anew of a person stands there at once.
 * An answer about people settles their names even if it brings nothing new: a snapshot may have been older.
 */
export function withProfiles(before: State, after: State, action: Action): State {
  const told = new Set(action.type === 'users/got' ? action.users.map((user) => user.id) : []);
  if (before.users === after.users && told.size === 0) return after;
  const changed = (id: UserId): User | undefined =>
    before.users[id] === after.users[id] && !told.has(id) ? undefined : after.users[id];
  const rooms = roomsWith(after.rooms, changed);
  const members = membersWith(after.members, changed);
  return rooms === after.rooms && members === after.members ? after : { ...after, rooms, members };
}

type Changed = (id: UserId) => User | undefined;

function roomsWith(rooms: RoomsState, changed: Changed): RoomsState {
  const byId = mapped(rooms.byId, (room) => roomWith(room, changed));
  return byId === rooms.byId ? rooms : { ...rooms, byId };
}

/** The row with the names as they are known. */
export function roomWith<R extends RoomEntry>(room: R, known: Changed): R {
  const { peer, lastMessage } = room;
  const other = peer && known(peer.id);
  const sender = lastMessage && known(lastMessage.senderId);
  let next = room;
  // A direct room has its peer's name.
  if (peer && other && other.rev > peer.rev) next = { ...next, peer: other, name: other.displayName };
  if (sender && sender.displayName !== lastMessage.senderName)
    next = { ...next, lastMessage: { ...lastMessage, senderName: sender.displayName } };
  return next;
}

function membersWith(members: MembersState, changed: Changed): MembersState {
  return mapped(members, (held) => {
    const renewed = ({ userId, user }: MembersState[string]['list'][number]) => {
      const said = changed(userId);
      return said && said.rev > user.rev ? said : undefined;
    };
    if (!held.list.some(renewed)) return held;
    const list = held.list.map((member) => {
      const user = renewed(member);
      return user ? { ...member, user } : member;
    });
    return { ...held, list };
  });
}

/** The same object if nothing changed. */
function mapped<T>(record: Record<string, T>, how: (value: T) => T): Record<string, T> {
  let next = record;
  for (const [key, value] of Object.entries(record)) {
    const changed = how(value);
    if (changed === value) continue;
    if (next === record) next = { ...record };
    next[key] = changed;
  }
  return next;
}
