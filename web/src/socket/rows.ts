import type { RoomId, RoomSummary, Session } from '../protocol';
import type { Context } from './context';
import type { Summaries } from './summaries';

export interface RowsOptions {
  summaries: Summaries;
  /** undefined: no answer. false: not a member. */
  isMember(roomId: RoomId): Promise<RoomSummary | false | undefined>;
  onGone(roomId: RoomId): void;
}

/**
 * A snapshot brings a part of a long list of rooms. What became of the rest of what is held, while the connection was
 * away, is read page by page; what is on none of them is asked for by itself. `current` turns false with the next snapshot.
 */
export async function renewRows(
  { api, store, dispatch }: Context,
  { summaries, isMember, onGone }: RowsOptions,
  session: Session,
  current: () => boolean,
): Promise<void> {
  const told = new Set(session.rooms.map((room) => room.id));
  const left = new Set(Object.keys(store.getState().rooms.byId).filter((id) => !told.has(id)));
  for (let cursor: string | undefined; left.size > 0; ) {
    const page = await api.rooms(cursor).catch(() => undefined);
    // Not now: the next coming back asks again.
    if (!page || !current()) return;
    for (const room of page.rooms) {
      summaries.consider(room.id, room);
      left.delete(room.id);
    }
    dispatch({ type: 'rooms/page', rooms: page.rooms });
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  for (const roomId of left) {
    const room = await isMember(roomId);
    if (!current()) return;
    const held = store.getState().rooms.byId[roomId];
    if (room !== false || !held) continue;
    dispatch({
      type: 'room_removed',
      payload: { roomId, version: held.version, reason: 'removed' },
      at: Date.now(),
    });
    onGone(roomId);
  }
}
