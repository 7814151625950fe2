import type { Message, RoomRole, UserId } from '../../../protocol';
import { pinned, type RoomEntry } from './state';

/**
 * The room as a system line changes it. It tells one step: that counts only if nothing happened between what is
 * held and it that is not known. `rules` is the version of the latest change of members or settings before it.
 */
export function withLine(room: RoomEntry, line: Message, rules: number, me: UserId | undefined): RoomEntry {
  if (line.version <= room.version || rules > room.version) return room;
  const change = changeOf(room, line, me);
  if (!change) return room;
  return { ...pinned(room), ...change, version: line.version };
}

function changeOf(
  room: RoomEntry,
  { system }: Message,
  me: UserId | undefined,
): Partial<RoomEntry> | undefined {
  switch (system?.type) {
    case 'joined':
    case 'added':
      return { memberCount: room.memberCount + 1 };
    case 'left':
    case 'removed':
      return { memberCount: room.memberCount - 1 };
    case 'renamed':
      return system.value === undefined ? undefined : { name: system.value };
    case 'topic':
      return { topic: system.value ?? '' };
    case 'visibility':
      return system.value === 'public' || system.value === 'private'
        ? { visibility: system.value }
        : undefined;
    case 'role':
      return system.userId === me && system.value ? { role: system.value as RoomRole } : {};
    default:
      return undefined;
  }
}
