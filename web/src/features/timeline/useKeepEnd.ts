import { type RefObject, useEffect } from 'react';
import type { List } from './shown';

/**
 * Who is at the end stays there when the list gets another height: the connection bar comes or goes, the field grows with a draft, the window
 * or a phone's keyboard changes. A list that gets less high is not scrolled by that, so where the reader was is known from the last scroll.
 */
export function useKeepEnd(scroller: RefObject<HTMLElement | null>, virtual: List, near: number): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const atEnd = () => element.scrollHeight - element.scrollTop - element.clientHeight <= near;
    let end = atEnd();
    let height = element.clientHeight;
    const scrolled = () => {
      if (element.clientHeight === height) end = atEnd();
    };
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === height) return;
      height = element.clientHeight;
      if (end) virtual.scrollToEnd();
      else end = atEnd();
    });
    element.addEventListener('scroll', scrolled, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      observer.disconnect();
    };
  }, [scroller, virtual, near]);
}
