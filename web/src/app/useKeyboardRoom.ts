import { useEffect } from 'react';

/** Less than this is a browser's bar that comes and goes, not a keyboard, px. */
const keyboard = 120;

/**
 * Keeps the composer above a phone's keyboard where the browser lays the keyboard over the page (Safari): the app becomes
 * as high as what is left. Others resize the page themselves (interactive-widget in index.html).
 */
export function useKeyboardRoom(): void {
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return;
    const root = document.documentElement;
    const fit = () => {
      const covered = view.scale === 1 && window.innerHeight - view.height > keyboard;
      if (!covered) {
        root.style.removeProperty('--app-height');
        return;
      }
      root.style.setProperty('--app-height', `${view.height}px`);
      // Safari scrolls the page to show the field; there is nothing to scroll to now.
      window.scrollTo(0, 0);
    };
    view.addEventListener('resize', fit);
    return () => {
      view.removeEventListener('resize', fit);
      root.style.removeProperty('--app-height');
    };
  }, []);
}
