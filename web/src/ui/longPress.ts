const holdMs = 450;
/** A finger that moves further scrolls, px. */
const slack = 10;

/**
 * Calls when a finger rests on something inside `element`; what the lifted finger would then click is not clicked.
 * Returns the release. Selecting text by a long press is what this takes away: styles say user-select: none for touch.
 */
export function longPress(element: HTMLElement, onPress: (target: Element) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let pressed = false;
  const stop = () => clearTimeout(timer);
  const down = (event: PointerEvent) => {
    stop();
    pressed = false;
    const { target } = event;
    if (event.pointerType !== 'touch' || !event.isPrimary || !(target instanceof Element)) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      pressed = true;
      onPress(target);
    }, holdMs);
  };
  const move = (event: PointerEvent) => {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slack) stop();
  };
  const click = (event: MouseEvent) => {
    if (!pressed) return;
    pressed = false;
    event.preventDefault();
    event.stopPropagation();
  };
  const menu = (event: Event) => {
    // The browser's own menu for a resting finger.
    if (pressed || ('pointerType' in event && event.pointerType === 'touch')) event.preventDefault();
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', stop);
  element.addEventListener('pointercancel', stop);
  element.addEventListener('click', click, true);
  element.addEventListener('contextmenu', menu);
  return () => {
    stop();
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', stop);
    element.removeEventListener('pointercancel', stop);
    element.removeEventListener('click', click, true);
    element.removeEventListener('contextmenu', menu);
  };
}
