import type { MessageId } from '../../../protocol';

/** `on` undefined: answered, or given up; what the server holds counts again. */
export type ReactingAction = { type: 'reacting/set'; messageId: MessageId; emoji: string; on?: boolean };
