import { useEffect } from 'react';
import { selectMentionTotal, selectRoom, selectUnreadTotal, useStore } from '../store';
import { countText } from '../ui/badge/Badge';
import { t } from '../ui/i18n';

/** The window's title carries the room and the unread count, its icon a dot while somebody means the reader. */
export function useTitle(roomId: string | undefined): void {
  const name = useStore((state) => (roomId ? selectRoom(roomId)(state)?.name : undefined));
  const server = useStore((state) => state.auth.server?.name) || t('title.app');
  const unread = useStore(selectUnreadTotal);
  const meant = useStore((state) => selectMentionTotal(state) > 0);
  useEffect(() => {
    const title = name ? `${name} · ${server}` : server;
    document.title = unread > 0 ? t('title.unread', { unread: countText(unread), title }) : title;
  }, [name, server, unread]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = meant ? '/favicon-unread.svg' : '/favicon.svg';
  }, [meant]);
}
