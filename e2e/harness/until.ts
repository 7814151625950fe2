import { setTimeout as pause } from 'node:timers/promises';

/** What a wait may take unless told otherwise, in ms: generous, because a loaded machine is no failure. */
export const patience = 10_000;

/** Waits until the condition holds and answers its value. Errors thrown by it count as "not yet". */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  ms = patience,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${ms} ms in vain: ${what}${last instanceof Error ? ` (${last.message})` : ''}`);
    }
    await pause(15);
  }
}

/** Gives a promise a deadline. */
export async function within<T>(what: string, promise: Promise<T>, ms = patience): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms in vain: ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A promise that is settled from outside. */
export function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (e: Error) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (e: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

let counter = 0;

/** A name that nobody else in this run has. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}${process.pid.toString(36)}${counter.toString(36)}`;
}
