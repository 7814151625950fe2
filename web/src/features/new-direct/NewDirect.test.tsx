import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../testing/axe';
import { aRoom, aUser } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { NewDirect } from './NewDirect';

it('finds a person, but not oneself, and opens the conversation', async () => {
  const me = aUser('Noor');
  seed({ auth: { status: 'signedIn', me } });
  const { client, user, path } = render(<NewDirect open onClose={() => undefined} />, {
    client: {
      searchUsers: () => Promise.resolve([aUser('Ada'), me]),
      openDirect: () => Promise.resolve(aRoom('Ada', { id: 'd-ada', kind: 'direct' })),
    },
  });
  const ada = await screen.findByRole('button', { name: /^Ada/ });
  expect(screen.queryByRole('button', { name: /^Noor/ })).toBeNull();
  expect(screen.getByRole('searchbox', { name: 'Search people' })).toBeTruthy();
  await expectAccessible();
  await user.click(ada);
  expect(client.openDirect).toHaveBeenCalledExactlyOnceWith('u-ada');
  expect(path()).toBe('/r/d-ada');
});
