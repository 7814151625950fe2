import type { Counters } from '../../../protocol';
import type { RoomEntry } from './state';

type Stamp = Pick<Counters, 'version' | 'readRev'>;

/** As of when the held counters were counted. */
export function stampOf(room: RoomEntry): Stamp {
  return { version: room.countVersion ?? room.version, readRev: room.readRev };
}

/**
 * Statements about counters cross on the way. Neither part smaller: take. Neither greater: ignore.
 * Otherwise each knows something the other does not, and only the server can tell: ask room_summary.
 */
export function judge(held: Stamp, said: Stamp): 'take' | 'ignore' | 'ask' {
  const newer = said.version > held.version || said.readRev > held.readRev;
  const older = said.version < held.version || said.readRev < held.readRev;
  if (!newer) return 'ignore';
  return older ? 'ask' : 'take';
}

/** The room with the counters, if they are newer than what it holds. */
export function withCounters(room: RoomEntry, said: Counters): RoomEntry {
  if (judge(stampOf(room), said) !== 'take') {
    // room_activity has no readSeq: room_read of the same count brings it later.
    const same = said.readRev === room.readRev && said.readSeq > room.readSeq;
    return same ? { ...room, readSeq: said.readSeq } : room;
  }
  const { localRead, ...rest } = room;
  return {
    ...rest,
    version: Math.max(room.version, said.version),
    countVersion: said.version,
    readSeq: said.readSeq,
    readRev: said.readRev,
    unreadCount: said.unreadCount,
    mentionCount: said.mentionCount,
    uncounted: false,
    ...(localRead !== undefined && localRead > said.readSeq && { localRead }),
  };
}

/** What of a room is as of `version`, without counters: these keep the version as of which they were counted. */
export function raised(room: RoomEntry, change: Partial<RoomEntry> & { version: number }): RoomEntry {
  return { ...room, ...change, countVersion: stampOf(room).version };
}
