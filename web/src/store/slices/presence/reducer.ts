import type { Presence, UserId } from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import { initialPresence, type PresenceState } from './state';

export function presence(state: PresenceState, action: Action, whole: State): PresenceState {
  switch (action.type) {
    case 'session':
      return isOtherEpoch(whole, action.payload.epoch) ? initialPresence : state;
    case 'presence':
      return merge(state, action.payload.users);
    case 'presence/got':
      return merge(state, action.users);
    case 'sync':
      return merge(state, present(state, action.payload.online ?? []));
    case 'user_connected':
      return merge(state, { [action.payload.userId]: 'online' });
    case 'user_disconnected':
      return merge(state, { [action.payload.userId]: 'offline' });
    default:
      return state;
  }
}

/** A room's list says who is there, not who is away: that stays. */
function present(state: PresenceState, ids: UserId[]): Record<UserId, Presence> {
  const offline = ids.filter((id) => state[id] === undefined || state[id] === 'offline');
  return Object.fromEntries(offline.map((id) => [id, 'online']));
}

function merge(state: PresenceState, said: Record<UserId, Presence>): PresenceState {
  const changed = Object.keys(said).some((id) => said[id] !== state[id]);
  return changed ? { ...state, ...said } : state;
}
