import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { initialState } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aRoom } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { BrowseRooms } from './BrowseRooms';

const rooms = [aRoom('bees', { memberCount: 7, topic: 'Hives' }), aRoom('market', { memberCount: 1 })];

it('searches, joins and opens', async () => {
  seed({ rooms: { ...initialState.rooms, loaded: true, byId: { 'r-market': aRoom('market') }, total: 1 } });
  const { client, user, path } = render(<BrowseRooms open onClose={() => undefined} />, {
    client: { directory: (q) => Promise.resolve({ rooms: rooms.filter((room) => room.name.startsWith(q)) }) },
  });
  expect(await screen.findByText('7 members · Hives')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Open market' })).toBeTruthy();
  await expectAccessible();
  await user.click(screen.getByRole('button', { name: 'Join bees' }));
  expect(client.joinRoom).toHaveBeenCalledExactlyOnceWith('r-bees');
  expect(path()).toBe('/r/r-bees');
  await user.type(screen.getByRole('searchbox', { name: 'Search rooms' }), 'zz');
  expect(await screen.findByText('Nothing found for “zz”')).toBeTruthy();
});
