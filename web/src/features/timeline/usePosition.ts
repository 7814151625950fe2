import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { selectOutboxOf, type Timeline, useClient, useStore } from '../../store';
import { type List, type ShownRow, seqOf } from './shown';

interface Input {
  roomId: string;
  seq: number | undefined;
  rows: ShownRow[];
  timeline: Timeline;
  virtual: List;
}

/**
 * Where the list stands: at the "New" line when the room is opened, at the message a link leads to, at the end after
 * sending. Everything in between (keeping the place while pages arrive, following new messages) is the virtualizer's.
 */
export function usePosition({ roomId, seq, rows, timeline, virtual }: Input) {
  const client = useClient();
  const [lit, setLit] = useState<number>();
  const opened = useRef(false);
  const wanted = useRef<{ seq: number } | 'end' | undefined>(undefined);

  useEffect(() => {
    if (seq === undefined) return;
    wanted.current = { seq };
    setLit(undefined);
    let current = true;
    const show = () => current && setLit(seq);
    client.loadAround(roomId, seq).then(show, show);
    return () => {
      current = false;
    };
  }, [client, roomId, seq]);

  const toEnd = useCallback(() => {
    if (!timeline.hasAfter) {
      virtual.scrollToEnd({ behavior: virtual.getDistanceFromEnd() < 3000 ? 'smooth' : 'auto' });
      return;
    }
    wanted.current = 'end';
    client.loadLatest(roomId).catch(() => undefined);
  }, [client, roomId, timeline.hasAfter, virtual]);

  // Sending shows what was sent, wherever the reader was.
  const newest = useStore(selectOutboxOf(roomId)).at(-1);
  const sent = newest?.state === 'queued' || newest?.state === 'sending' ? newest.clientId : undefined;
  const lastSent = useRef(sent);
  useLayoutEffect(() => {
    if (sent === undefined || sent === lastSent.current) return;
    lastSent.current = sent;
    if (timeline.hasAfter) toEnd();
    else virtual.scrollToEnd();
  }, [sent, timeline.hasAfter, toEnd, virtual]);

  const ready = timeline.status === 'ready' && rows.length > 0;
  // `lit` is a trigger: the page around a linked message may have been there before it was asked for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(() => {
    if (!ready) return;
    const want = wanted.current;
    if (want === 'end') {
      if (timeline.hasAfter) return;
      virtual.scrollToEnd();
    } else if (want) {
      const index = rows.findIndex((row) => seqOf(row) === want.seq);
      if (index < 0 && !opened.current) virtual.scrollToEnd();
      opened.current = true;
      if (index < 0) return;
      virtual.scrollToIndex(index, { align: 'center' });
    } else if (!opened.current) {
      const fresh = rows.findIndex((row) => row.type === 'new');
      // One row of what was read before stays in view above the line.
      if (fresh > 0) virtual.scrollToIndex(fresh - 1, { align: 'start' });
      else virtual.scrollToEnd();
    }
    opened.current = true;
    wanted.current = undefined;
  }, [ready, rows, lit, timeline.hasAfter, virtual]);

  // The virtualizer corrects a jump for some frames, by index; once rows came in above, that is another row.
  const oldest = rows.find((row) => seqOf(row) !== undefined)?.key;
  const last = useRef(oldest);
  useLayoutEffect(() => {
    if (last.current !== undefined && last.current !== oldest && wanted.current === undefined)
      virtual.cancelScroll();
    last.current = oldest;
  }, [oldest, virtual]);

  useAfterReset(rows, timeline.resets, virtual);
  return { lit, toEnd };
}

/** After a reset of the window the row that was at the top may be gone; then the newest message is the place to be. */
function useAfterReset(rows: ShownRow[], resets: number | undefined, virtual: List) {
  const top = useRef<{ resets: number | undefined; key: string | undefined }>({ resets, key: undefined });
  useLayoutEffect(() => {
    const { resets: before, key } = top.current;
    if (before !== resets && key !== undefined && !rows.some((row) => row.key === key)) virtual.scrollToEnd();
    top.current = { resets, key: rows[virtual.range?.startIndex ?? 0]?.key };
  });
}
