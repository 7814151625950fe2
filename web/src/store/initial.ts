import { initialAuth } from './slices/auth/state';
import { initialComposer } from './slices/composer/state';
import { initialConnection } from './slices/connection/state';
import { initialDrafts } from './slices/drafts/state';
import { initialMembers } from './slices/members/state';
import { initialOutbox } from './slices/outbox/state';
import { initialPrefs } from './slices/prefs/state';
import { initialPresence } from './slices/presence/state';
import { initialReacting } from './slices/reacting/state';
import { initialReads } from './slices/reads/state';
import { initialRooms } from './slices/rooms/state';
import { initialTimelines } from './slices/timelines/state';
import { initialTyping } from './slices/typing/state';
import { initialUsers } from './slices/users/state';
import type { State } from './types';

export const initialState: State = {
  auth: initialAuth,
  connection: initialConnection,
  users: initialUsers,
  rooms: initialRooms,
  timelines: initialTimelines,
  outbox: initialOutbox,
  reacting: initialReacting,
  presence: initialPresence,
  typing: initialTyping,
  reads: initialReads,
  members: initialMembers,
  drafts: initialDrafts,
  composer: initialComposer,
  prefs: initialPrefs,
};
