import type { Presence, UserId } from '../../../protocol';

/** The answer to presence_subscribe. */
export type PresenceAction = { type: 'presence/got'; users: Record<UserId, Presence> };
