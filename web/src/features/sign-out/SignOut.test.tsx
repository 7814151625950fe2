import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../protocol';
import { expectAccessible } from '../../testing/axe';
import { anEntry } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { SignOut } from './SignOut';

it('signs out at once when nothing waits', () => {
  const { client, rerender } = render(<SignOut open onClose={() => undefined} />);
  rerender(<SignOut open onClose={() => undefined} />);
  expect(client.logout).toHaveBeenCalledOnce();
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('warns when messages wait', async () => {
  seed({ outbox: { a: anEntry('one', { clientId: 'a' }), b: anEntry('two', { clientId: 'b' }) } });
  const { client, user } = render(<SignOut open onClose={() => undefined} />);
  expect(screen.getByRole('dialog', { description: /2 messages have not been sent yet/ })).toBeTruthy();
  expect(client.logout).not.toHaveBeenCalled();
  await expectAccessible();
  await user.click(screen.getByRole('button', { name: 'Sign out anyway' }));
  expect(client.logout).toHaveBeenCalledOnce();
});

it('says so when the server cannot be reached, and tries again', async () => {
  const onClose = vi.fn();
  const logout = vi.fn(() => Promise.resolve());
  logout.mockRejectedValueOnce(new ApiError('network', 'Failed to fetch'));
  const { user } = render(<SignOut open onClose={onClose} />, { client: { logout } });
  await screen.findByRole('dialog', { name: 'Not signed out' });
  expect(screen.getByRole('alert').textContent).toMatch(/cannot be reached/);
  expect(onClose).not.toHaveBeenCalled();
  await expectAccessible();
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  expect(onClose).toHaveBeenCalledOnce();
});
