import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import type { User } from '../../protocol';
import { expectAccessible } from '../../testing/axe';
import { aUser } from '../../testing/builders';
import { PeoplePicker } from './PeoplePicker';

const people = [aUser('Ada'), aUser('Bo'), aUser('Cy')];
const search = (q: string) => Promise.resolve(people.filter((user) => user.username.startsWith(q)));

it('finds people and picks one by keyboard alone', async () => {
  const onPick = vi.fn<(user: User) => void>();
  const user = userEvent.setup();
  render(
    <PeoplePicker
      search={search}
      onPick={onPick}
      note={(one) => (one.username === 'ada' ? 'Member' : undefined)}
      hide={(one) => one.username === 'cy'}
    />,
  );
  expect(await screen.findByRole('button', { name: 'Bo @bo' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Cy/ })).toBeNull();
  expect(screen.getByRole('button', { name: 'Ada @ada Member' })).toHaveProperty('disabled', true);
  await expectAccessible();
  await user.keyboard('{ArrowDown}{Enter}');
  expect(onPick.mock.calls[0]?.[0].username).toBe('bo');
  await user.keyboard('{ArrowUp}zz');
  expect(await screen.findByText('Nobody found for “zz”')).toBeTruthy();
});

it('says in a sentence when the search fails', async () => {
  render(<PeoplePicker search={() => Promise.reject(new Error('down'))} onPick={() => undefined} />);
  expect((await screen.findByRole('alert')).textContent).toMatch(/cannot be reached/);
});
