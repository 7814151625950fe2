import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../protocol';
import { initialState, store } from '../store';
import { expectAccessible } from '../testing/axe';
import { aMember, aMessage, aRoom, aTimeline, aUser } from '../testing/builders';
import { withLayout } from '../testing/layout';
import { render } from '../testing/render';
import { seed } from '../testing/seed';
import { Shell } from './Shell';

const [me, ada] = [aUser('me'), aUser('Ada')];
const rooms = [
  aRoom('general', { topic: 'Everything', role: 'owner' }),
  aRoom('random', { unreadCount: 2 }),
  aRoom('Ada', { id: 'd-ada', kind: 'direct', peer: ada }),
];

function narrow(phone: boolean) {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: phone && query.includes('700px'),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
}

beforeEach(() => {
  withLayout();
  narrow(false);
  seed({
    auth: {
      status: 'signedIn',
      me,
      server: {
        name: 'Orchard',
        version: '1',
        registration: 'open',
        setup: false,
        setupTokenRequired: false,
        transports: ['websocket'],
      },
    },
    connection: { status: 'online', storage: 'durable' },
    users: { [me.id]: me, [ada.id]: ada },
    rooms: {
      ...initialState.rooms,
      loaded: true,
      byId: Object.fromEntries(rooms.map((room) => [room.id, room])),
      total: 3,
    },
    timelines: { 'r-general': aTimeline([aMessage(1)]), 'd-ada': aTimeline([]) },
    members: {
      'r-general': { status: 'ready', rulesVersion: 1, list: [aMember(me, { role: 'owner' }), aMember(ada)] },
    },
  });
});

describe('wide', () => {
  it('shows rooms beside the conversation, with landmarks and the room in the title', async () => {
    const { client } = render(<Shell />, { path: '/r/r-general' });
    expect(screen.getByRole('navigation', { name: 'Rooms and people' })).toBeTruthy();
    expect(within(screen.getByRole('main')).getByRole('heading', { name: 'general', level: 1 })).toBeTruthy();
    expect(screen.getByRole('log', { name: 'Messages in general' })).toBeTruthy();
    expect(client.openRoom).toHaveBeenCalledExactlyOnceWith('r-general');
    expect(document.title).toBe('(2) general · Orchard');
    await expectAccessible();
  });

  it('says what to do while no room is chosen', async () => {
    render(<Shell />);
    expect(screen.getByText('Pick a conversation')).toBeTruthy();
    expect(document.title).toBe('(2) Orchard');
    await expectAccessible();
  });

  it('the skip link leads past the rooms', async () => {
    const { user } = render(<Shell />, { path: '/r/r-general' });
    screen.getByRole('link', { name: 'Skip to messages' }).focus();
    await user.keyboard('{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('log'));
  });

  it('keeps the members open from room to room, but not in a direct conversation', async () => {
    const { user } = render(<Shell />, { path: '/r/r-general' });
    await user.click(screen.getByRole('button', { name: 'Members' }));
    expect(await screen.findByRole('region', { name: 'Members' })).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('link', { name: /random/ }));
    expect(await screen.findByRole('region', { name: 'Members' })).toBeTruthy();
    await user.click(screen.getByRole('link', { name: /Ada/ }));
    expect(screen.queryByRole('region', { name: 'Members' })).toBeNull();
    await user.click(screen.getByRole('link', { name: /general/ }));
    await user.click(screen.getByRole('button', { name: 'Members' }));
    expect(screen.queryByRole('region', { name: 'Members' })).toBeNull();
  });

  it('opens dialogs that are fetched on demand', async () => {
    const { user } = render(<Shell />, { path: '/r/r-general' });
    await user.click(screen.getByRole('button', { name: 'Create a room' }));
    expect(await screen.findByRole('dialog', { name: 'Create a room' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('on a phone', () => {
  beforeEach(() => narrow(true));

  it('one column at a time', async () => {
    const { user, path } = render(<Shell />);
    expect(within(screen.getByRole('main')).getByRole('heading', { name: 'Orchard', level: 1 })).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole('link', { name: /general/ }));
    expect(screen.queryByRole('navigation')).toBeNull();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Members' }));
    expect(path()).toBe('/r/r-general?panel=members');
    expect(await screen.findByRole('region', { name: 'Members' })).toBeTruthy();
    expect(screen.getByRole('main').hasAttribute('inert')).toBe(true);
    await expectAccessible();
  });

  it('goes up to the rooms when there is nothing to go back to', async () => {
    const { user, path } = render(<Shell />, { path: '/r/r-general' });
    await user.click(screen.getByRole('button', { name: 'Back to rooms' }));
    expect(path()).toBe('/');
  });
});

describe('a room that is not ours', () => {
  it('can be joined when it is public', async () => {
    const room = aRoom('bees', { memberCount: 7, topic: 'Hives' });
    const { client, user } = render(<Shell />, {
      path: '/r/r-bees',
      client: { previewRoom: () => Promise.resolve(room) },
    });
    await user.click(await screen.findByRole('button', { name: 'Join room' }, { timeout: 3000 }));
    expect(client.joinRoom).toHaveBeenCalledExactlyOnceWith('r-bees');
    expect(client.openRoom).not.toHaveBeenCalled();
    await expectAccessible();
  });

  it('does not exist otherwise', async () => {
    render(<Shell />, {
      path: '/r/r-x',
      client: { previewRoom: () => Promise.reject(new ApiError('not_found', '')) },
    });
    expect(
      await screen.findByText(/does not exist, or you are not a member/, undefined, { timeout: 3000 }),
    ).toBeTruthy();
  });

  it('says so when one was removed from it', () => {
    store.setState({ timelines: { 'r-x': { ...aTimeline([]), status: 'gone', goneReason: 'deleted' } } });
    render(<Shell />, { path: '/r/r-x' });
    expect(screen.getByText('This room was deleted')).toBeTruthy();
  });
});
