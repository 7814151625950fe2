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
  const verdict = judge(stampOf(room), said);
  // room_activity has no readSeq, and may have brought this readRev before.
  const same = said.readRev === room.readRev && said.readSeq !== room.readSeq;
  if (verdict !== 'take' && !same) return room;
  const { version, readSeq, readRev, unreadCount, mentionCount } = said;
  const counted = { countVersion: version, readRev, unreadCount, mentionCount, uncounted: false };
  const { localRead, ...rest } = room;
  return {
    ...rest,
    readSeq,
    ...(verdict === 'take' && counted),
    ...(localRead !== undefined && localRead > readSeq && { localRead }),
  };
}
