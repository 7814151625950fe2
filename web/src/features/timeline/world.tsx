import { act, screen } from '@testing-library/react';
import { vi } from 'vitest';
import type { Message } from '../../protocol';
import { initialState, type OutboxEntry, store, type Timeline as TimelineState } from '../../store';
import { aRoom, aTimeline, aUser } from '../../testing/builders';
import { withLayout } from '../../testing/layout';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { Timeline } from './Timeline';

/** For this folder's tests: a room with two people, looked at by one of them. */
export const [me, ada] = [aUser('me'), aUser('Ada')];
export const room = aRoom('general');

export function beforeEachTimeline(): void {
  withLayout();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
}

interface Given {
  timeline?: Partial<TimelineState>;
  outbox?: OutboxEntry[];
  room?: Partial<typeof room>;
}

export function given(messages: Message[], over: Given = {}) {
  seed({
    auth: { status: 'signedIn', me },
    connection: { status: 'online', storage: 'durable' },
    users: { [me.id]: me, [ada.id]: ada },
    rooms: {
      ...initialState.rooms,
      loaded: true,
      byId: { [room.id]: { ...room, ...over.room } },
      total: 1,
    },
    timelines: { [room.id]: aTimeline(messages, over.timeline) },
    outbox: Object.fromEntries((over.outbox ?? []).map((entry) => [entry.clientId, entry])),
  });
}

export const show = (seq?: number, client = {}) =>
  render(<Timeline roomId={room.id} seq={seq} onAddPeople={() => undefined} />, { client });

export const log = () => screen.getByRole('log', { name: 'Messages in general' });
export const scrollTo = (top: number) => act(async () => log().scrollTo({ top }));

/** The row of a message. */
export function rowOf(seq: number): HTMLElement {
  const row = document.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  if (!row) throw new Error(`message ${seq} is not in the page`);
  return row;
}

/** Messages arrive, or change. */
export const receive = (...messages: Message[]) =>
  act(() =>
    store.setState((state) => {
      const before = state.timelines[room.id] ?? aTimeline([]);
      const bySeq = {
        ...before.bySeq,
        ...Object.fromEntries(messages.map((message) => [message.seq, message])),
      };
      const seqs = Object.keys(bySeq)
        .map(Number)
        .sort((a, b) => a - b);
      return { timelines: { ...state.timelines, [room.id]: { ...before, bySeq, seqs } } };
    }),
  );
