import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type OutboxEntry, store } from '../../store';
import { expectAccessible } from '../../testing/axe';
import { aMessage, anEntry, aTimeline, someMessages } from '../../testing/builders';
import { ada, beforeEachTimeline, given, log, me, receive, room, rowOf, scrollTo, show } from './world';

beforeEach(beforeEachTimeline);

const own = (seq: number, over = {}) => aMessage(seq, { senderId: me.id, ...over });
const edit = (over: Partial<OutboxEntry> = {}) =>
  anEntry('my text', {
    userId: me.id,
    clientId: 'op-1',
    kind: 'edit',
    messageId: 'm-1',
    seq: 1,
    baseRevision: 0,
    ...over,
  });
const body = (seq: number) => within(rowOf(seq)).getByTestId('message-body').textContent;

describe('an edit under way', () => {
  it('is shown at once, with a quiet clock', async () => {
    given([own(1)], { outbox: [edit()] });
    show();
    expect(body(1)).toBe('my text (edited)');
    expect(rowOf(1).dataset.state).toBe('pending');
    expect(within(rowOf(1)).getByRole('img', { name: 'Saving your change' })).toBeTruthy();
    await expectAccessible();
  });

  it('says that it waits while there is no connection', () => {
    given([own(1)], { outbox: [edit()] });
    store.setState({ connection: { status: 'offline', storage: 'durable', offlineSince: 1 } });
    show();
    expect(rowOf(1).dataset.state).toBe('waiting');
    expect(within(rowOf(1)).getByText('Waiting to send')).toBeTruthy();
  });

  it('that was refused leaves the message as it is, with a card below', async () => {
    given([own(1)], { outbox: [edit({ state: 'rejected', error: { code: 'forbidden', message: '' } })] });
    const { client, user } = show();
    expect(body(1)).toBe('message 1');
    const card = within(rowOf(1)).getByRole('group', { name: 'Change not saved' });
    expect(within(card).getByText('my text')).toBeTruthy();
    expect(within(card).getByText('Change not saved: you may not change this message')).toBeTruthy();
    await expectAccessible();
    await user.click(within(card).getByRole('button', { name: 'Retry' }));
    expect(client.retryChange).toHaveBeenCalledExactlyOnceWith('op-1');
    await user.click(within(card).getByRole('button', { name: 'Discard' }));
    expect(client.discardChange).toHaveBeenCalledExactlyOnceWith('op-1');
  });
});

describe('a deletion under way', () => {
  it('is a tombstone already, that keeps its place in the group', () => {
    given([own(1), own(2), own(3)], {
      outbox: [edit({ kind: 'delete', content: '', messageId: 'm-2', seq: 2 })],
    });
    show();
    expect(body(2)).toBe('message deleted');
    expect(rowOf(2).dataset.deleted).toBe('true');
    expect(screen.getAllByTestId('message').map((row) => within(row).queryByText('me') !== null)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('that was refused says so', () => {
    given([own(1)], {
      outbox: [edit({ kind: 'delete', state: 'rejected', error: { code: 'forbidden', message: '' } })],
    });
    show();
    expect(screen.getByText('Not deleted: you may not change this message')).toBeTruthy();
  });
});

describe('a change that met another one', () => {
  const theirs = own(1, { content: 'their text', revision: 1, version: 9 });
  const conflict = edit({ state: 'rejected', theirs, error: { code: 'edit_conflict', message: '' } });
  const dialog = () => screen.findByRole('dialog', { name: 'This message was changed meanwhile' });

  it('shows both texts by itself; mine can be worked over', async () => {
    given([theirs], { outbox: [conflict] });
    const { client, user } = show();
    const found = await dialog();
    expect(within(found).getByTestId('theirs').textContent).toBe('their text');
    const mine = within(found).getByRole('textbox', { name: 'Your text' });
    expect(mine).toHaveProperty('value', 'my text');
    await expectAccessible();
    await user.type(mine, ', and theirs');
    await user.click(within(found).getByRole('button', { name: 'Save mine' }));
    expect(client.settleConflict).toHaveBeenCalledExactlyOnceWith('op-1', 'mine', 'my text, and theirs');
  });

  it('gives way to theirs', async () => {
    given([theirs], { outbox: [conflict] });
    const { client, user } = show();
    await user.click(within(await dialog()).getByRole('button', { name: 'Keep theirs' }));
    expect(client.settleConflict).toHaveBeenCalledExactlyOnceWith('op-1', 'theirs', undefined);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('closes when it was settled in another window', async () => {
    given([theirs], { outbox: [conflict] });
    show();
    await dialog();
    act(() => store.setState({ outbox: {} }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('comes up once; its row offers it again', async () => {
    given([theirs], { outbox: [conflict] });
    const { user } = show();
    await dialog();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Compare' }));
    expect(await dialog()).toBeTruthy();
  });

  it('does not come between while something is being written', async () => {
    given([theirs], { outbox: [conflict] });
    store.setState({ drafts: { [room.id]: 'half a sent' } });
    show();
    expect(await screen.findByRole('button', { name: 'Compare' })).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    act(() => store.setState({ drafts: {} }));
    expect(await dialog()).toBeTruthy();
  });
});

describe('a quote', () => {
  const replyTo = { id: 'm-1', seq: 1, senderId: ada.id, excerpt: 'message 1' };

  it('leads to its message, which stands out for a moment', async () => {
    given([...someMessages(1, 300), aMessage(301, { replyTo })]);
    const { client, user } = show();
    await user.click(await screen.findByTestId('quote'));
    expect(client.loadAround).toHaveBeenCalledExactlyOnceWith(room.id, 1);
    await waitFor(() => expect(rowOf(1).dataset.highlighted).toBe('true'));
    expect(document.activeElement).not.toBe(rowOf(1));
    await expectAccessible();
    await waitFor(() => expect(rowOf(1).dataset.highlighted).toBeUndefined(), { timeout: 3000 });
    await user.click(screen.getByTestId('jump'));
    await waitFor(() => expect(rowOf(301)).toBeTruthy());
  });

  it('takes the keyboard along', async () => {
    given([...someMessages(1, 300), aMessage(301, { replyTo })]);
    const { user } = show();
    (await screen.findByTestId('quote')).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(rowOf(1)));
  });

  it('says that its message was deleted', () => {
    given([aMessage(2, { replyTo: { id: 'm-1', seq: 1, senderId: ada.id, deletedAt: 'x' } })]);
    show();
    expect(screen.getByTestId('quote').textContent).toBe('Adamessage deleted');
  });

  it('that cannot be fetched says why', async () => {
    given([aMessage(301, { replyTo })], { timeline: { hasBefore: true } });
    const { user } = show(undefined, { loadAround: () => Promise.reject(new Error('offline')) });
    await user.click(screen.getByTestId('quote'));
    expect(await screen.findByText(/That did not work/)).toBeTruthy();
  });

  it('stands above an answer that is not sent yet', () => {
    given([aMessage(1)], { outbox: [anEntry('mine', { userId: me.id, replyTo: 'm-1' })] });
    show();
    expect(screen.getByTestId('quote').textContent).toBe('Adamessage 1');
  });
});

describe('a reset of what is loaded', () => {
  const reset = (from: number, to: number, over = {}) =>
    act(() =>
      store.setState({
        timelines: { [room.id]: aTimeline(someMessages(from, to), { resets: 1, hasBefore: true, ...over }) },
      }),
    );
  const seqs = () => screen.getAllByTestId('message').map((row) => Number(row.dataset.seq));

  it('leaves on screen what was read until the page around it has come', async () => {
    given(someMessages(1, 300));
    const { client } = show();
    await screen.findAllByTestId('message');
    await scrollTo(4000);
    const before = seqs();
    let arrived = () => undefined as unknown;
    client.loadAround.mockReturnValue(new Promise<void>((resolve) => (arrived = resolve)));
    reset(900, 950);
    expect(client.loadAround).toHaveBeenCalledOnce();
    const anchor = client.loadAround.mock.calls[0]?.[1] ?? 0;
    expect(before).toContain(anchor);
    expect(seqs()).toContain(anchor);
    expect(Math.max(...seqs())).toBeLessThan(301);
    reset(anchor - 25, anchor + 25, { hasAfter: true });
    await act(async () => arrived());
    await waitFor(() => expect(seqs()).toContain(anchor));
    expect(seqs().every((seq) => Math.abs(seq - anchor) <= 25)).toBe(true);
  });

  it('that has what was read in it needs no page', async () => {
    given(someMessages(1, 100));
    const { client } = show();
    await screen.findAllByTestId('message');
    await scrollTo(2000);
    reset(31, 120);
    expect(client.loadAround).not.toHaveBeenCalled();
    await waitFor(() => expect(seqs()).toContain(50));
  });

  it('leaves who was at the end there', async () => {
    given(someMessages(1, 100));
    const { client } = show();
    await screen.findAllByTestId('message');
    reset(900, 950);
    await waitFor(() => expect(client.seen).toHaveBeenLastCalledWith(room.id, 950));
    expect(client.loadAround).not.toHaveBeenCalled();
  });

  it('ends at the newest message if what was read cannot be had', async () => {
    given(someMessages(1, 300));
    const { client } = show(undefined, { loadAround: () => Promise.reject(new Error('gone')) });
    await screen.findAllByTestId('message');
    await scrollTo(4000);
    reset(900, 950);
    await waitFor(() => expect(client.seen).toHaveBeenLastCalledWith(room.id, 950));
  });
});

it('a message that changes is not estimated anew: the list keeps its height until the row is measured', async () => {
  given(someMessages(1, 60));
  show();
  await screen.findAllByTestId('message');
  const height = log().scrollHeight;
  const reactions = [{ emoji: '👍', count: 1, userIds: [ada.id] }];
  receive(
    aMessage(60, { version: 99, reactions }),
    aMessage(2, { version: 98, content: 'long '.repeat(500) }),
  );
  expect(log().scrollHeight).toBe(height);
});
