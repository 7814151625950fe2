import { useCallback, useState } from 'react';
import { useLocation, useSearch } from 'wouter';

/**
 * The open details panel. Beside the conversation it is a setting that outlasts a change of rooms; on a phone it is a
 * place of its own, in the address, so that "back" closes it.
 */
export function usePanel(phone: boolean) {
  const [kept, setKept] = useState<string>();
  const [location, navigate] = useLocation();
  const inAddress = new URLSearchParams(useSearch()).get('panel') ?? undefined;
  const panel = phone ? inAddress : kept;

  const open = useCallback(
    (name: string) => {
      if (phone) navigate(`${location}?panel=${name}`, { state: { panel: true } });
      else setKept((now) => (now === name ? undefined : name));
    },
    [phone, location, navigate],
  );
  const close = useCallback(() => {
    if (!phone) setKept(undefined);
    else if (window.history.state?.panel) window.history.back();
    else navigate(location, { replace: true });
  }, [phone, location, navigate]);
  return { panel, open, close };
}
