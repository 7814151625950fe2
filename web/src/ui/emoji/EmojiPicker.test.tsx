import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../testing/axe';
import { withLayout } from '../../testing/layout';
import EmojiPopover from './EmojiPopover';
import { forgetEmoji, recentEmoji, rememberEmoji } from './recent';

beforeEach(() => {
  withLayout();
  localStorage.clear();
  forgetEmoji();
});

function show() {
  const onPick = vi.fn();
  const onClose = vi.fn();
  render(<EmojiPopover open anchor={document.body} onPick={onPick} onClose={onClose} />);
  return { onPick, onClose, user: userEvent.setup() };
}
const field = () => screen.findByRole('searchbox', { name: 'Search emoji' });
const active = async () =>
  document
    .getElementById((await field()).getAttribute('aria-activedescendant') ?? '')
    ?.getAttribute('aria-label');

describe('the picker', () => {
  it('is a dialog with the focus in its search field, and a grid of named emoji', async () => {
    rememberEmoji('🍊');
    show();
    expect(await screen.findByRole('dialog', { name: 'Choose an emoji' })).toBeTruthy();
    const search = await field();
    await waitFor(() => expect(document.activeElement).toBe(search));
    expect(await screen.findByRole('grid', { name: 'Emoji' })).toBeTruthy();
    expect(screen.getByRole('gridcell', { name: 'tangerine' })).toBeTruthy();
    expect(screen.getByRole('toolbar', { name: 'Categories' })).toBeTruthy();
    // Of nearly two thousand only those around the view are in the page.
    expect(screen.getAllByRole('gridcell').length).toBeLessThan(400);
    await expectAccessible();
  });

  it('is searched, and Enter takes the first', async () => {
    const { user, onPick } = show();
    await screen.findByRole('grid');
    await user.type(await field(), 'tada');
    expect(await active()).toBe('party popper');
    await user.keyboard('{Enter}');
    expect(onPick).toHaveBeenCalledExactlyOnceWith('🎉');
    expect(recentEmoji()).toEqual(['🎉']);
  });

  it('is walked with the arrow keys', async () => {
    const { user, onPick } = show();
    await screen.findByRole('grid');
    await user.type(await field(), '{ArrowDown}');
    expect(await active()).toBe('grinning face');
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}');
    expect(await active()).toBe('grinning face with big eyes');
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(onPick).toHaveBeenCalledExactlyOnceWith('😃');
  });

  it('takes what is clicked, without taking the focus from the field', async () => {
    const { user, onPick } = show();
    const cell = await screen.findByRole('gridcell', { name: 'grinning face' });
    await user.click(cell);
    expect(onPick).toHaveBeenCalledExactlyOnceWith('😀');
    expect(document.activeElement).toBe(await field());
  });

  it('says when nothing was found, and closes with Esc', async () => {
    const { user, onClose } = show();
    await screen.findByRole('grid');
    await user.type(await field(), 'qqzz');
    expect(screen.getByRole('status').textContent).toBe('No emoji found for “qqzz”');
    await expectAccessible();
    await user.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalled();
  });
});
