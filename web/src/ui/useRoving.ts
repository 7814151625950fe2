import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';

const stops = 'button:not(:disabled), a[href]';

/**
 * Makes a row of buttons one stop for Tab: the arrow keys move between them, Home and End to the ends (in reading
 * direction). Spread over the element that holds them.
 */
export function useRoving<E extends HTMLElement>(): {
  ref: RefObject<E | null>;
  onKeyDown: (event: KeyboardEvent) => void;
} {
  const ref = useRef<E>(null);
  const list = () => [...(ref.current?.querySelectorAll<HTMLElement>(stops) ?? [])];
  // After every render: buttons come and go.
  useLayoutEffect(() => {
    const buttons = list();
    const now = buttons.find((button) => button.tabIndex === 0 && button.dataset.rove) ?? buttons[0];
    for (const button of buttons) {
      button.dataset.rove = '';
      button.tabIndex = button === now ? 0 : -1;
    }
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = list();
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const backward = forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
    const last = buttons.length - 1;
    const to = {
      [forward]: at === last ? 0 : at + 1,
      [backward]: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    const next = to === undefined ? undefined : buttons[to];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  };
  return { ref, onKeyDown };
}
