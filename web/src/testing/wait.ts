/** Lets everything that is under way go on, IndexedDB included, without any timer. */
export async function settle(turns = 30): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until it holds, at most two seconds of turns. */
export async function eventually(holds: () => boolean): Promise<void> {
  const end = performance.now() + 2_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never: ${holds}`);
    await settle(1);
  }
}
