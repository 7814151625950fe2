import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type State, store } from '../store';
import { anEntry } from '../testing/builders';
import { render } from '../testing/render';
import { ConnectionBar } from './ConnectionBar';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const bar = () => screen.queryByTestId('connection-bar')?.textContent;
const set = (connection: Partial<State['connection']>) =>
  act(() => store.setState((state) => ({ connection: { ...state.connection, ...connection } })));
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
const outbox = (...entries: ReturnType<typeof anEntry>[]) =>
  act(() => store.setState({ outbox: Object.fromEntries(entries.map((entry) => [entry.clientId, entry])) }));

function online() {
  const shown = render(<ConnectionBar roomId="r-general" />);
  set({ status: 'online' });
  return shown;
}
const cut = () => set({ status: 'offline', offlineSince: Date.now() });

it('shows nothing while all is well, nor for interruptions of less than two seconds', () => {
  online();
  cut();
  pass(1900);
  expect(bar()).toBeUndefined();
  set({ status: 'online', offlineSince: undefined, justBack: true });
  pass(1000);
  expect(bar()).toBeUndefined();
});

it('says offline and what waits, reconnecting, and that it is over', () => {
  online();
  cut();
  pass(2000);
  expect(bar()).toBe('Offline');
  outbox(anEntry('a'), anEntry('b', { state: 'failed' }), anEntry('c', { state: 'rejected' }));
  expect(bar()).toBe('Offline. 2 messages waiting');
  set({ status: 'connecting' });
  expect(bar()).toBe('Reconnecting…');
  outbox();
  set({ status: 'online', offlineSince: undefined, justBack: true });
  expect(bar()).toBe('Back online');
  set({ justBack: false });
  expect(bar()).toBeUndefined();
});

it('warns when unsent messages would not survive the tab', () => {
  online();
  outbox(anEntry('a'));
  expect(bar()).toBeUndefined();
  set({ storage: 'memory' });
  expect(bar()).toMatch(/unsent messages are lost/);
});

it('counts edits and deletions among what waits, and says when it would not survive the tab', () => {
  online();
  cut();
  pass(2000);
  outbox(
    anEntry('a'),
    anEntry('b', { kind: 'edit', messageId: 'm-1', seq: 1, baseRevision: 0 }),
    anEntry('c', { kind: 'delete', messageId: 'm-2', seq: 2 }),
    anEntry('d', { kind: 'edit', messageId: 'm-3', seq: 3, state: 'rejected' }),
  );
  expect(bar()).toBe('Offline. 3 messages waiting');
  set({ storage: 'memory' });
  expect(bar()).toBe('Offline. 3 messages waiting, kept only until you close this tab');
});

it('offers to retry what was rejected, unless its own card does', () => {
  const { client } = online();
  outbox(anEntry('a', { state: 'rejected' }));
  expect(bar()).toBeUndefined();
  outbox(anEntry('a', { state: 'rejected' }), anEntry('b', { state: 'rejected', roomId: 'r-other' }));
  expect(bar()).toMatch(/^2 messages could not be sent/);
  act(() => screen.getByRole('button', { name: 'Retry all' }).click());
  expect(client.retryAll).toHaveBeenCalledOnce();
});
