import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ApiError, type RoomRole, type RoomSummary } from '../../protocol';
import { initialState } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aMember, aRoom, aUser } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { MembersPanel } from './MembersPanel';

const [me, ada, bo] = [aUser('Noor'), aUser('Ada'), aUser('Bo')];

function show(role: RoomRole, over: Partial<RoomSummary> = {}, client: Parameters<typeof render>[1] = {}) {
  const room = aRoom('general', { role, ...over });
  seed({
    auth: { status: 'signedIn', me },
    users: { [me.id]: me, [ada.id]: ada, [bo.id]: bo },
    rooms: { ...initialState.rooms, loaded: true, byId: { [room.id]: room }, total: 1 },
    presence: { [me.id]: 'online', [ada.id]: 'away' },
    members: {
      [room.id]: {
        status: 'ready',
        rulesVersion: 1,
        list: [aMember(ada, { role: 'owner' }), aMember(bo), aMember(me, { role })],
      },
    },
  });
  const onClose = vi.fn();
  return { ...render(<MembersPanel roomId={room.id} onClose={onClose} />, client), onClose };
}

const panel = () => within(screen.getByRole('region', { name: 'Members' }));
const openMenu = async (user: ReturnType<typeof render>['user'], name: string) => {
  panel()
    .getByRole('button', { name: `Actions for ${name}` })
    .focus();
  await user.keyboard('{Enter}');
  return screen.findByRole('menu');
};

it('groups people by presence, and asks for it', async () => {
  const { client } = show('member');
  expect(
    panel()
      .getAllByRole('heading', { level: 3 })
      .map((one) => one.textContent),
  ).toEqual(['Online, 2', 'Offline, 1']);
  expect(
    panel()
      .getAllByRole('listitem')
      .map((one) => one.textContent),
  ).toEqual(['Ada, AwayOwner', 'NoorYou', 'Bo']);
  expect(client.showUsers).toHaveBeenCalledWith('members', [ada.id, bo.id, me.id]);
  await expectAccessible();
});

describe('what is offered follows the role', () => {
  it.each([
    ['reader', 'public', []],
    ['member', 'public', ['Add people']],
    ['member', 'private', []],
    ['moderator', 'private', ['Add people', 'Room settings']],
    ['owner', 'private', ['Add people', 'Room settings', 'Delete room']],
  ] as const)('%s in a %s room', (role, visibility, offered) => {
    show(role, { visibility });
    const all = ['Add people', 'Room settings', 'Delete room'];
    expect(all.filter((name) => panel().queryByRole('button', { name }))).toEqual(offered);
    expect(panel().getByRole('button', { name: 'Leave room' })).toBeTruthy();
  });

  it('a moderator removes members, but not owners, and changes no roles', async () => {
    const { user } = show('moderator');
    expect(
      within(await openMenu(user, 'Ada')).queryByRole('menuitem', { name: 'Remove from room' }),
    ).toBeNull();
    await user.keyboard('{Escape}');
    const menu = within(await openMenu(user, 'Bo'));
    expect(menu.getByRole('menuitem', { name: 'Remove from room' })).toBeTruthy();
    expect(menu.queryByRole('menuitem', { name: 'Make moderator' })).toBeNull();
  });
});

describe('doing it', () => {
  it('changes a role', async () => {
    const { client, user } = show('owner');
    const menu = within(await openMenu(user, 'Bo'));
    await expectAccessible();
    await user.click(menu.getByRole('menuitem', { name: 'Make moderator' }));
    expect(client.setRole).toHaveBeenCalledExactlyOnceWith('r-general', bo.id, 'moderator');
  });

  it('says at the person when it is refused', async () => {
    const { user } = show(
      'owner',
      {},
      { client: { setRole: () => Promise.reject(new ApiError('forbidden', '')) } },
    );
    await user.click(within(await openMenu(user, 'Bo')).getByRole('menuitem', { name: 'Make reader' }));
    expect((await screen.findByRole('alert')).textContent).toBe('You may not do this here.');
  });

  it('removes after asking', async () => {
    const { client, user } = show('owner');
    await user.click(within(await openMenu(user, 'Bo')).getByRole('menuitem', { name: 'Remove from room' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove Bo?' }));
    await expectAccessible();
    await user.click(dialog.getByRole('button', { name: 'Remove from room' }));
    expect(client.removeMember).toHaveBeenCalledExactlyOnceWith('r-general', bo.id);
  });

  it('adds people, one after the other', async () => {
    const cy = aUser('Cy');
    const { client, user } = show('owner', {}, { client: { searchUsers: () => Promise.resolve([ada, cy]) } });
    await user.click(panel().getByRole('button', { name: 'Add people' }));
    expect(await screen.findByRole('button', { name: /^Ada/ })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('button', { name: /^Cy/ }));
    expect(client.addMember).toHaveBeenCalledExactlyOnceWith('r-general', cy.id);
    expect(await screen.findByText('Cy was added')).toBeTruthy();
    await expectAccessible();
  });

  it('leaves after asking; the last owner is told why not', async () => {
    const { user, path } = show(
      'owner',
      {},
      { client: { leaveRoom: () => Promise.reject(new ApiError('conflict', '')) }, path: '/r/r-general' },
    );
    await user.click(panel().getByRole('button', { name: 'Leave room' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Leave general?' }));
    await user.click(dialog.getByRole('button', { name: 'Leave room' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/last owner/);
    expect(path()).toBe('/r/r-general');
  });

  it('deletes only after the name was typed', async () => {
    const { client, user, path } = show('owner');
    await user.click(panel().getByRole('button', { name: 'Delete room' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete general?' }));
    const button = dialog.getByRole('button', { name: 'Delete room' });
    expect(button).toHaveProperty('disabled', true);
    await user.type(dialog.getByRole('textbox'), 'general');
    await user.click(button);
    expect(client.deleteRoom).toHaveBeenCalledExactlyOnceWith('r-general');
    await waitFor(() => expect(path()).toBe('/'));
  });

  it('changes only what was edited', async () => {
    const { client, user } = show('moderator', { topic: 'Old' });
    await user.click(panel().getByRole('button', { name: 'Room settings' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Room settings' }));
    expect(dialog.queryByRole('radio')).toBeNull();
    await user.clear(dialog.getByRole('textbox', { name: 'Topic' }));
    await user.type(dialog.getByRole('textbox', { name: 'Topic' }), 'New');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(client.updateRoom).toHaveBeenCalledExactlyOnceWith('r-general', { topic: 'New' });
  });
});
