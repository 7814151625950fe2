import { useEffect, useRef } from 'react';
import { type Timeline, useStore } from '../../store';
import { announce } from '../../ui/announcer/announcer';
import { t } from '../../ui/i18n';

/** Says how many messages of others arrived in the room on screen. */
export function useAnnounce(roomId: string, name: string, timeline: Timeline): void {
  const me = useStore((state) => state.auth.me?.id);
  const heard = useRef<number>(undefined);
  const newest = timeline.hasAfter ? undefined : timeline.seqs.at(-1);
  useEffect(() => {
    if (timeline.status !== 'ready' || newest === undefined) return;
    const from = heard.current;
    heard.current = Math.max(newest, from ?? 0);
    if (from === undefined) return;
    let count = 0;
    for (let seq = from + 1; seq <= newest; seq++) {
      const message = timeline.bySeq[seq];
      if (message?.kind === 'text' && message.senderId !== me) count++;
    }
    if (count > 0) announce(roomId, (total) => t('timeline.announce', { count: total, name }), count);
  }, [roomId, name, timeline, newest, me]);
}
