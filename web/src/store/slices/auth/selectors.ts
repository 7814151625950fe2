import type { User } from '../../../protocol';
import type { State } from '../../types';

/** The person who is signed in, as `users` knows them now. */
export function selectMe(state: State): User | undefined {
  const me = state.auth.me;
  return me && (state.users[me.id] ?? me);
}
