import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { store } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aMessage, someMessages } from '../../testing/builders';
import { forgetEmoji } from '../../ui/emoji/recent';
import { ada, beforeEachTimeline, given, log, me, room, rowOf, show } from './world';

beforeEach(() => {
  beforeEachTimeline();
  localStorage.clear();
  forgetEmoji();
});

const own = (seq: number) => aMessage(seq, { senderId: me.id });
const hover = (seq: number) => fireEvent.pointerOver(rowOf(seq), { pointerType: 'mouse' });
const toolbar = () => screen.getByRole('toolbar', { name: 'Message actions' });
const names = () =>
  within(toolbar())
    .getAllByRole('button')
    .map((button) => button.getAttribute('aria-label'));
const button = (name: string) => within(toolbar()).getByRole('button', { name });

describe('the toolbar', () => {
  it('stands on the message under the mouse, and on no other', async () => {
    given([aMessage(1), own(2)]);
    show();
    expect(screen.queryByRole('toolbar')).toBeNull();
    hover(1);
    expect(rowOf(1).contains(toolbar())).toBe(true);
    await expectAccessible();
    hover(2);
    expect(rowOf(2).contains(toolbar())).toBe(true);
    fireEvent.pointerOut(log(), { pointerType: 'mouse', relatedTarget: document.body });
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('is not brought up by a finger', () => {
    given([aMessage(1)]);
    show();
    fireEvent.pointerOver(rowOf(1), { pointerType: 'touch' });
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('offers what one may do', () => {
    const all = ['Quick 👍', 'Quick ❤️', 'Quick 😂', 'React', 'Reply'];
    given([aMessage(1), own(2), aMessage(3, { deletedAt: '2026-11-23T08:30:00.000Z', content: '' })]);
    show();
    hover(1);
    expect(names()).toEqual([...all, 'More actions']);
    hover(2);
    expect(names()).toEqual([...all, 'Edit', 'Delete', 'More actions']);
    hover(3);
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it.each([
    ['moderator', 'group', true],
    ['owner', 'group', true],
    ['member', 'group', false],
    ['owner', 'direct', false],
  ] as const)('lets a %s of a %s room delete what others wrote: %s', (role, kind, may) => {
    given([aMessage(1)], { room: { role, kind } });
    show();
    hover(1);
    expect(names().includes('Delete')).toBe(may);
    expect(names()).not.toContain('Edit');
  });

  it('leaves a reader nothing that writes', () => {
    given([own(1), aMessage(2)], { room: { role: 'reader' } });
    show();
    hover(1);
    expect(names()).toEqual(['More actions']);
  });

  it('goes with the focus of the keyboard, is one stop, and is walked with arrows', async () => {
    given([aMessage(1), own(2)]);
    const { user } = show();
    log().focus();
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toBe(rowOf(2));
    await user.keyboard('{Enter}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Quick 👍');
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('React');
    await user.keyboard('{End}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('More actions');
    expect(
      within(toolbar())
        .getAllByRole('button')
        .filter((one) => one.tabIndex === 0),
    ).toHaveLength(1);
  });
});

describe('by keyboard', () => {
  const onto = async (seq: number, shown: ReturnType<typeof show>) => {
    log().focus();
    await shown.user.keyboard('{ArrowUp}');
    while (document.activeElement !== rowOf(seq)) await shown.user.keyboard('{ArrowUp}');
  };

  it('arrows go from message to message, and Esc back to writing', async () => {
    given(someMessages(1, 5));
    const shown = show();
    await onto(3, shown);
    await shown.user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(rowOf(4));
    const field = document.body.appendChild(document.createElement('textarea'));
    field.dataset.mainField = '';
    await shown.user.keyboard('{Escape}');
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  it('e edits and r answers what has the focus', async () => {
    given([own(1), aMessage(2)]);
    const shown = show();
    await onto(2, shown);
    await shown.user.keyboard('e');
    expect(shown.client.compose).not.toHaveBeenCalled();
    await shown.user.keyboard('r');
    expect(shown.client.compose).toHaveBeenLastCalledWith(room.id, {
      mode: 'reply',
      messageId: 'm-2',
      seq: 2,
    });
    await onto(1, shown);
    await shown.user.keyboard('e');
    expect(shown.client.compose).toHaveBeenLastCalledWith(room.id, {
      mode: 'edit',
      messageId: 'm-1',
      seq: 1,
    });
  });

  it('Delete asks, + chooses a reaction', async () => {
    given([own(1)]);
    const shown = show();
    await onto(1, shown);
    await shown.user.keyboard('{Delete}');
    expect(await screen.findByRole('dialog', { name: 'Delete message?' })).toBeTruthy();
    await shown.user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(rowOf(1)));
    await shown.user.keyboard('+');
    expect(await screen.findByRole('dialog', { name: 'Choose an emoji' })).toBeTruthy();
  });

  it('letters on what was only clicked mean nothing', async () => {
    given([own(1)]);
    const { client, user } = show();
    await user.click(rowOf(1));
    await user.keyboard('e');
    expect(client.compose).not.toHaveBeenCalled();
  });
});

describe('deleting', () => {
  it('asks with the message’s words, and deletes', async () => {
    given([own(1)]);
    const { client, user } = show();
    hover(1);
    await user.click(button('Delete'));
    const dialog = await screen.findByRole('dialog', { name: 'Delete message?' });
    expect(within(dialog).getByText('message 1')).toBeTruthy();
    await expectAccessible();
    expect(client.remove).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(client.remove).toHaveBeenCalledExactlyOnceWith(room.id, 'm-1');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('more', () => {
  it('marks unread, and says so', async () => {
    given([aMessage(1), aMessage(2)]);
    const { client, user } = show();
    hover(2);
    await user.click(button('More actions'));
    await user.click(await screen.findByRole('menuitem', { name: 'Mark unread from here' }));
    expect(client.markUnread).toHaveBeenCalledExactlyOnceWith(room.id, 2);
    expect(await screen.findByText('Marked as unread')).toBeTruthy();
  });

  it('says why something did not work', async () => {
    given([aMessage(1)]);
    const { user } = show(undefined, { markUnread: () => Promise.reject(new Error('offline')) });
    hover(1);
    await user.click(button('More actions'));
    await expectAccessible();
    await user.click(await screen.findByRole('menuitem', { name: 'Mark unread from here' }));
    expect(await screen.findByText(/That did not work: The server cannot be reached/)).toBeTruthy();
  });

  it('copies the text', async () => {
    given([aMessage(1)]);
    const { user } = show();
    hover(1);
    await user.click(button('More actions'));
    await user.click(await screen.findByRole('menuitem', { name: 'Copy text' }));
    expect(await screen.findByText('Copied')).toBeTruthy();
    expect(await navigator.clipboard.readText()).toBe('message 1');
  });
});

describe('a finger that stays', () => {
  const press = (target: Element, ms: number) => {
    fireEvent.pointerDown(target, { pointerType: 'touch', isPrimary: true, clientX: 5, clientY: 5 });
    act(() => void vi.advanceTimersByTime(ms));
    fireEvent.pointerUp(target, { pointerType: 'touch', isPrimary: true });
  };
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    return () => vi.useRealTimers();
  });

  it('opens everything as a sheet', async () => {
    given([own(1)]);
    const { client } = show();
    press(rowOf(1), 200);
    expect(screen.queryByRole('dialog')).toBeNull();
    press(rowOf(1), 600);
    vi.useRealTimers();
    const sheet = await screen.findByRole('dialog', { name: 'Message from me' });
    const offered = within(sheet)
      .getAllByRole('button')
      .map((one) => one.textContent);
    for (const name of ['Reply', 'Edit', 'Copy text', 'Mark unread from here', 'Delete'])
      expect(offered).toContain(name);
    await expectAccessible();
    fireEvent.pointerDown(sheet);
    fireEvent.click(within(sheet).getByRole('button', { name: 'Reply' }));
    expect(client.compose).toHaveBeenCalledExactlyOnceWith(room.id, {
      mode: 'reply',
      messageId: 'm-1',
      seq: 1,
    });
  });

  it('does not press what it opened when it is lifted', async () => {
    given([own(1)]);
    const { client } = show();
    press(rowOf(1), 600);
    vi.useRealTimers();
    const sheet = await screen.findByRole('dialog', { name: 'Message from me' });
    fireEvent.click(within(sheet).getByRole('button', { name: 'Edit' }));
    expect(client.compose).not.toHaveBeenCalled();
  });

  it('only scrolls when it moves', () => {
    given([own(1)]);
    show();
    fireEvent.pointerDown(rowOf(1), { pointerType: 'touch', isPrimary: true, clientX: 5, clientY: 5 });
    fireEvent.pointerMove(rowOf(1), { pointerType: 'touch', isPrimary: true, clientX: 5, clientY: 40 });
    act(() => void vi.advanceTimersByTime(1000));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('reactions', () => {
  const reacted = (over = {}) =>
    aMessage(1, { reactions: [{ emoji: '👍', count: 2, userIds: [ada.id, me.id] }], ...over });
  const chip = () => screen.getByRole('button', { name: /^👍, / });

  it('say how many, whether one is among them, and who', async () => {
    given([reacted()]);
    show();
    expect(chip().getAttribute('aria-label')).toBe('👍, 2 people, you reacted');
    expect(chip().getAttribute('aria-pressed')).toBe('true');
    expect(chip().dataset.tip).toBe('You and Ada reacted with 👍');
    await expectAccessible();
  });

  it('count who is not named', () => {
    given([reacted({ reactions: [{ emoji: '👍', count: 40, userIds: [ada.id] }], myReactions: [] })]);
    show();
    expect(chip().getAttribute('aria-label')).toBe('👍, 40 people');
    expect(chip().dataset.tip).toBe('Ada and 39 others reacted with 👍');
  });

  it('are given and taken back by a click', async () => {
    given([reacted(), aMessage(2, { reactions: [{ emoji: '🍊', count: 1, userIds: [ada.id] }] })]);
    const { client, user } = show();
    await user.click(chip());
    expect(client.react).toHaveBeenLastCalledWith(room.id, 'm-1', '👍', false);
    await user.click(screen.getByRole('button', { name: '🍊, 1 person' }));
    expect(client.react).toHaveBeenLastCalledWith(room.id, 'm-2', '🍊', true);
  });

  it('are believed to be what the server says of oneself, beyond the names it lists', () => {
    given([reacted({ reactions: [{ emoji: '👍', count: 40, userIds: [ada.id] }], myReactions: ['👍'] })]);
    show();
    expect(chip().getAttribute('aria-label')).toBe('👍, 40 people, you reacted');
  });

  it('can be added from all emoji, and the last used become the quick ones', async () => {
    given([aMessage(1, { reactions: [{ emoji: '👍', count: 1, userIds: [ada.id] }] })]);
    const { client, user } = show();
    await user.click(screen.getByRole('button', { name: 'Add reaction' }));
    await user.type(await screen.findByRole('searchbox', { name: 'Search emoji' }), 'tada{Enter}');
    await waitFor(() => expect(client.react).toHaveBeenCalledExactlyOnceWith(room.id, 'm-1', '🎉', true));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    hover(1);
    await user.click(button('Quick 🎉'));
    expect(client.react).toHaveBeenLastCalledWith(room.id, 'm-1', '🎉', true);
  });

  it('are only shown to a reader', async () => {
    given([reacted()], { room: { role: 'reader' } });
    const { client, user } = show();
    expect(screen.queryByRole('button', { name: 'Add reaction' })).toBeNull();
    await user.click(chip());
    expect(client.react).not.toHaveBeenCalled();
  });

  it('that go with their chip leave the keyboard on the message', async () => {
    given([aMessage(1, { reactions: [{ emoji: '👍', count: 1, userIds: [me.id] }] })]);
    const { user } = show();
    chip().focus();
    await user.keyboard('{Enter}');
    expect(document.activeElement).toBe(rowOf(1));
  });
});

it('a message that is being edited stands out', () => {
  given([own(1)]);
  store.setState({ composer: { [room.id]: { mode: 'edit', messageId: 'm-1', seq: 1 } } });
  show();
  expect(rowOf(1).className).toMatch(/editing/);
});
