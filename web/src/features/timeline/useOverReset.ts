import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Timeline, useClient } from '../../store';
import { type List, type ShownRow, seqOf } from './shown';

/** What the reader had at the list's upper edge. */
interface Anchor {
  seq: number;
  /** How far its upper edge was above that of the list, px. */
  above: number;
}

interface Input {
  roomId: string;
  timeline: Timeline;
  rows: ShownRow[];
  /** Set by the caller after each render. */
  list: RefObject<List | undefined>;
  /** Within this distance of the end the end is the reader's place, px. */
  near: number;
}

function anchorOf(list: List | undefined, rows: ShownRow[], near: number): Anchor | 'end' | undefined {
  const element = list?.scrollElement;
  if (!list || !element?.clientHeight) return undefined;
  const top = element.scrollTop;
  if (element.scrollHeight - top - element.clientHeight <= near) return 'end';
  const from = list.getVirtualItemForOffset(top)?.index ?? 0;
  for (let i = from; i < rows.length; i++) {
    const seq = seqOf(rows[i]);
    if (seq !== undefined) return { seq, above: top - (list.measurementsCache[i]?.start ?? top) };
  }
  return undefined;
}

/**
 * Keeps the reader's place over a reset, which replaces all that is loaded by the newest page. If what was read is not in
 * it, the old rows stay on screen until the page around it has come; if it cannot be had, the newest message is the place to be.
 */
export function useOverReset({ roomId, timeline, rows, list, near }: Input) {
  const client = useClient();
  const { resets } = timeline;
  const shown = useRef(rows);
  const [known, setKnown] = useState(resets);
  const [held, setHeld] = useState<{ rows: ShownRow[]; anchor: Anchor }>();
  const [restore, setRestore] = useState<Anchor | 'end'>();

  // While rendering, because the page still shows what was read, and must not show anything else in between.
  if (resets !== known) {
    setKnown(resets);
    const before = shown.current.some((row) => seqOf(row) !== undefined) ? shown.current : undefined;
    const anchor = held?.anchor ?? (before && anchorOf(list.current, before, near));
    if (before && anchor && anchor !== 'end' && !has(rows, anchor.seq)) {
      if (!held) setHeld({ rows: before, anchor });
    } else if (anchor) {
      setHeld(undefined);
      setRestore(anchor);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: another reset drops the page that was asked for
  useEffect(() => {
    if (!held) return;
    let current = true;
    const done = (place: Anchor | 'end') => {
      if (!current) return;
      setHeld(undefined);
      setRestore(place);
    };
    client.loadAround(roomId, held.anchor.seq).then(
      () => done(held.anchor),
      () => done('end'),
    );
    return () => {
      current = false;
    };
  }, [client, roomId, held, resets]);

  const visible = held?.rows ?? rows;
  useLayoutEffect(() => {
    shown.current = visible;
  });
  return {
    rows: visible,
    holding: held !== undefined,
    restore: held ? undefined : restore,
    restored: useCallback(() => setRestore(undefined), []),
  };
}

/** Puts what was read back where it was, in the rows that are there now. */
export function useRestore(
  { rows, restore, restored }: Pick<ReturnType<typeof useOverReset>, 'rows' | 'restore' | 'restored'>,
  virtual: List,
): void {
  useLayoutEffect(() => {
    if (!restore) return;
    restored();
    const index = restore === 'end' ? -1 : rows.findIndex((row) => seqOf(row) === restore.seq);
    const start = virtual.measurementsCache[index]?.start;
    if (restore === 'end' || start === undefined) virtual.scrollToEnd();
    else putBack(virtual, start, restore);
  }, [rows, restore, restored, virtual]);
}

/** For so many frames rows around the anchor are measured for the first time. */
const settling = 8;

function putBack(virtual: List, start: number, { seq, above }: Anchor): void {
  const element = virtual.scrollElement;
  if (!element) return;
  const target = start + above;
  element.scrollTop = target;
  // The virtualizer hears of it before the next picture, or that would show nothing.
  queueMicrotask(() => element.dispatchEvent(new Event('scroll')));
  const reader = new AbortController();
  for (const sign of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    element.addEventListener(sign, () => reader.abort(), { signal: reader.signal, passive: true });
  let left = settling;
  const settle = () => {
    if (reader.signal.aborted) return;
    const row = element.querySelector(`[data-seq="${seq}"]`);
    if (row) {
      const off = row.getBoundingClientRect().top - element.getBoundingClientRect().top + above;
      if (Math.abs(off) >= 1) element.scrollTop += off;
    }
    if (--left > 0) requestAnimationFrame(settle);
    else reader.abort();
  };
  requestAnimationFrame(settle);
}

const has = (rows: ShownRow[], seq: number) => rows.some((row) => seqOf(row) === seq);
