import type { RoomId, RoomSummary } from '../../../protocol';

export interface RoomEntry extends RoomSummary {
  /** The room's version as of which the counters were counted; absent: as of `version`. */
  countVersion?: number;
  /** The server did not count (large rooms): show as unread, without a number. */
  uncounted?: boolean;
  /** Read here up to this seq, not acknowledged yet. Selectors show the room as read. */
  localRead?: number;
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
