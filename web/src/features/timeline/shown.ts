import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual';
import type { Row } from '../../store';

/** What the list renders: the store's rows, and the beginning of the room above them. */
export type ShownRow = Row | { type: 'begin'; key: 'begin' };
export type List = Virtualizer<HTMLDivElement, HTMLDivElement>;

/**
 * What a row's measured height is kept under. A message that is no longer the first of its group, because the page before
 * came in, is lower by its name: another key, or the old height would be corrected late, in the reader's view.
 */
export function measuredKey(row: ShownRow | undefined): string | undefined {
  return row && 'first' in row && !row.first ? `${row.key} follows` : row?.key;
}

/**
 * What is above the view and gets another height moves the list along, so that what is read stays: also while scrolling up
 * to a message that was changed out of sight.
 */
export const isAbove = (item: VirtualItem, _: number, list: List): boolean =>
  item.end <= (list.scrollOffset ?? 0);

/** The place of a row in the room; echoes and lines have none. */
export function seqOf(row: ShownRow | undefined): number | undefined {
  return row?.type === 'message' || row?.type === 'system' ? row.message.seq : undefined;
}

/** The greatest seq among rows that are in view, without those that are only kept ready around it. */
export function lastVisibleSeq(rows: ShownRow[], list: List): number | undefined {
  const element = list.scrollElement;
  if (!list.range || !element || element.clientHeight === 0) return undefined;
  for (let i = Math.min(list.range.endIndex, rows.length - 1); i >= list.range.startIndex; i--) {
    const seq = seqOf(rows[i]);
    if (seq !== undefined) return seq;
  }
  return undefined;
}
