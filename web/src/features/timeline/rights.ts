import type { Message, RoomKind, RoomRole, UserId } from '../../protocol';

export interface Rights {
  react: boolean;
  reply: boolean;
  edit: boolean;
  remove: boolean;
}

const none: Rights = { react: false, reply: false, edit: false, remove: false };

/** What is offered on a message. The server decides (and says no where this is out of date); this only keeps away what would be refused. */
export function rightsOn(
  message: Message,
  room: { kind: RoomKind; role: RoomRole } | undefined,
  me: UserId | undefined,
): Rights {
  if (!room || message.deletedAt || message.kind !== 'text') return none;
  const writes = room.role !== 'reader';
  const mine = message.senderId === me;
  const keeps = room.kind === 'group' && (room.role === 'moderator' || room.role === 'owner');
  return { react: writes, reply: writes, edit: mine && writes, remove: (mine && writes) || keeps };
}
