import type { RoomEvents, SessionEvents } from '../protocol';
import type { AuthAction } from './slices/auth/actions';
import type { ComposerAction } from './slices/composer/actions';
import type { ConnectionAction } from './slices/connection/actions';
import type { DraftsAction } from './slices/drafts/actions';
import type { MembersAction } from './slices/members/actions';
import type { OutboxAction } from './slices/outbox/actions';
import type { PrefsAction } from './slices/prefs/actions';
import type { PresenceAction } from './slices/presence/actions';
import type { ReactingAction } from './slices/reacting/actions';
import type { RoomsAction } from './slices/rooms/actions';
import type { TimelinesAction } from './slices/timelines/actions';
import type { TypingAction } from './slices/typing/actions';
import type { UsersAction } from './slices/users/actions';
import type { State } from './types';

/** Events of both namespaces; their names do not collide. */
export type ServerEvents = SessionEvents & RoomEvents;
export type Payload<E extends keyof ServerEvents> = ServerEvents[E];

/** What the server says, as it came. */
export type ServerAction = {
  [E in keyof ServerEvents]: { type: E; payload: ServerEvents[E] /** ms epoch */; at: number };
}[keyof ServerEvents];

export type Action =
  | ServerAction
  | AuthAction
  | ConnectionAction
  | UsersAction
  | RoomsAction
  | TimelinesAction
  | OutboxAction
  | PresenceAction
  | TypingAction
  | MembersAction
  | DraftsAction
  | ComposerAction
  | ReactingAction
  | PrefsAction
  /** Signed out, or the tab became another person's: everything but preferences goes. */
  | { type: 'state/dropped' };

/** True if the server's database was replaced: what is known of the old one is worth nothing. */
export function isOtherEpoch(state: State, epoch: string): boolean {
  return state.connection.epoch !== undefined && state.connection.epoch !== epoch;
}
