import type { RoomId, UserId } from '../../../protocol';

/** seq up to which each member has read; rooms of up to 50 members. */
export type ReadsState = Record<RoomId, Record<UserId, number>>;

export const initialReads: ReadsState = {};
