import type { RoomId, RoomSummary } from '../../../protocol';
import { memo, perKey } from '../../memo';
import type { RoomEntry, State } from '../../types';

const shown = new WeakMap<RoomEntry, RoomSummary>();

/** The room as it is to be shown: what was read here counts as read before the server says so. */
export function asShown(room: RoomEntry): RoomEntry {
  if (room.localRead === undefined || room.localRead < room.seq) return room;
  if (room.unreadCount === 0 && room.mentionCount === 0 && !room.uncounted) return room;
  let patched = shown.get(room);
  if (!patched) {
    patched = { ...room, unreadCount: 0, mentionCount: 0, uncounted: false } as RoomEntry;
    shown.set(room, patched);
  }
  return patched;
}

function activity(room: RoomSummary): string {
  return room.lastMessage?.createdAt ?? room.createdAt;
}

// One collator: localeCompare with options makes one for each comparison.
const collator = new Intl.Collator(undefined, { sensitivity: 'base' });

const byName = (a: RoomSummary, b: RoomSummary) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);

const byActivity = (a: RoomSummary, b: RoomSummary) => {
  const x = activity(a);
  const y = activity(b);
  return x === y ? byName(a, b) : x < y ? 1 : -1;
};

const selectShown = memo(
  (state: State) => [state.rooms.byId],
  (byId) => Object.values(byId).map(asShown),
);

/** Groups by name. */
export const selectRoomsSorted: (state: State) => RoomEntry[] = memo(
  (state: State) => [selectShown(state)],
  (rooms) => rooms.filter((room) => room.kind === 'group').sort(byName),
);

/** Direct rooms, latest activity first. */
export const selectDirectsSorted: (state: State) => RoomEntry[] = memo(
  (state: State) => [selectShown(state)],
  (rooms) => rooms.filter((room) => room.kind === 'direct').sort(byActivity),
);

/** Groups and direct rooms, latest activity first. */
export const selectRecent: (state: State) => RoomEntry[] = memo(
  (state: State) => [selectShown(state)],
  (rooms) => [...rooms].sort(byActivity),
);

export const selectRoom: (id: RoomId) => (state: State) => RoomEntry | undefined = perKey(
  (id) => (state: State) => {
    const room = state.rooms.byId[id];
    return room && asShown(room);
  },
);

export const selectUnreadTotal: (state: State) => number = memo(
  (state: State) => [selectShown(state)],
  (rooms) => rooms.reduce((sum, room) => sum + room.unreadCount, 0),
);

export const selectMentionTotal: (state: State) => number = memo(
  (state: State) => [selectShown(state)],
  (rooms) => rooms.reduce((sum, room) => sum + room.mentionCount, 0),
);
