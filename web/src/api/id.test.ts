import { expect, test } from 'vitest';
import { newId } from './id';

test('ids are UUIDs of version 7, different, and in the order of time', () => {
  const ids = [0, 1, 255, 256, Date.UTC(2026, 0, 1), 2 ** 48 - 1].map((now) => newId(now));
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.at(-1)?.startsWith('ffffffff-ffff-7')).toBe(true);
  expect(newId(1)).not.toBe(newId(1));
});
