import { type RefObject, useLayoutEffect } from 'react';

const native = typeof CSS !== 'undefined' && CSS.supports?.('field-sizing', 'content');

/** Lets a text field be as high as its text; CSS sets the limits. Browsers with `field-sizing` need no help. */
export function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current;
    if (native || !element) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight}px`;
  }, [field, text]);
}
