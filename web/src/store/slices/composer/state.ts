import type { MessageId, RoomId } from '../../../protocol';

/** What the composer is doing instead of writing a new message. */
export interface ComposerMode {
  mode: 'reply' | 'edit';
  messageId: MessageId;
  seq: number;
}

export type ComposerState = Record<RoomId, ComposerMode>;

export const initialComposer: ComposerState = {};
