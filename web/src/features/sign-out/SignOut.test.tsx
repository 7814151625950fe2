import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../testing/axe';
import { anEntry } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { SignOut } from './SignOut';

it('signs out at once when nothing waits', () => {
  const { client } = render(<SignOut open onClose={() => undefined} />);
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
