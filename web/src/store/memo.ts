/**
 * A selector that computes again only when one of its inputs is another object; the last result is kept.
 * Returns stable references, as useStore needs.
 */
export function memo<S, const I extends readonly unknown[], R>(
  inputs: (state: S) => I,
  compute: (...values: I) => R,
): (state: S) => R {
  let last: I | undefined;
  let result: R;
  return (state) => {
    const next = inputs(state);
    if (!last || next.some((value, i) => !Object.is(value, last?.[i]))) {
      result = compute(...next);
      last = next;
    }
    return result;
  };
}

/** One selector for each key, made once. */
export function perKey<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}
