import type { RoomId } from '../../../protocol';
import type { DraftsState } from './state';

export type DraftsAction =
  | { type: 'drafts/loaded'; drafts: DraftsState }
  | { type: 'drafts/set'; roomId: RoomId; text: string };
