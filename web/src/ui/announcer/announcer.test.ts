import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { announce } from './announcer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

const said = () => document.querySelector('[role=status]')?.textContent;
const messages = (room: string) => (count: number) => `${count} new in ${room}`;

it('says one sentence for each topic after a pause, with the counts added up', () => {
  announce('a', messages('A'));
  announce('a', messages('A'), 2);
  announce('b', messages('B'));
  expect(said()).toBe('');
  vi.advanceTimersByTime(1500);
  expect(said()).toBe('3 new in A. 1 new in B');
  announce('a', messages('A'));
  vi.advanceTimersByTime(1500);
  expect(said()).toBe('1 new in A');
  expect(document.querySelectorAll('[role=status]')).toHaveLength(1);
});
