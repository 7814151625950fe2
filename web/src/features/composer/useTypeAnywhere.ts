import { type RefObject, useEffect } from 'react';

const busy =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]';

/** A letter typed while nothing else takes letters goes into the field. On devices with a mouse the field has the focus from the start. */
export function useTypeAnywhere(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    if (window.matchMedia?.('(pointer: fine)').matches && !document.querySelector('[role="dialog"]')) {
      field.current?.focus({ preventScroll: true });
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.length !== 1 ||
        event.key === ' ' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.defaultPrevented
      )
        return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest(busy) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      // The key's own default then types the letter into the field.
      field.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [field]);
}
