import { useEffect, useRef } from 'react';
import { store, useStore } from '../../store';
import type { ShownRow } from './shown';

/** Brings up a change that met another one, once, as soon as nobody is in the middle of something else. */
export function useConflicts(
  roomId: string,
  rows: ShownRow[],
  busy: boolean,
  compare: (opId: string) => void,
): void {
  const offered = useRef(new Set<string>());
  // Writing goes first: a dialog would take the keys.
  const writing = useStore(
    (state) => (state.drafts[roomId] ?? '') !== '' || state.composer[roomId]?.mode === 'edit',
  );
  const conflict = rows.find(
    (row) =>
      row.type === 'message' && row.change?.state === 'conflict' && !offered.current.has(row.change.opId),
  );
  const opId = conflict?.type === 'message' ? conflict.change?.opId : undefined;
  useEffect(() => {
    if (opId === undefined || busy || writing || !store.getState().outbox[opId]?.theirs) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
    offered.current.add(opId);
    compare(opId);
  }, [opId, busy, writing, compare]);
}
