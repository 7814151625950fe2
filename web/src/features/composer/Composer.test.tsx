import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { store } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aRoom } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { Composer } from './Composer';

const room = aRoom('general');

beforeEach(() => seed({}));

/** The client keeps drafts in the store, as the real one does. */
function show(client: Parameters<typeof render>[1] = {}, over = {}) {
  const shown = render(<Composer room={{ ...room, ...over }} name="general" />, client);
  shown.client.setDraft.mockImplementation((id, text) =>
    store.setState((state) => ({ drafts: { ...state.drafts, [id]: text } })),
  );
  return shown;
}
const field = () => screen.getByRole('textbox', { name: 'Message general' });
const draft = () => store.getState().drafts[room.id];

describe('sending', () => {
  it('sends with Enter and breaks with Shift+Enter', async () => {
    const { client, user } = show();
    await expectAccessible();
    await user.type(field(), 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(client.send).toHaveBeenCalledExactlyOnceWith('r-general', 'one\ntwo');
    expect(field()).toHaveProperty('value', '');
  });

  it('sends with the button, and keeps the focus in the field', async () => {
    const { client, user } = show();
    await user.type(field(), ' hello ');
    await user.click(screen.getByRole('button', { name: 'Send message' }));
    expect(client.send).toHaveBeenCalledExactlyOnceWith('r-general', 'hello');
    expect(document.activeElement).toBe(field());
  });

  it('sends nothing that is blank', async () => {
    const { client, user } = show();
    await user.type(field(), '  {Enter}');
    expect(client.send).not.toHaveBeenCalled();
  });

  it('leaves Enter to an input method that is composing', async () => {
    const { client, user } = show();
    await user.type(field(), 'に');
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    // Safari ends the composition first and sends this afterwards.
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    expect(client.send).not.toHaveBeenCalled();
  });

  it('works without a network', async () => {
    seed({ connection: { status: 'offline', storage: 'durable', offlineSince: 1 } });
    const { client, user } = show();
    await user.type(field(), 'later{Enter}');
    expect(client.send).toHaveBeenCalledOnce();
  });

  it('gives the text back when it could not be kept', async () => {
    const { user } = show({ client: { send: () => Promise.reject(new Error('quota')) } });
    await user.type(field(), 'precious{Enter}');
    await waitFor(() => expect(draft()).toBe('precious'));
    expect(screen.getByText(/could not be kept/)).toBeTruthy();
  });
});

describe('length', () => {
  it('is said before sending, in code points', async () => {
    seed({ drafts: { [room.id]: '🍊'.repeat(8003) } });
    const { client, user } = show();
    expect(screen.getByText('3 characters too long')).toBeTruthy();
    expect(field().getAttribute('aria-invalid')).toBe('true');
    await expectAccessible();
    await user.type(field(), '{Enter}');
    expect(client.send).not.toHaveBeenCalled();
  });

  it('warns near the end', () => {
    seed({ drafts: { [room.id]: 'x'.repeat(7990) } });
    show();
    expect(screen.getByText('10 characters left')).toBeTruthy();
  });
});

it('tells the others about each key, and when the field is emptied', async () => {
  const { client, user } = show();
  await user.type(field(), 'a{Backspace}');
  expect(client.typing.mock.calls).toEqual([
    ['r-general', true],
    ['r-general', false],
  ]);
});

it('takes letters that are typed anywhere, but not those meant for something else', async () => {
  render(<input aria-label="Search" />);
  const { user } = show();
  screen.getByLabelText('Search').focus();
  await user.keyboard('a');
  expect(document.activeElement).toBe(screen.getByLabelText('Search'));
  screen.getByLabelText('Search').blur();
  await user.keyboard('b');
  expect(field()).toHaveProperty('value', 'b');
  await user.keyboard('{Escape}');
  expect(document.activeElement).toBe(document.body);
  await user.keyboard('{Control>}c{/Control}');
  expect(document.activeElement).toBe(document.body);
});

it('takes the focus when a text is put in from elsewhere', async () => {
  const { client } = show();
  field().blur();
  client.setDraft(room.id, 'not sent before');
  await waitFor(() => expect(document.activeElement).toBe(field()));
});

it('is a sentence for those who may only read', () => {
  show({}, { role: 'reader' });
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.getByText('You can read here, but not write.')).toBeTruthy();
});

it('keeps a draft for each room', () => {
  seed({ drafts: { 'r-general': 'here', 'r-other': 'there' } });
  show();
  expect(field()).toHaveProperty('value', 'here');
});
