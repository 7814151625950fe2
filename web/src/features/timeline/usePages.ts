import { useCallback, useEffect, useRef, useState } from 'react';
import { type Timeline, useClient, useStore } from '../../store';
import type { List } from './shown';

/** Pages are asked for this long before the reader gets there, px. */
const ahead = 1600;

interface Input {
  roomId: string;
  timeline: Timeline;
  virtual: List;
  /** Something else is being fetched for the list. */
  paused: boolean;
}

/** Loads older messages before the reader reaches the top, newer ones before the bottom. A failure waits for a wish or the connection. */
export function usePages({ roomId, timeline, virtual, paused }: Input) {
  const client = useClient();
  const online = useStore((state) => state.connection.status === 'online');
  const [failed, setFailed] = useState(false);
  const asked = useRef(false);

  // After every render, because every scroll renders; the element knows where it really stands.
  useEffect(() => {
    const { status, hasBefore, hasAfter, loadingBefore, loadingAfter, seqs } = timeline;
    const element = virtual.scrollElement;
    if (
      paused ||
      asked.current ||
      failed ||
      status !== 'ready' ||
      seqs.length === 0 ||
      !element?.clientHeight
    )
      return;
    const above = element.scrollTop;
    const below = element.scrollHeight - above - element.clientHeight;
    const before = hasBefore && !loadingBefore && above < ahead;
    const after = hasAfter && !loadingAfter && below < ahead;
    if (!before && !after) return;
    asked.current = true;
    (before ? client.loadBefore(roomId) : client.loadAfter(roomId))
      .catch(() => setFailed(true))
      .finally(() => {
        asked.current = false;
      });
  });

  useEffect(() => {
    if (online) setFailed(false);
  }, [online]);
  return { failed, retry: useCallback(() => setFailed(false), []) };
}
