import { createContext, useContext, useSyncExternalStore } from 'react';

/** What is open beside a row's toolbar. */
export type Opened = 'picker' | 'more';

/**
 * The one row that shows its toolbar: under the mouse, or with the keyboard's focus; the later of the two. While something
 * is open beside the toolbar it stays where it is. Outside of React's state, so that moving the mouse renders two rows, not the list.
 */
export class ActiveRow {
  private hovered: string | undefined;
  private focused: string | undefined;
  private latest: 'hovered' | 'focused' = 'hovered';
  private held: { key: string; what: Opened } | undefined;
  private readonly listeners = new Set<() => void>();

  get key(): string | undefined {
    if (this.held) return this.held.key;
    const other = this.latest === 'hovered' ? 'focused' : 'hovered';
    return this[this.latest] ?? this[other];
  }

  opened(key: string): Opened | undefined {
    return this.held?.key === key ? this.held.what : undefined;
  }

  hover(key: string | undefined): void {
    if (key === this.hovered) return;
    this.hovered = key;
    this.latest = 'hovered';
    this.tell();
  }

  focus(key: string | undefined): void {
    if (key === this.focused) return;
    this.focused = key;
    this.latest = 'focused';
    this.tell();
  }

  hold(held: { key: string; what: Opened } | undefined): void {
    this.held = held;
    this.tell();
  }

  subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  private tell(): void {
    for (const changed of this.listeners) changed();
  }
}

const Context = createContext<ActiveRow>(new ActiveRow());
export const ActiveRowProvider = Context.Provider;

/** Whether this row shows its toolbar, and what is open beside it. */
export function useActive(key: string): { active: boolean; opened: Opened | undefined } {
  const row = useContext(Context);
  const active = useSyncExternalStore(row.subscribe, () => row.key === key);
  const opened = useSyncExternalStore(row.subscribe, () => row.opened(key));
  return { active, opened };
}
