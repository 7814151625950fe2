import type { RoomId } from '../../../protocol';

export type DraftsState = Record<RoomId, string>;

export const initialDrafts: DraftsState = {};
