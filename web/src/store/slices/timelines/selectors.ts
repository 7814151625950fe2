import type { Message, RoomId } from '../../../protocol';
import { memo, perKey } from '../../memo';
import type { State, Timeline } from '../../types';
import { selectChangesOf, selectOutboxOf } from '../outbox/selectors';
import { buildRows, type Row, reuseRows } from './rows';
import { emptyTimeline } from './state';

export const selectTimeline: (room: RoomId) => (state: State) => Timeline = perKey(
  (room) => (state: State) => state.timelines[room] ?? emptyTimeline,
);

function peerRead(state: State, room: RoomId): number | undefined {
  const peer = state.rooms.byId[room]?.peer;
  return peer && (state.reads[room]?.[peer.id] ?? 0);
}

/** What the list shows, top to bottom. Rows that did not change are the same objects. */
export const selectTimelineRows: (room: RoomId) => (state: State) => Row[] = perKey((room) => {
  let last: Row[] = [];
  return memo(
    (state: State) =>
      [
        selectTimeline(room)(state),
        selectOutboxOf(room)(state),
        selectChangesOf(room)(state),
        state.reacting,
        state.auth.me?.id,
        peerRead(state, room),
        state.connection.offlineSince !== undefined,
      ] as const,
    (timeline, outbox, changes, reacting, me, read, offline) => {
      const input = { timeline, outbox, changes, reacting, me, peerRead: read, offline };
      last = reuseRows(last, buildRows(input));
      return last;
    },
  );
});

/** The latest of one's own messages that can be edited. */
export const selectLastOwn: (room: RoomId) => (state: State) => Message | undefined =
  (room) => (state: State) => {
    const row = selectTimelineRows(room)(state).findLast(
      (one) => one.type === 'message' && one.mine && !one.message.deletedAt,
    );
    return row?.type === 'message' ? row.message : undefined;
  };
