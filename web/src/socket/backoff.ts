/** Full jitter: anything up to base·2ⁿ, at most max. */
export function fullJitter(attempt: number, baseMs: number, maxMs: number): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** attempt);
}

/** Half to whole of base·2ⁿ, at most max: for waiting that somebody watches. */
export function halfJitter(attempt: number, baseMs: number, maxMs: number): number {
  return (0.5 + Math.random() / 2) * Math.min(maxMs, baseMs * 2 ** attempt);
}

/** A timer of which there is one at a time. */
export class Timer {
  private handle: ReturnType<typeof setTimeout> | undefined;

  get armed(): boolean {
    return this.handle !== undefined;
  }

  /** Replaces a timer that runs. */
  set(ms: number, run: () => void): void {
    this.clear();
    this.handle = setTimeout(() => {
      this.handle = undefined;
      run();
    }, ms);
  }

  clear(): void {
    clearTimeout(this.handle);
    this.handle = undefined;
  }
}
