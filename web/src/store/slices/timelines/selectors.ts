import type { RoomId } from '../../../protocol';
import { memo, perKey } from '../../memo';
import type { State, Timeline } from '../../types';
import { selectOutboxOf } from '../outbox/selectors';
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
        state.auth.me?.id,
        peerRead(state, room),
        state.connection.offlineSince !== undefined,
      ] as const,
    (timeline, outbox, me, read, offline) => {
      last = reuseRows(last, buildRows({ timeline, outbox, me, peerRead: read, offline }));
      return last;
    },
  );
});
