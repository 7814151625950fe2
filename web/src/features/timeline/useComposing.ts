import { useEffect, useRef } from 'react';
import { useStore } from '../../store';
import { type List, type ShownRow, seqOf } from './shown';

/** A message that is being edited or answered is in view when that begins. */
export function useComposing(roomId: string, rows: ShownRow[], virtual: List): void {
  const seq = useStore((state) => state.composer[roomId]?.seq);
  const now = useRef(rows);
  useEffect(() => {
    now.current = rows;
  });
  useEffect(() => {
    if (seq === undefined) return;
    const index = now.current.findIndex((row) => seqOf(row) === seq);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [seq, virtual]);
}
