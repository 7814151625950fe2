import { useEffect } from 'react';
import { store } from '../store';
import { announce } from '../ui/announcer/announcer';
import { t } from '../ui/i18n';

/** Says what arrives in rooms that are not on screen; the room on screen speaks for itself. */
export function useAnnouncements(current: string | undefined): void {
  useEffect(
    () =>
      store.subscribe((state, before) => {
        const rooms = state.rooms.byId;
        if (rooms === before.rooms.byId || !before.rooms.loaded) return;
        for (const room of Object.values(rooms)) {
          const old = before.rooms.byId[room.id];
          if (room.id === current || !old || old === room) continue;
          const fresh = room.unreadCount - old.unreadCount;
          if (fresh > 0)
            announce(room.id, (count) => t('timeline.announce', { count, name: room.name }), fresh);
        }
      }),
    [current],
  );
}
