import type { Message, MessageUpdated, RemovalReason, RoomId, UserId } from '../../../protocol';

export type PageKind = 'before' | 'after' | 'around' | 'latest';

/** A page on its way. While it is, every change of the room is kept in `held`. */
export interface PageRequest {
  id: number;
  kind: PageKind;
  /** The client's position when it asked: an answer below it is asked for again. */
  position: number;
}

export interface Timeline {
  /** 'gone': removed or deleted; rooms.byId has no entry either. */
  status: 'loading' | 'ready' | 'gone';
  goneReason?: RemovalReason;
  /** The position: everything up to here is known. Moved by sync and live events only. */
  version: number;
  epoch?: string;
  rulesVersion: number;
  bySeq: Record<number, Message>;
  /** Ascending; one contiguous window. Live events extend it while hasAfter is false. */
  seqs: number[];
  hasBefore: boolean;
  hasAfter: boolean;
  loadingBefore: boolean;
  loadingAfter: boolean;
  /** The "New" line stands before the first message of others from this seq on. */
  newFrom?: number;
  /** Grows with each reset of the window: then look whether the scroll anchor is still loaded. */
  resets?: number;
  onlineCount?: number;
  request?: PageRequest;
  held?: MessageUpdated[];
  /** Versions seen beyond a hole, ascending. */
  ahead?: number[];
}

export type TimelinesState = Record<RoomId, Timeline>;
export type ReadSeqs = Record<UserId, number>;

export const initialTimelines: TimelinesState = {};

export const emptyTimeline: Timeline = {
  status: 'loading',
  version: 0,
  rulesVersion: 0,
  bySeq: {},
  seqs: [],
  hasBefore: false,
  hasAfter: false,
  loadingBefore: false,
  loadingAfter: false,
};
