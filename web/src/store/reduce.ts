import type { Action } from './actions';
import { initialState } from './initial';
import { auth } from './slices/auth/reducer';
import { composer } from './slices/composer/reducer';
import { connection } from './slices/connection/reducer';
import { drafts } from './slices/drafts/reducer';
import { members } from './slices/members/reducer';
import { outbox } from './slices/outbox/reducer';
import { prefs } from './slices/prefs/reducer';
import { presence } from './slices/presence/reducer';
import { reacting } from './slices/reacting/reducer';
import { reads } from './slices/reads/reducer';
import { rooms } from './slices/rooms/reducer';
import { timelines } from './slices/timelines/reducer';
import { typing } from './slices/typing/reducer';
import { withProfiles } from './slices/users/profiles';
import { users } from './slices/users/reducer';
import type { State } from './types';

/** The next state. Each slice sees the whole state as it was before; what did not change is the same object. */
export function reduce(state: State, action: Action): State {
  if (action.type === 'state/dropped') return dropped(state);
  const next: State = {
    auth: auth(state.auth, action),
    connection: connection(state.connection, action),
    users: users(state.users, action, state),
    rooms: rooms(state.rooms, action, state),
    timelines: timelines(state.timelines, action, state),
    outbox: outbox(state.outbox, action),
    reacting: reacting(state.reacting, action),
    presence: presence(state.presence, action, state),
    typing: typing(state.typing, action, state),
    reads: reads(state.reads, action, state),
    members: members(state.members, action, state),
    drafts: drafts(state.drafts, action),
    composer: composer(state.composer, action, state),
    prefs: prefs(state.prefs, action),
  };
  const slices = Object.keys(next) as (keyof State)[];
  const same = slices.every((slice) => next[slice] === state[slice]);
  return withProfiles(state, same ? state : next, action);
}

/** Another person must find nothing of the one before; what belongs to the browser stays. */
function dropped({ prefs, connection, auth }: State): State {
  return {
    ...initialState,
    prefs,
    connection: { ...initialState.connection, storage: connection.storage },
    auth: { ...initialState.auth, ...(auth.server && { server: auth.server }) },
  };
}
