import type { AuthState } from './slices/auth/state';
import type { ComposerState } from './slices/composer/state';
import type { ConnectionState } from './slices/connection/state';
import type { DraftsState } from './slices/drafts/state';
import type { MembersState } from './slices/members/state';
import type { OutboxState } from './slices/outbox/state';
import type { PrefsState } from './slices/prefs/state';
import type { PresenceState } from './slices/presence/state';
import type { ReactingState } from './slices/reacting/state';
import type { ReadsState } from './slices/reads/state';
import type { RoomsState } from './slices/rooms/state';
import type { TimelinesState } from './slices/timelines/state';
import type { TypingState } from './slices/typing/state';
import type { UsersState } from './slices/users/state';

export type { AuthState } from './slices/auth/state';
export type { ComposerMode } from './slices/composer/state';
export type { ConnectionState } from './slices/connection/state';
export type { MemberList } from './slices/members/state';
export type { OutboxEntry, OutboxStatus } from './slices/outbox/state';
export type { PrefsState, Theme } from './slices/prefs/state';
export type { RoomEntry } from './slices/rooms/state';
export type { PageKind, Timeline } from './slices/timelines/state';

/** Everything the client knows. Changed by reducers only. */
export interface State {
  auth: AuthState;
  connection: ConnectionState;
  users: UsersState;
  rooms: RoomsState;
  timelines: TimelinesState;
  outbox: OutboxState;
  reacting: ReactingState;
  presence: PresenceState;
  typing: TypingState;
  reads: ReadsState;
  members: MembersState;
  drafts: DraftsState;
  composer: ComposerState;
  prefs: PrefsState;
}
