import type { RoomId } from '../../../protocol';
import { memo, perKey } from '../../memo';
import type { OutboxEntry, State } from '../../types';

const none: OutboxEntry[] = [];

const byRoom = (kind: 'sends' | 'changes') => (outbox: State['outbox']) => {
  const rooms: Record<RoomId, OutboxEntry[]> = {};
  for (const entry of Object.values(outbox)) {
    if ((entry.kind === undefined) !== (kind === 'sends')) continue;
    const list = rooms[entry.roomId] ?? [];
    list.push(entry);
    rooms[entry.roomId] = list;
  }
  for (const list of Object.values(rooms)) list.sort((a, b) => a.position - b.position);
  return rooms;
};

const select = (kind: 'sends' | 'changes') => {
  const selectByRoom = memo((state: State) => [state.outbox], byRoom(kind));
  return perKey((room: RoomId) => {
    let last = none;
    return (state: State) => {
      const next = selectByRoom(state)[room] ?? none;
      // Another room's change makes a new list of the same entries.
      if (next.length !== last.length || next.some((entry, i) => entry !== last[i])) last = next;
      return last;
    };
  });
};

/** The room's messages in the order in which they will be sent. */
export const selectOutboxOf: (room: RoomId) => (state: State) => OutboxEntry[] = select('sends');

/** The changes of the room's messages in the order in which they were made. */
export const selectChangesOf: (room: RoomId) => (state: State) => OutboxEntry[] = select('changes');

const waits = (entry: OutboxEntry) =>
  entry.state === 'queued' || entry.state === 'sending' || entry.state === 'failed';

/** How many entries have no final answer yet, in one room or in all. */
export function selectWaiting(room?: RoomId): (state: State) => number {
  return (state) => {
    let count = 0;
    for (const entry of Object.values(state.outbox)) {
      if (waits(entry) && (room === undefined || entry.roomId === room)) count++;
    }
    return count;
  };
}

const rejectedIn = (outbox: State['outbox']) =>
  Object.values(outbox)
    .filter((entry) => entry.state === 'rejected')
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));

/** What the server refused, oldest first. */
export const selectRejected: (state: State) => OutboxEntry[] = memo(
  (state: State) => [state.outbox],
  rejectedIn,
);
