import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type State, store } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aMessage, anEntry, aRoom, aTimeline, aUser } from '../../testing/builders';
import { withLayout } from '../../testing/layout';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { forgetEmoji, recentEmoji } from '../../ui/emoji/recent';
import { Composer } from './Composer';

const [me, ada] = [aUser('me'), aUser('Ada')];
const room = aRoom('general');
const own = (seq: number, over = {}) => aMessage(seq, { senderId: me.id, ...over });

beforeEach(() => {
  withLayout();
  localStorage.clear();
  forgetEmoji();
  seed({
    auth: { status: 'signedIn', me },
    users: { [me.id]: me, [ada.id]: ada },
    timelines: {
      [room.id]: aTimeline([own(1), aMessage(2, { content: 'a question' }), own(3), aMessage(4)]),
    },
  });
});

/** The client keeps drafts and the composer's mode in the store, as the real one does. */
function show(client: Parameters<typeof render>[1] = {}) {
  const shown = render(<Composer room={room} name="general" />, client);
  shown.client.setDraft.mockImplementation((id, text) =>
    store.setState((state) => ({ drafts: { ...state.drafts, [id]: text } })),
  );
  shown.client.compose.mockImplementation((roomId, mode) =>
    store.dispatch({ type: 'composer/set', roomId, ...(mode && { mode }) }),
  );
  return shown;
}
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox');
const set = (state: Partial<State>) => act(() => store.setState(state));
const compose = (mode: 'edit' | 'reply', seq: number) =>
  set({ composer: { [room.id]: { mode, messageId: `m-${seq}`, seq } } });
const arrive = (...messages: ReturnType<typeof aMessage>[]) =>
  act(() =>
    store.setState((state) => {
      const timeline = state.timelines[room.id] ?? aTimeline([]);
      const bySeq = { ...timeline.bySeq, ...Object.fromEntries(messages.map((one) => [one.seq, one])) };
      return { timelines: { [room.id]: { ...timeline, bySeq } } };
    }),
  );

describe('editing', () => {
  it('begins with ↑ in an empty field, at the last own message', async () => {
    const { client, user } = show();
    await user.type(field(), '{ArrowUp}');
    expect(client.compose).toHaveBeenCalledExactlyOnceWith(room.id, {
      mode: 'edit',
      messageId: 'm-3',
      seq: 3,
    });
    expect(screen.getByText('Editing message')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Edit message' })).toHaveProperty('value', 'message 3');
    expect(field().selectionStart).toBe('message 3'.length);
    await expectAccessible();
  });

  it('does not begin with ↑ in a text', async () => {
    const { client, user } = show();
    await user.type(field(), 'a{ArrowUp}');
    expect(client.compose).not.toHaveBeenCalled();
  });

  it('saves with Enter, on top of what was seen', async () => {
    set({ timelines: { [room.id]: aTimeline([own(1, { revision: 4 })]) } });
    const { client, user } = show();
    compose('edit', 1);
    // Another window saves meanwhile: that is for the server to say, not to be overwritten unseen.
    arrive(own(1, { revision: 5, version: 9, content: 'changed elsewhere' }));
    expect(field().value).toBe('message 1');
    await user.type(field(), ' and more{Enter}');
    expect(client.edit).toHaveBeenCalledExactlyOnceWith(room.id, 'm-1', 'message 1 and more', 4);
    expect(client.send).not.toHaveBeenCalled();
    expect(screen.queryByText('Editing message')).toBeNull();
  });

  it('on top of an own change that is on its way leaves the base to the outbox', async () => {
    const entry = anEntry('first change', {
      userId: me.id,
      kind: 'edit',
      messageId: 'm-1',
      seq: 1,
      baseRevision: 0,
    });
    set({ outbox: { [entry.clientId]: entry } });
    const { client, user } = show();
    compose('edit', 1);
    expect(field().value).toBe('first change');
    await user.type(field(), ', second{Enter}');
    expect(client.edit).toHaveBeenCalledExactlyOnceWith(room.id, 'm-1', 'first change, second', undefined);
  });

  it('saves with the button, says nothing when nothing was changed, takes no empty text', async () => {
    const { client, user } = show();
    compose('edit', 1);
    await user.clear(field());
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(client.edit).not.toHaveBeenCalled();
    await user.type(field(), 'message 1');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(client.edit).not.toHaveBeenCalled();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  it.each(['{Escape}', 'button'])(
    'is cancelled (%s), and the draft of the new message is still there',
    async (how) => {
      set({ drafts: { [room.id]: 'half a sent' } });
      const { client, user } = show();
      compose('edit', 1);
      expect(field().value).toBe('message 1');
      await user.type(field(), ' x');
      if (how === 'button') await user.click(screen.getByRole('button', { name: 'Cancel' }));
      else await user.keyboard(how);
      expect(field().value).toBe('half a sent');
      expect(client.typing).not.toHaveBeenCalled();
      compose('edit', 1);
      expect(field().value).toBe('message 1');
    },
  );

  it('outlasts a look into another room', async () => {
    const { user, unmount } = show();
    compose('edit', 1);
    await user.type(field(), ' kept');
    unmount();
    show();
    expect(field().value).toBe('message 1 kept');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
  });

  it('keeps what was written when the message is deleted meanwhile', async () => {
    const { user } = show();
    compose('edit', 1);
    await user.type(field(), ' precious');
    arrive(own(1, { deletedAt: '2026-11-23T08:30:00.000Z', content: '', version: 9 }));
    expect(screen.queryByText('Editing message')).toBeNull();
    expect(field().value).toBe('message 1 precious');
    expect(screen.getByText(/was deleted. Your text is in the field/)).toBeTruthy();
  });

  it('comes back when the change could not be kept', async () => {
    const { user } = show({ client: { edit: () => Promise.reject(new Error('quota')) } });
    compose('edit', 1);
    await user.type(field(), ' precious{Enter}');
    expect(await screen.findByText(/This change could not be kept/)).toBeTruthy();
    expect(field().value).toBe('message 1 precious');
    await user.keyboard('{Escape}');
  });
});

describe('answering', () => {
  it('shows to whom, and sends the answer', async () => {
    const { client, user } = show();
    compose('reply', 2);
    expect(screen.getByTestId('reply-bar').textContent).toBe('Replying to Adaa question');
    expect(document.activeElement).toBe(field());
    await expectAccessible();
    await user.type(field(), 'an answer{Enter}');
    expect(client.send).toHaveBeenCalledExactlyOnceWith(room.id, 'an answer', 'm-2');
    expect(screen.queryByTestId('reply-bar')).toBeNull();
  });

  it.each(['{Escape}', 'button'])('is cancelled (%s), and the text stays', async (how) => {
    const { client, user } = show();
    compose('reply', 2);
    await user.type(field(), 'text');
    if (how === 'button') await user.click(screen.getByRole('button', { name: 'Cancel reply' }));
    else await user.keyboard(how);
    expect(screen.queryByTestId('reply-bar')).toBeNull();
    await user.type(field(), '{Enter}');
    expect(client.send).toHaveBeenCalledExactlyOnceWith(room.id, 'text');
  });

  it('stays what it is while the list shows another part of the room', () => {
    show();
    compose('reply', 2);
    set({ timelines: { [room.id]: aTimeline([aMessage(900)]) } });
    expect(screen.getByTestId('reply-bar').textContent).toBe('Replying to Adaa question');
  });

  it('comes back with the text when it could not be kept', async () => {
    const { user } = show({ client: { send: () => Promise.reject(new Error('quota')) } });
    compose('reply', 2);
    await user.type(field(), 'precious{Enter}');
    await waitFor(() => expect(field().value).toBe('precious'));
    expect(screen.getByTestId('reply-bar')).toBeTruthy();
  });
});

describe('emoji by name', () => {
  const list = () => screen.findByRole('listbox', { name: 'Emoji' });
  const chosen = () =>
    document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent;

  it('are offered after two letters, and taken with Enter', async () => {
    const { client, user } = show();
    await user.type(field(), 'so :t');
    expect(screen.queryByRole('listbox')).toBeNull();
    await user.keyboard('a');
    expect(await list()).toBeTruthy();
    await user.keyboard('da');
    await waitFor(() => expect(chosen()).toContain(':tada:'));
    await expectAccessible();
    await user.keyboard('{Enter}');
    expect(field().value).toBe('so 🎉 ');
    expect(client.send).not.toHaveBeenCalled();
    expect(recentEmoji()).toEqual(['🎉']);
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('are chosen with arrows, taken with Tab, closed with Esc', async () => {
    const { user } = show();
    await user.type(field(), ':th');
    await list();
    const first = chosen();
    await user.keyboard('{ArrowDown}');
    expect(chosen()).not.toBe(first);
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(chosen()).toBe((await list()).lastElementChild?.textContent);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(document.activeElement).toBe(field());
    expect(field().value).toBe(':th');
    await user.keyboard('umbsu');
    await list();
    await user.tab();
    expect(field().value).toBe('👍 ');
  });

  it('are taken with a click, without taking the focus', async () => {
    const { user } = show();
    await user.type(field(), ':tada');
    await user.click(await screen.findByRole('option', { name: /:tada:/ }));
    expect(field().value).toBe('🎉 ');
    expect(document.activeElement).toBe(field());
  });

  it('become themselves with the second colon', async () => {
    const { user } = show();
    await user.type(field(), 'ok :thumbsup:');
    await waitFor(() => expect(field().value).toBe('ok 👍'));
    await user.type(field(), ' :nonsense:');
    expect(field().value).toBe('ok 👍 :nonsense:');
  });

  it('become themselves also when writing went on before the names were there', async () => {
    const { user } = show();
    await user.type(field(), 'x');
    fireEvent.change(field(), { target: { value: ':tada:' } });
    fireEvent.change(field(), { target: { value: ':tada: see you' } });
    await waitFor(() => expect(field().value).toBe('🎉 see you'));
    expect(field().selectionEnd).toBe('🎉 see you'.length);
  });

  it('are left alone in code', async () => {
    const { user } = show();
    await user.type(field(), '`:tada:');
    await user.clear(field());
    await user.type(field(), ':tad');
    await list();
    expect(field().value).toBe(':tad');
    await user.clear(field());
    fireEvent.change(field(), { target: { value: '```\n:tada:' } });
    await act(async () => undefined);
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(field().value).toBe('```\n:tada:');
  });

  it('are inserted from the picker where the cursor is', async () => {
    const { user } = show();
    await user.type(field(), 'ab{ArrowLeft}');
    await user.click(screen.getByRole('button', { name: 'Insert emoji' }));
    await user.type(await screen.findByRole('searchbox', { name: 'Search emoji' }), 'tada{Enter}');
    await waitFor(() => expect(field().value).toBe('a🎉b'));
    await waitFor(() => expect(document.activeElement).toBe(field()));
  });
});
