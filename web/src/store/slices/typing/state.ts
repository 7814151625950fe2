import type { RoomId, UserId } from '../../../protocol';

/** When each person's typing ends by itself, ms epoch. */
export type TypingState = Record<RoomId, Record<UserId, number>>;

export const initialTyping: TypingState = {};
