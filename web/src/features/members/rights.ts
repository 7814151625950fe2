import type { RoomRole, RoomSummary } from '../../protocol';
import type { Key } from '../../ui/i18n';

/**
 * What is offered to whom. The server decides (and says no where this is out of date); this only keeps away what would
 * be refused.
 */
const rank: Record<RoomRole, number> = { guest: 1, reader: 0, member: 2, moderator: 3, owner: 4 };

export const mayAdd = ({ kind, role, visibility }: RoomSummary): boolean =>
  kind === 'group' && rank[role] >= (visibility === 'public' ? rank.member : rank.moderator);
export const mayEdit = ({ kind, role }: RoomSummary): boolean =>
  kind === 'group' && rank[role] >= rank.moderator;
export const mayRemove = ({ role }: RoomSummary, target: RoomRole): boolean =>
  role === 'owner' ? target !== 'owner' : rank[role] >= rank.moderator && rank[target] < rank[role];
export const mayManage = ({ kind, role }: RoomSummary): boolean => kind === 'group' && role === 'owner';

export const roles: { role: RoomRole; make: Key; name: Key }[] = [
  { role: 'owner', make: 'members.makeOwner', name: 'role.owner' },
  { role: 'moderator', make: 'members.makeModerator', name: 'role.moderator' },
  { role: 'member', make: 'members.makeMember', name: 'role.member' },
  { role: 'reader', make: 'members.makeReader', name: 'role.reader' },
  { role: 'guest', make: 'members.makeGuest', name: 'role.guest' },
];
