import { act, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchLater, later } from './later';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const part = { default: ({ name }: { name: string }) => <p>{name} is here</p> };

test('opened while nothing can be fetched, it shows once that works again', async () => {
  const load = vi.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue(part);
  const Part = later(load as () => Promise<typeof part>);
  render(
    <Suspense fallback={<p>not yet</p>}>
      <Part name="Ada" />
    </Suspense>,
  );
  await act(() => vi.advanceTimersByTimeAsync(1_900));
  expect(screen.queryByText('Ada is here')).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(200));
  expect(screen.getByText('Ada is here')).toBeTruthy();
  expect(load).toHaveBeenCalledTimes(2);
});

test('everything can be fetched beforehand, whatever fails', async () => {
  const [broken, sound] = [vi.fn().mockRejectedValue(new Error('gone')), vi.fn().mockResolvedValue(part)];
  later(broken as () => Promise<typeof part>);
  later(sound as () => Promise<typeof part>);
  await fetchLater();
  expect(sound).toHaveBeenCalledTimes(1);
});
