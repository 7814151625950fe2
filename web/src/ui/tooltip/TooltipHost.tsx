import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { tipEvent } from './showTip';
import styles from './Tooltip.module.css';

const delayMs = 500;
const gap = 6;

interface Tip {
  text: string;
  x: number;
  y: number;
  above: boolean;
}

function place(target: Element, text: string): Tip {
  const box = target.getBoundingClientRect();
  const above = box.bottom + 48 > window.innerHeight;
  return { text, above, x: box.left + box.width / 2, y: above ? box.top - gap : box.bottom + gap };
}

/**
 * Shows the `data-tip` of whatever is pointed at with a mouse or reached by keyboard: one element for the whole page
 * instead of one for each button. A hint for sighted people only: the target has the same words as its name.
 */
export function TooltipHost() {
  const [tip, setTip] = useState<Tip>();
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let target: Element | null = null;
    const hide = () => {
      clearTimeout(timer);
      target = null;
      setTip(undefined);
    };
    const offer = (next: Element | null, wait: number) => {
      if (next === target) return;
      hide();
      const text = next?.getAttribute('data-tip');
      if (!next || !text) return;
      target = next;
      timer = setTimeout(() => next.isConnected && setTip(place(next, text)), wait);
    };
    const tipped = (event: Event) =>
      event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    const onPointer = (event: PointerEvent) => event.pointerType === 'mouse' && offer(tipped(event), delayMs);
    const onFocus = (event: FocusEvent) => {
      const next = tipped(event);
      if (next?.matches(':focus-visible')) offer(next, 0);
    };
    const onBlur = (event: FocusEvent) => tipped(event) === target && hide();
    const onAsked = (event: Event) => offer(tipped(event), 0);
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    document.addEventListener('pointerover', onPointer);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    document.addEventListener(tipEvent, onAsked);
    document.addEventListener('keydown', onKey);
    document.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', onPointer);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
      document.removeEventListener(tipEvent, onAsked);
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, []);

  // Near an edge it moves inwards, once.
  useLayoutEffect(() => {
    const node = element.current;
    if (!tip || !node) return;
    const half = node.offsetWidth / 2 + gap;
    node.style.left = `${Math.max(half, Math.min(window.innerWidth - half, tip.x))}px`;
  }, [tip]);

  if (!tip) return null;
  return (
    <div
      ref={element}
      className={styles.tip}
      data-above={tip.above}
      style={{ left: tip.x, top: tip.y }}
      aria-hidden="true"
    >
      {tip.text}
    </div>
  );
}
