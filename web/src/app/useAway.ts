import { useEffect } from 'react';
import { useClient } from '../store';

const idleMs = 5 * 60_000;

/** Away after five minutes without a sign of life, back with the next one. */
export function useAway(): void {
  const client = useClient();
  useEffect(() => {
    let away = false;
    let timer: ReturnType<typeof setTimeout>;
    const set = (next: boolean) => {
      if (next !== away) client.setAway(next);
      away = next;
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => set(true), idleMs);
      set(false);
    };
    const signs = ['pointerdown', 'pointermove', 'keydown', 'focus'] as const;
    for (const sign of signs) window.addEventListener(sign, alive, { passive: true });
    alive();
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, alive);
    };
  }, [client]);
}
