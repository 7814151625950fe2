import type { Session, UserId } from '../protocol';
import type { Context } from './context';

const perRequest = 100;
const most = 3 * perRequest;

/**
 * Profiles are not numbered: of a change that was missed while the connection was away nothing tells but asking.
 * First those who are on screen, then others that are known; the snapshot has told some.
 */
export async function renewProfiles(
  { api, store, dispatch }: Context,
  onScreen: UserId[],
  { user, rooms }: Session,
): Promise<void> {
  const told = new Set([user.id, ...rooms.flatMap((room) => room.peer?.id ?? [])]);
  const known = store.getState().users;
  const wanted = new Set([...onScreen.filter((id) => known[id]), ...Object.keys(known)]);
  const ids = [...wanted].filter((id) => !told.has(id)).slice(0, most);
  for (let from = 0; from < ids.length; from += perRequest) {
    const users = await api.usersById(ids.slice(from, from + perRequest)).catch(() => undefined);
    // Not now: the next coming back asks again.
    if (!users) return;
    dispatch({ type: 'users/got', users });
  }
}
