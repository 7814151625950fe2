import { useEffect } from 'react';
import { useStore } from '../store';

/** Puts the chosen theme on the document, and tells the browser the colour of the page for its own bars. */
export function useTheme(): void {
  const theme = useStore((state) => state.prefs.theme);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;

    const paint = () => {
      let meta = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
      if (!meta) {
        meta = document.createElement('meta');
        meta.name = 'theme-color';
        document.head.append(meta);
      }
      meta.content = getComputedStyle(document.body).backgroundColor;
    };
    paint();
    const system = window.matchMedia?.('(prefers-color-scheme: dark)');
    system?.addEventListener('change', paint);
    return () => system?.removeEventListener('change', paint);
  }, [theme]);
}
