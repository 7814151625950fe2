import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useMemo } from 'react';
import { longPress } from '../../ui/longPress';
import { showTip } from '../../ui/tooltip/showTip';
import type { ActiveRow } from './active';

const rowOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;

/** Follows mouse and focus through the list, for the one toolbar; a finger that stays opens the sheet, or says who reacted. */
export function usePointing(
  scroller: RefObject<HTMLElement | null>,
  active: ActiveRow,
  onPress: (key: string) => void,
) {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    return longPress(element, (target) => {
      const chip = target.closest('[data-reaction]');
      const key = rowOf(target)?.dataset.row;
      if (chip) showTip(chip);
      else if (key) onPress(key);
    });
  }, [scroller, onPress]);

  return useMemo(
    () => ({
      onPointerOver: (event: PointerEvent) => {
        // Menus are children in React's tree, not on the page.
        if (event.pointerType !== 'mouse' || !event.currentTarget.contains(event.target as Node)) return;
        active.hover(rowOf(event.target)?.dataset.row);
      },
      onPointerLeave: () => active.hover(undefined),
      onFocus: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.target)) return;
        const row = rowOf(event.target);
        const counts = event.target.matches(':focus-visible') || event.target.closest('[role="toolbar"]');
        active.focus(counts ? row?.dataset.row : undefined);
      },
      onBlur: (event: FocusEvent) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          active.focus(undefined);
      },
    }),
    [active],
  );
}
