import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { selectOutboxOf, type Timeline, useClient, useStore } from '../../store';
import { type List, type ShownRow, seqOf } from './shown';
import { focusRow } from './useRowKeys';

interface Input {
  roomId: string;
  seq: number | undefined;
  rows: ShownRow[];
  timeline: Timeline;
  virtual: List;
  /** What was to be shown could not be fetched. */
  onLost: (cause: unknown) => void;
}

/** A message that stands out for a moment, ms. */
const litMs = 2000;

/**
 * Where the list stands: at the "New" line when the room is opened, at the message a link or a quote leads to, at the end after
 * sending. Everything in between (keeping the place while pages arrive, following new messages) is the virtualizer's.
 */
export function usePosition({ roomId, seq, rows, timeline, virtual, onLost }: Input) {
  const client = useClient();
  // A fresh object for each jump: the second one to a message marks it again.
  const [lit, setLit] = useState<{ seq: number; focus: boolean }>();
  const opened = useRef(false);
  const goal = useRef<Goal>(undefined);
  const wanted = useRef<{ seq: number } | 'end' | undefined>(undefined);

  const jump = useCallback(
    (target: number, focus: boolean) => {
      wanted.current = { seq: target };
      setLit(undefined);
      const show = () => setLit({ seq: target, focus });
      client.loadAround(roomId, target).then(show, (cause) => {
        show();
        onLost(cause);
      });
    },
    [client, roomId, onLost],
  );
  useEffect(() => {
    if (seq !== undefined) jump(seq, false);
  }, [seq, jump]);
  useEffect(() => {
    if (!lit) return;
    const timer = setTimeout(() => setLit(undefined), litMs);
    return () => clearTimeout(timer);
  }, [lit]);

  const toEnd = useCallback(() => {
    if (!timeline.hasAfter) {
      virtual.scrollToEnd({ behavior: virtual.getDistanceFromEnd() < 3000 ? 'smooth' : 'auto' });
      return;
    }
    wanted.current = 'end';
    client.loadLatest(roomId).catch(onLost);
  }, [client, roomId, timeline.hasAfter, virtual, onLost]);

  const toSeq = useCallback(
    (target: number) => {
      wanted.current = { seq: target };
      client.loadAround(roomId, target).catch(onLost);
    },
    [client, roomId, onLost],
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
      goal.current = aim(virtual, rows, index, 'center');
    } else if (!opened.current) {
      const fresh = rows.findIndex((row) => row.type === 'new');
      // One row of what was read before stays in view above the line.
      if (fresh > 0) goal.current = aim(virtual, rows, fresh - 1, 'start');
      else virtual.scrollToEnd();
    }
    opened.current = true;
    wanted.current = undefined;
  }, [ready, rows, lit, timeline.hasAfter, virtual]);

  useRetarget(rows, goal, virtual);
  useFocusOnLit(lit?.focus ?? false, virtual);
  return { lit: lit?.seq, toEnd, toSeq, jump };
}

/** How long the virtualizer corrects a jump while rows around its end are measured, ms. */
const settleMs = 600;

type Goal = { key: string; align: 'start' | 'center'; until: number } | undefined;

function aim(virtual: List, rows: ShownRow[], index: number, align: 'start' | 'center'): Goal {
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

/** Takes the keyboard to the message that was jumped to, once it is in the page. */
function useFocusOnLit(wanted: boolean, virtual: List) {
  useEffect(() => {
    if (!wanted) return;
    let frame = 0;
    let left = 30;
    const look = () => {
      const row = virtual.scrollElement?.querySelector<HTMLElement>('[data-highlighted]');
      if (row) focusRow(row);
      else if (left-- > 0) frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [wanted, virtual]);
}
