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
  const goal = useRef<Goal>(undefined);
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

  const toSeq = useCallback(
    (target: number) => {
      wanted.current = { seq: target };
      client.loadAround(roomId, target).catch(() => undefined);
    },
    [client, roomId],
  );

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
      goal.current = undefined;
      virtual.scrollToEnd();
    } else if (want) {
      const index = rows.findIndex((row) => seqOf(row) === want.seq);
      if (index < 0 && !opened.current) virtual.scrollToEnd();
      opened.current = true;
      if (index < 0) return;
      goal.current = jump(virtual, rows, index, 'center');
    } else if (!opened.current) {
      const fresh = rows.findIndex((row) => row.type === 'new');
      // One row of what was read before stays in view above the line.
      if (fresh > 0) goal.current = jump(virtual, rows, fresh - 1, 'start');
      else virtual.scrollToEnd();
    }
    opened.current = true;
    wanted.current = undefined;
  }, [ready, rows, lit, timeline.hasAfter, virtual]);

  useRetarget(rows, goal, virtual);
  useAfterReset(rows, timeline.resets, virtual);
  return { lit, toEnd, toSeq };
}

/** How long the virtualizer corrects a jump while rows around its end are measured, ms. */
const settleMs = 600;

type Goal = { key: string; align: 'start' | 'center'; until: number } | undefined;

function jump(virtual: List, rows: ShownRow[], index: number, align: 'start' | 'center'): Goal {
  virtual.scrollToIndex(index, { align });
  return { key: rows[index]?.key ?? '', align, until: performance.now() + settleMs };
}

/** A jump is to an index. When rows come in above while it is being corrected, the row it meant has another one. */
function useRetarget(rows: ShownRow[], goal: React.RefObject<Goal>, virtual: List) {
  const oldest = rows.find((row) => seqOf(row) !== undefined)?.key;
  const last = useRef(oldest);
  useLayoutEffect(() => {
    if (last.current === undefined || last.current === oldest) {
      last.current = oldest;
      return;
    }
    last.current = oldest;
    const { key, align, until } = goal.current ?? { key: '', align: 'start', until: 0 };
    const index = performance.now() < until ? rows.findIndex((row) => row.key === key) : -1;
    if (index >= 0) virtual.scrollToIndex(index, { align });
    else if (goal.current) virtual.cancelScroll();
  }, [oldest, rows, goal, virtual]);
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
