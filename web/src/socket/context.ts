import type { Api } from '../api';
import type { Action, LoquatStore, State } from '../store';
import type { Link } from './link';

/** What the parts of one signed-in client share. */
export interface Context {
  readonly api: Api;
  readonly link: Link;
  readonly store: LoquatStore;
  /** Every change of the state goes through here. */
  dispatch(action: Action): void;
  /** The session is over: signed out elsewhere, revoked, banned. */
  ended(): void;
}

/** True as soon as the state fits, false after the time. */
export function until(store: LoquatStore, fits: (state: State) => boolean, ms: number): Promise<boolean> {
  if (fits(store.getState())) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (result: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(result);
    };
    const timer = setTimeout(() => done(false), ms);
    const stop = store.subscribe((state) => {
      if (fits(state)) done(true);
    });
  });
}
