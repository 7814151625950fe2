import { useSyncExternalStore } from 'react';

const place = 'loquat.emoji';
const most = 27;
const usual = ['👍', '❤️', '😂'];

let list: readonly string[] | undefined;
const listeners = new Set<() => void>();

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

/** What was used in this browser, latest first. */
export function recentEmoji(): readonly string[] {
  list ??= read();
  return list;
}

/** Remembers that an emoji was used. */
export function rememberEmoji(emoji: string): void {
  list = [emoji, ...recentEmoji().filter((one) => one !== emoji)].slice(0, most);
  try {
    localStorage.setItem(place, JSON.stringify(list));
  } catch {
    // Private mode, or full: it is remembered until the tab closes.
  }
  for (const changed of listeners) changed();
}

function subscribe(changed: () => void): () => void {
  const elsewhere = (event: StorageEvent) => {
    if (event.key !== place) return;
    list = undefined;
    changed();
  };
  listeners.add(changed);
  window.addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(changed);
    window.removeEventListener('storage', elsewhere);
  };
}

export const useRecentEmoji = (): readonly string[] => useSyncExternalStore(subscribe, recentEmoji);

/** The last three, filled up with what everybody uses. */
export function quickEmoji(recent: readonly string[]): string[] {
  return [...new Set([...recent, ...usual])].slice(0, 3);
}

/** For tests: as in a fresh browser. */
export function forgetEmoji(): void {
  list = undefined;
}
