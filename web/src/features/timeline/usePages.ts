import { useCallback, useEffect, useState } from 'react';
import { type Timeline, useClient, useStore } from '../../store';
import type { List, ShownRow } from './shown';

/** Pages are asked for this long before the reader gets there, px. */
const ahead = 1600;

interface Input {
  roomId: string;
  rows: ShownRow[];
  timeline: Timeline;
  virtual: List;
}

/** Loads older messages before the reader reaches the top, newer ones before the bottom. A failure waits for a wish or the connection. */
export function usePages({ roomId, rows, timeline, virtual }: Input) {
  const client = useClient();
  const online = useStore((state) => state.connection.status === 'online');
  const [failed, setFailed] = useState(false);
  const { hasBefore, hasAfter, loadingBefore, loadingAfter, status } = timeline;
  const ready = status === 'ready' && rows.length > 0 && !failed;
  const offset = virtual.scrollOffset ?? 0;
  const needBefore = ready && hasBefore && !loadingBefore && offset < ahead;
  const needAfter =
    ready &&
    hasAfter &&
    !loadingAfter &&
    virtual.getTotalSize() - offset - (virtual.scrollRect?.height ?? 0) < ahead;
  const oldest = timeline.seqs[0];
  const newest = timeline.seqs.at(-1);

  // `oldest` and `newest` are triggers: after each page the question is asked again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (needBefore) client.loadBefore(roomId).catch(() => setFailed(true));
  }, [needBefore, oldest, client, roomId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (needAfter) client.loadAfter(roomId).catch(() => setFailed(true));
  }, [needAfter, newest, client, roomId]);

  useEffect(() => {
    if (online) setFailed(false);
  }, [online]);
  return { failed, retry: useCallback(() => setFailed(false), []) };
}
