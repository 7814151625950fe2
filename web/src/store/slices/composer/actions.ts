import type { RoomId } from '../../../protocol';
import type { ComposerMode } from './state';

export type ComposerAction = { type: 'composer/set'; roomId: RoomId; mode?: ComposerMode };
