import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { store } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aMessage, anEntry, someMessages } from '../../testing/builders';
import { ada, beforeEachTimeline, given, log, me, receive, room, rowOf, scrollTo, show } from './world';

beforeEach(beforeEachTimeline);

const texts = () => screen.getAllByTestId('message-body').map((body) => body.textContent);

describe('the list', () => {
  it('shows few rows of many, the newest first in view', async () => {
    given(someMessages(1, 500));
    const { client } = show();
    await waitFor(() => expect(screen.getAllByTestId('message').at(-1)?.dataset.seq).toBe('500'));
    expect(screen.getAllByTestId('message').length).toBeLessThan(120);
    expect(client.seen).toHaveBeenLastCalledWith(room.id, 500);
    await expectAccessible();
  });

  it('groups messages of one author, and names the time of each', () => {
    given([aMessage(1), aMessage(2), aMessage(3, { senderId: me.id }), aMessage(30)]);
    show();
    const rows = screen.getAllByTestId('message');
    expect(rows.map((row) => within(row).queryAllByText('Ada', { selector: 'strong' }).length)).toEqual([
      1, 0, 0, 1,
    ]);
    expect(rows[1]?.getAttribute('aria-label')).toMatch(/^Ada, \d/);
  });

  it('opens at the first unread message', async () => {
    given(someMessages(1, 200), { timeline: { newFrom: 100 } });
    const { client } = show();
    await screen.findByTestId('new-line');
    const seen = client.seen.mock.calls.at(-1)?.[1] ?? 0;
    expect(seen).toBeGreaterThanOrEqual(100);
    expect(seen).toBeLessThan(130);
    expect((await screen.findByTestId('jump')).textContent).toMatch(/^\d+ new messages$/);
  });

  it('leads to the first unread message where it is not loaded', async () => {
    given(someMessages(101, 200), { timeline: { newFrom: 40, hasBefore: true } });
    const { client, user } = show();
    await user.click(await screen.findByRole('button', { name: 'First unread message' }));
    expect(client.loadAround).toHaveBeenCalledExactlyOnceWith(room.id, 40);
  });

  it('asks for older messages before the top is reached, once', async () => {
    given(someMessages(101, 200), { timeline: { hasBefore: true } });
    const { client } = show();
    await screen.findAllByTestId('message');
    expect(client.loadBefore).not.toHaveBeenCalled();
    client.loadBefore.mockReturnValue(new Promise(() => undefined));
    await scrollTo(1200);
    await scrollTo(1100);
    expect(client.loadBefore).toHaveBeenCalledExactlyOnceWith(room.id);
  });

  it('offers another try when older messages did not come', async () => {
    given(someMessages(101, 200), { timeline: { hasBefore: true } });
    const { client, user } = show(undefined, { loadBefore: () => Promise.reject(new Error('offline')) });
    await screen.findAllByTestId('message');
    await scrollTo(100);
    const again = await screen.findByRole('button', { name: 'Try again' });
    expect(client.loadBefore).toHaveBeenCalledOnce();
    await user.click(again);
    expect(client.loadBefore).toHaveBeenCalledTimes(2);
  });

  it('asks for newer messages while there are', async () => {
    given(someMessages(1, 100), { timeline: { hasAfter: true } });
    const { client } = show();
    await waitFor(() => expect(client.loadAfter).toHaveBeenCalledWith(room.id));
  });
});

describe('new messages', () => {
  it('are followed at the end', async () => {
    given(someMessages(1, 100));
    const { client } = show();
    await screen.findAllByTestId('message');
    receive(aMessage(101));
    await waitFor(() => expect(client.seen).toHaveBeenLastCalledWith(room.id, 101));
    expect(screen.queryByTestId('jump')).toBeNull();
  });

  it('are counted while the reader is elsewhere, and one press away', async () => {
    given(someMessages(1, 100));
    const { user } = show();
    await screen.findAllByTestId('message');
    await scrollTo(500);
    receive(aMessage(101), aMessage(102), aMessage(103, { senderId: me.id }));
    const jump = await screen.findByTestId('jump');
    expect(jump.textContent).toBe('2 new messages');
    await expectAccessible();
    await user.click(jump);
    await waitFor(() => expect(screen.queryByTestId('jump')).toBeNull());
  });

  it('are not read by a window that is not looked at', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    given(someMessages(1, 20));
    const { client } = show();
    await screen.findAllByTestId('message');
    expect(client.seen).not.toHaveBeenCalled();
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    fireEvent.focus(window);
    await waitFor(() => expect(client.seen).toHaveBeenLastCalledWith(room.id, 20));
  });
});

it('a link leads to its message and marks it', async () => {
  given(someMessages(1, 300));
  const { client } = show(42);
  expect(client.loadAround).toHaveBeenCalledExactlyOnceWith(room.id, 42);
  await waitFor(() => expect(rowOf(42).dataset.highlighted).toBe('true'));
});

describe('own messages', () => {
  it('carry their state in words', async () => {
    given([aMessage(1, { senderId: me.id }), aMessage(2, { senderId: me.id })], {
      outbox: [anEntry('three', { userId: me.id })],
      room: { kind: 'direct', peer: ada },
    });
    store.setState({ reads: { [room.id]: { [ada.id]: 1 } } });
    show();
    const rows = screen.getAllByTestId('message');
    expect(rows.map((row) => row.dataset.state)).toEqual(['read', 'saved', 'pending']);
    expect(rows.map((row) => within(row).getByRole('img').getAttribute('aria-label'))).toEqual([
      'Read',
      'Sent',
      'Sending',
    ]);
    await expectAccessible();
  });

  it('that wait can be tried at once', async () => {
    given([], { outbox: [anEntry('one', { userId: me.id, state: 'failed' })] });
    const { client, user } = show();
    expect(screen.getByTestId('message').dataset.state).toBe('waiting');
    await user.click(screen.getByRole('button', { name: 'Retry now' }));
    expect(client.retry).toHaveBeenCalledExactlyOnceWith('c-one');
  });
});

describe('a rejected message', () => {
  const entry = anEntry('precious', {
    userId: me.id,
    state: 'rejected',
    error: { code: 'forbidden', message: '' },
  });
  const press = async (name: string, client = {}) => {
    given([aMessage(1)], { outbox: [entry] });
    const shown = show(undefined, client);
    await shown.user.click(
      within(screen.getByRole('group', { name: 'Not sent' })).getByRole('button', { name }),
    );
    return shown.client;
  };

  it('stands below everything, says why, and can be tried again', async () => {
    const client = await press('Retry');
    expect(texts()).toEqual(['message 1', 'precious']);
    expect(screen.getByText('Not sent: you may not post in this room')).toBeTruthy();
    expect(client.retry).toHaveBeenCalledExactlyOnceWith('c-precious');
    await expectAccessible();
  });

  it('goes back into the draft, behind what stands there', async () => {
    store.setState({ drafts: {} });
    const client = await press('Edit', { takeBack: () => Promise.resolve('precious') });
    await waitFor(() => expect(client.setDraft).toHaveBeenCalledExactlyOnceWith(room.id, 'precious'));
  });

  it('is discarded, unless it may have arrived', async () => {
    const client = await press('Discard', { discard: () => Promise.resolve(false) });
    expect(client.discard).toHaveBeenCalledExactlyOnceWith('c-precious');
    expect(await screen.findByText(/may have arrived after all/)).toBeTruthy();
  });

  it('can be copied', async () => {
    await press('Copy');
    expect(await screen.findByText('Copied')).toBeTruthy();
  });
});

describe('what else a message can be', () => {
  it('edited, deleted, an answer', async () => {
    given([
      aMessage(1, { editedAt: '2026-11-23T08:30:00.000Z' }),
      aMessage(2, { deletedAt: '2026-11-23T08:30:00.000Z', content: '' }),
      aMessage(3, { replyTo: { id: 'm-1', seq: 1, senderId: ada.id, excerpt: 'message 1' } }),
    ]);
    show();
    expect(screen.getByText('(edited)')).toBeTruthy();
    expect(screen.getByText('message deleted')).toBeTruthy();
    expect(rowOf(2).dataset.deleted).toBe('true');
    expect(screen.getByRole('button', { name: 'In reply to Ada: message 1' })).toBeTruthy();
    await expectAccessible();
  });

  it.each([
    [{ type: 'joined' as const }, 'Ada joined'],
    [{ type: 'added' as const, userIds: [me.id] }, 'Ada added me to the room'],
    [{ type: 'role' as const, userId: me.id, value: 'moderator' }, 'Ada made me a moderator'],
    [{ type: 'topic' as const, value: '' }, 'Ada removed the topic'],
    [{ type: 'visibility' as const, value: 'private' }, 'Ada made the room private'],
  ])('a system line %j', (system, sentence) => {
    given([aMessage(1, { kind: 'system', system, content: 'in English for bots' })]);
    show();
    expect(screen.getByTestId('system').textContent).toBe(sentence);
  });

  it('a mention of somebody who is known', () => {
    given([aMessage(1, { content: '@ada. and @nobody' })]);
    show();
    expect(screen.getByTitle('Ada').textContent).toBe('@ada');
    expect(texts()).toEqual(['@ada. and @nobody']);
  });
});

it('says what a room is for while it is new', async () => {
  given([], { room: { memberCount: 1, role: 'owner' } });
  show();
  expect(screen.getByRole('heading', { name: 'general' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Add people' })).toBeTruthy();
  await expectAccessible();
});

it('shows the shape of a conversation until it is there', async () => {
  given([], { timeline: { status: 'loading' } });
  show();
  expect(log().getAttribute('aria-busy')).toBe('true');
  await expectAccessible();
});
