import type { MessageId } from '../../../protocol';

/** Reactions of one's own that the server has not answered yet, by emoji: given, or taken back. */
export type ReactingState = Record<MessageId, Record<string, boolean>>;

export const initialReacting: ReactingState = {};
