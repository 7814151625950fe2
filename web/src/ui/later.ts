import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

// biome-ignore lint/suspicious/noExplicitAny: as React's lazy takes them: whatever the component's props are
type Component = ComponentType<any>;
type Load<C extends Component> = () => Promise<{ default: C }>;

const loads: (() => Promise<unknown>)[] = [];
const retryMs = 2_000;

/**
 * A part that is not needed at the start: fetched when it is first shown, at the latest. Who opens it while nothing can
 * be fetched sees it once that works again; React's own lazy would fail then, and for ever.
 */
export function later<C extends Component>(load: Load<C>): LazyExoticComponent<C> {
  loads.push(load);
  return lazy(() => untilFetched(load));
}

/** Fetches every such part, one after the other: what can be done without a connection must not need one to begin. */
export async function fetchLater(): Promise<void> {
  for (const load of loads) await load().catch(() => undefined);
}

async function untilFetched<C extends Component>(load: Load<C>): Promise<{ default: C }> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
