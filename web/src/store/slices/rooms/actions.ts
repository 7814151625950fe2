import type { Counters, RoomId, RoomSummary } from '../../../protocol';

export type RoomsAction =
  /** A page of GET /rooms. */
  | { type: 'rooms/page'; rooms: RoomSummary[] }
  /** The answer to room_summary: replaces what is held. */
  | { type: 'rooms/summary'; room: RoomSummary }
  /** The answer to mark_read. */
  | { type: 'rooms/counters'; roomId: RoomId; counters: Counters }
  /** Read here up to seq; without seq the patch is taken back. */
  | { type: 'rooms/localRead'; roomId: RoomId; seq?: number };
