import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { type State, store } from '../store';
import { expectAccessible } from '../testing/axe';
import { aUser } from '../testing/builders';
import { fakeClient } from '../testing/fakeClient';
import { App } from './App';

const set = (state: Partial<State> | ((state: State) => Partial<State>)) => act(() => store.setState(state));

it('goes from starting to the door, and through it', async () => {
  render(<App client={fakeClient()} />);
  expect(screen.getByRole('main').getAttribute('aria-busy')).toBe('true');
  set({ auth: { status: 'signedOut' } });
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
  set({ auth: { status: 'signedIn', me: aUser('Noor') } });
  expect(screen.getByRole('navigation', { name: 'Rooms and people' })).toBeTruthy();
});

it('offers another try when the server cannot be reached', async () => {
  store.setState({ auth: { status: 'unreachable' } });
  const client = fakeClient();
  render(<App client={client} />);
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(client.start).toHaveBeenCalledOnce();
});

it('puts the chosen theme on the document, and leaves "system" to the system', () => {
  render(<App client={fakeClient()} />);
  expect(document.documentElement.dataset.theme).toBeUndefined();
  set((state) => ({ prefs: { ...state.prefs, theme: 'dark' } }));
  expect(document.documentElement.dataset.theme).toBe('dark');
  set((state) => ({ prefs: { ...state.prefs, theme: 'system' } }));
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

it('keeps a broken part from taking the window with it', () => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  store.setState({ auth: { status: 'signedIn', me: aUser('Noor') }, rooms: undefined as never });
  render(<App client={fakeClient()} />);
  expect(screen.getByText('Something broke')).toBeTruthy();
});
