/** What TooltipHost listens for. */
export const tipEvent = 'loquat:tip';

/** Shows an element's `data-tip` now, until the next touch: for fingers, which do not hover. */
export function showTip(element: Element): void {
  element.dispatchEvent(new CustomEvent(tipEvent, { bubbles: true }));
}
