import type { Message, MessagePage, RoomId } from '../../../protocol';
import type { PageKind, PageRequest } from './state';

export type TimelinesAction =
  /** The room came on screen. */
  | { type: 'timelines/opened'; roomId: RoomId; newFrom?: number }
  /** Not a member, or no such room. */
  | { type: 'timelines/refused'; roomId: RoomId }
  | { type: 'timelines/asked'; roomId: RoomId; request: PageRequest }
  | { type: 'timelines/page'; roomId: RoomId; requestId: number; kind: PageKind; page: MessagePage }
  | { type: 'timelines/pageFailed'; roomId: RoomId; requestId: number }
  /** A message in an acknowledgement: applied by itself, moves no position. */
  | { type: 'timelines/message'; message: Message }
  /** The room left the screen: only the newest messages are kept. */
  | { type: 'timelines/trimmed'; roomId: RoomId; keep: number };
