import type { Presence, UserId } from '../../../protocol';

export type PresenceState = Record<UserId, Presence>;

export const initialPresence: PresenceState = {};
