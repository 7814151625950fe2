import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ApiError } from '../../protocol';
import { expectAccessible } from '../../testing/axe';
import { aUser } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { Settings } from './Settings';

const me = aUser('Noor');

it('changes the display name', async () => {
  seed({ auth: { status: 'signedIn', me } });
  const { client, user } = render(<Settings open onClose={() => undefined} />);
  await expectAccessible();
  const name = screen.getByRole('textbox', { name: 'Display name' });
  await user.clear(name);
  await user.type(name, ' Noor Haddad {Enter}');
  expect(client.updateMe).toHaveBeenCalledExactlyOnceWith({ displayName: 'Noor Haddad' });
  expect(await screen.findByText('Saved')).toBeTruthy();
});

it('changes the password, and says when the old one is wrong', async () => {
  seed({ auth: { status: 'signedIn', me } });
  const { client, user } = render(<Settings open onClose={() => undefined} />, {
    client: { updateMe: () => Promise.reject(new ApiError('forbidden', '')) },
  });
  await user.type(screen.getByLabelText('Current password'), 'old');
  await user.type(screen.getByLabelText('New password'), 'short{Enter}');
  expect(screen.getByRole('alert').textContent).toBe('Use at least 8 characters.');
  await user.type(screen.getByLabelText('New password'), ' and more{Enter}');
  expect(client.updateMe).toHaveBeenCalledExactlyOnceWith({
    currentPassword: 'old',
    password: 'short and more',
  });
  expect((await screen.findByRole('alert')).textContent).toBe('This is not your current password.');
});
