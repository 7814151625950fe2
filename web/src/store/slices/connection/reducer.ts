import type { Action } from '../../actions';
import type { ConnectionState } from './state';

export function connection(state: ConnectionState, action: Action): ConnectionState {
  switch (action.type) {
    case 'connection/changed':
      return changed(state, action.status, action.at);
    case 'connection/settled': {
      const { justBack: _, ...rest } = state;
      return state.justBack ? rest : state;
    }
    case 'connection/storage':
      return state.storage === action.storage ? state : { ...state, storage: action.storage };
    case 'session':
      return state.epoch === action.payload.epoch ? state : { ...state, epoch: action.payload.epoch };
    default:
      return state;
  }
}

/** Losing the connection starts offlineSince; it runs on while tries go on, and ends online or idle. */
function changed(state: ConnectionState, status: ConnectionState['status'], at: number): ConnectionState {
  const { offlineSince, justBack, ...rest } = state;
  if (status === 'online') {
    if (offlineSince !== undefined) return { ...rest, status, justBack: true };
    return state.status === status ? state : { ...state, status };
  }
  if (status === 'idle') return { ...rest, status };
  const since = offlineSince ?? (status === 'offline' ? at : undefined);
  if (state.status === status && since === offlineSince && !justBack) return state;
  return { ...rest, status, ...(since !== undefined && { offlineSince: since }) };
}
