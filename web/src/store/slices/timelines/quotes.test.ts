import { expect, test } from 'vitest';
import type { Message } from '../../../protocol';
import { aMessage, aSync } from '../../../testing/builders';
import { event } from '../../../testing/given';
import { createStore, selectTimelineRows } from '../..';

const original = (version: number, over: Partial<Message>) => aMessage(1, { version, revision: 1, ...over });
const answer = (excerpt: string) =>
  aMessage(2, { replyTo: { id: 'm-1', seq: 1, senderId: 'u-ada', ...(excerpt && { excerpt }) } });

function quoted(store: ReturnType<typeof createStore>): string {
  const row = selectTimelineRows('r-general')(store.getState()).findLast((one) => one.type === 'message');
  const quote = row?.type === 'message' ? row.message.replyTo : undefined;
  return `${quote?.excerpt ?? ''}${quote?.deletedAt ? ' deleted' : ''}`;
}

function opened(...messages: Message[]) {
  const store = createStore();
  store.dispatch(event('sync', aSync(messages, { hasBefore: messages[0]?.seq !== 1 })));
  return store;
}

test.each([
  ['the original is loaded', [aMessage(1), answer('message 1')]],
  ['the original lies outside of the window', [answer('message 1')]],
])('renewed by an event: %s', (_, messages) => {
  const store = opened(...messages);
  store.dispatch(event('message_updated', { message: original(3, { content: 'a\nb' }) }));
  expect(quoted(store)).toBe('a b');
  store.dispatch(event('message_updated', { message: original(4, { content: '', deletedAt: 'now' }) }));
  expect(quoted(store)).toBe(' deleted');
});

test('renewed by catching up and by one’s own acknowledgement', () => {
  const store = opened(answer('message 1'));
  const sync = { since: 2, version: 3, reset: false };
  store.dispatch(event('sync', aSync([original(3, { content: 'caught up' })], sync)));
  expect(quoted(store)).toBe('caught up');
  store.dispatch({ type: 'outbox/changed', opId: 'o', message: original(4, { content: 'answered' }) });
  expect(quoted(store)).toBe('answered');
});

test('what comes late changes nothing', () => {
  const store = opened(answer('newest'));
  // The window was read at version 2: this was known then.
  store.dispatch(event('message_updated', { message: original(2, { content: 'older' }) }));
  expect(quoted(store)).toBe('newest');
});

test('the echo of an answer quotes what is loaded, and so does the message that it becomes', () => {
  const store = opened(aMessage(1, { content: 'why?' }));
  const entry = {
    userId: 'u-me',
    clientId: 'k',
    roomId: 'r-general',
    content: 'because',
    replyTo: 'm-1',
    createdAt: aMessage(2).createdAt,
    position: 1,
    tries: 0,
    state: 'queued' as const,
  };
  store.dispatch({ type: 'outbox/put', entry });
  const echo = selectTimelineRows('r-general')(store.getState()).at(-1);
  expect(echo).toMatchObject({ type: 'echo', quote: { id: 'm-1', excerpt: 'why?' } });
  const { createdAt } = aMessage(2);
  const saved = {
    roomId: 'r-general',
    clientId: 'k',
    id: 'm-2',
    seq: 2,
    version: 2,
    createdAt,
    duplicate: false,
  };
  store.dispatch({ type: 'outbox/saved', userId: 'u-me', saved, entry });
  expect(quoted(store)).toBe('why?');
});
