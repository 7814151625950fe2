import type { Action } from '../../actions';
import type { DraftsState } from './state';

export function drafts(state: DraftsState, action: Action): DraftsState {
  switch (action.type) {
    case 'drafts/loaded':
      return action.drafts;
    case 'drafts/set': {
      if (action.text) return { ...state, [action.roomId]: action.text };
      const { [action.roomId]: gone, ...rest } = state;
      return gone === undefined ? state : rest;
    }
    default:
      return state;
  }
}
