import type { RoomId, RoomSummary } from '../../../protocol';

/**
 * `version` says as of when name, topic, members and the like are known. What else the row shows is told apart
 * from that, and the statements cross on their way: each part has its own.
 */
export interface RoomEntry extends RoomSummary {
  /** The room's version as of which the counters were counted; absent: as of `version`. */
  countVersion?: number;
  /** The room's version as of which the last message is known; absent: as of `version`. */
  lastVersion?: number;
  /** The server did not count (large rooms): show as unread, without a number. */
  uncounted?: boolean;
  /** Read here up to this seq, not acknowledged yet. Selectors show the room as read. */
  localRead?: number;
}

/** The room, ready for a new `version`: the other parts stay as of when they were. */
export function pinned(room: RoomEntry): RoomEntry {
  const { version, countVersion = version, lastVersion = version } = room;
  return { ...room, countVersion, lastVersion };
}

export interface RoomsState {
  /** False until the first `session`. */
  loaded: boolean;
  byId: Record<RoomId, RoomEntry>;
  /** How many rooms the person has; more than `byId` holds until loadMoreRooms() brought them all. */
  total: number;
  /** Version of the removal, so that older statements do not bring the room back. */
  removed: Record<RoomId, number>;
}

export const initialRooms: RoomsState = { loaded: false, byId: {}, total: 0, removed: {} };
