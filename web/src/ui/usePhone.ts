import { useSyncExternalStore } from 'react';

const query = '(max-width: 700px)';
const list = () => window.matchMedia?.(query);

function subscribe(changed: () => void) {
  const media = list();
  media?.addEventListener('change', changed);
  return () => media?.removeEventListener('change', changed);
}

/** True where one column is all there is room for. The same width as in the style sheets. */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => list()?.matches ?? false);
