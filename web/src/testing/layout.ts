import { vi } from 'vitest';

/** Gives jsdom a layout: every element is as high as `heightOf` says, the page 1024 × 600, and scrolling moves scrollTop. */
export function withLayout(heightOf: (element: Element) => number = () => 40, viewport = 600): void {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(viewport);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1024);
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    return new DOMRect(0, 0, 1024, heightOf(this));
  });
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockImplementation(function (this: Element) {
    const sizer = [...this.children].find((child) => child instanceof HTMLElement && child.style.blockSize);
    return sizer instanceof HTMLElement ? Number.parseFloat(sizer.style.blockSize) : viewport;
  });
  Element.prototype.scrollTo = function (this: Element, to?: ScrollToOptions | number) {
    if (typeof to !== 'object') return;
    this.scrollTop = Math.max(0, Math.min(to.top ?? 0, this.scrollHeight - viewport));
    // As in a browser: the event comes later.
    queueMicrotask(() => this.dispatchEvent(new Event('scroll')));
  };
}
