import type { DraftsState } from '../store/slices/drafts/state';
import type { PrefsState } from '../store/types';

/** localStorage where there is one; private modes throw. Nothing that must not be lost is kept here. */
function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: it lasts as long as the page.
  }
}

const themes = ['light', 'dark', 'system'];

export function loadPrefs(): Partial<PrefsState> {
  const held = read('loquat.prefs') as Partial<PrefsState> | null;
  return {
    ...(themes.includes(held?.theme ?? '') && { theme: held?.theme as PrefsState['theme'] }),
    ...(typeof held?.locale === 'string' && { locale: held.locale }),
  };
}

export function savePrefs(prefs: PrefsState): void {
  write('loquat.prefs', prefs);
}

export function loadDrafts(userId: string): DraftsState {
  const held = read(`loquat.drafts.${userId}`);
  if (typeof held !== 'object' || held === null) return {};
  return Object.fromEntries(Object.entries(held).filter(([, text]) => typeof text === 'string'));
}

export function saveDrafts(userId: string, drafts: DraftsState): void {
  write(`loquat.drafts.${userId}`, drafts);
}
