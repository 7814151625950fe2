import type { User, UserId } from '../../protocol';
import { type State, useStore } from '../../store';
import { t } from '../../ui/i18n';

export function nameOf(state: State, id: UserId | undefined): string {
  return (id && state.users[id]?.displayName) || t('common.someone');
}

export const useName = (id: UserId | undefined): string => useStore((state) => nameOf(state, id));

/** The names of several people; a string, so that the store's hook can compare it. */
export function useNames(ids: UserId[]): string[] {
  return useStore((state) => ids.map((id) => nameOf(state, id)).join('\n')).split('\n');
}

const byUsername = new WeakMap<State['users'], Map<string, User>>();

/** The person who is called so, among those the client knows. */
export function findByUsername(users: State['users'], username: string): User | undefined {
  let index = byUsername.get(users);
  if (!index) {
    index = new Map(Object.values(users).map((user) => [user.username, user]));
    byUsername.set(users, index);
  }
  return index.get(username.toLowerCase());
}
