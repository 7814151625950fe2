import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { RoomSummary } from '../../protocol';
import { initialState } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aRoom, aUser } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { Sidebar } from './Sidebar';

const me = aUser('Noor');
const ada = aUser('Ada');

function given(rooms: RoomSummary[], over: Parameters<typeof seed>[0] = {}) {
  seed({
    auth: { status: 'signedIn', me },
    connection: { status: 'online', storage: 'durable' },
    users: { [me.id]: me, [ada.id]: ada },
    rooms: {
      ...initialState.rooms,
      loaded: true,
      byId: Object.fromEntries(rooms.map((room) => [room.id, room])),
      total: rooms.length,
    },
    ...over,
  });
}

const actions = () => ({
  onCreateRoom: vi.fn(),
  onBrowseRooms: vi.fn(),
  onNewDirect: vi.fn(),
  onSettings: vi.fn(),
  onSignOut: vi.fn(),
});

it('names each room with what is new in it', async () => {
  given(
    [
      aRoom('general', { unreadCount: 3 }),
      aRoom('busy', { unreadCount: 1000, mentionCount: 2 }),
      aRoom('quiet'),
      aRoom('Ada', { id: 'd-ada', kind: 'direct', peer: ada, unreadCount: 1 }),
    ],
    { presence: { [ada.id]: 'online' }, drafts: { 'r-quiet': 'later' } },
  );
  const { client, user, path } = render(<Sidebar page={false} current="r-general" {...actions()} />);
  const nav = within(screen.getByRole('navigation', { name: 'Rooms and people' }));
  const names = nav.getAllByRole('link').map((link) => link.getAttribute('aria-label'));
  expect(names).toEqual([
    'busy, more than 999 unread, 2 mentions',
    'general, 3 unread',
    'quiet, draft',
    'Ada, Online, 1 unread',
  ]);
  expect(nav.getByRole('link', { name: /general/ }).getAttribute('aria-current')).toBe('page');
  expect(document.querySelector('[data-count="2"]')).toBeTruthy();
  expect(client.showUsers).toHaveBeenLastCalledWith('sidebar', [ada.id]);
  await expectAccessible();
  await user.click(nav.getByRole('link', { name: /Ada/ }));
  expect(path()).toBe('/r/d-ada');
});

it('says what to do while there is nothing', async () => {
  given([]);
  const does = actions();
  const { user } = render(<Sidebar page={false} current={undefined} {...does} />);
  expect(screen.getByText(/Rooms are where a team talks/)).toBeTruthy();
  for (const name of ['Create a room', 'Browse rooms', 'New direct message'])
    await user.click(screen.getByRole('button', { name }));
  expect(
    [does.onCreateRoom, does.onBrowseRooms, does.onNewDirect].map((one) => one.mock.calls.length),
  ).toEqual([1, 1, 1]);
  await expectAccessible();
});

it('opens your menu by keyboard, changes the theme and signs out', async () => {
  given([]);
  const does = actions();
  const { client, user } = render(<Sidebar page={false} current={undefined} {...does} />);
  screen.getByRole('button', { name: 'Your menu' }).focus();
  await user.keyboard('{Enter}');
  await user.click(await screen.findByRole('menuitemradio', { name: 'Dark' }));
  expect(client.setTheme).toHaveBeenCalledWith('dark');
  await expectAccessible();
  await user.click(screen.getByRole('menuitem', { name: 'Sign out' }));
  expect(does.onSignOut).toHaveBeenCalledOnce();
});
