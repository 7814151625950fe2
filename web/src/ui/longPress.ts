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
  // What the press opened may lie under the finger by the time that it is lifted: nothing takes that click.
  const swallow = (event: Event) => {
    if (pressed) {
      event.preventDefault();
      event.stopPropagation();
    }
    release();
  };
  const release = () => {
    pressed = false;
    document.removeEventListener('click', swallow, true);
    document.removeEventListener('pointerdown', release, true);
  };
  const down = (event: PointerEvent) => {
    stop();
    const { target } = event;
    if (event.pointerType !== 'touch' || !event.isPrimary || !(target instanceof Element)) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      pressed = true;
      document.addEventListener('click', swallow, true);
      document.addEventListener('pointerdown', release, true);
      onPress(target);
    }, holdMs);
  };
  const move = (event: PointerEvent) => {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slack) stop();
  };
  const menu = (event: Event) => {
    // The browser's own menu for a resting finger.
    if (pressed || ('pointerType' in event && event.pointerType === 'touch')) event.preventDefault();
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', stop);
  element.addEventListener('pointercancel', stop);
  element.addEventListener('contextmenu', menu);
  return () => {
    stop();
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', stop);
    element.removeEventListener('pointercancel', stop);
    release();
    element.removeEventListener('contextmenu', menu);
  };
}
