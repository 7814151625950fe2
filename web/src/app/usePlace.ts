import { useCallback, useEffect, useRef } from 'react';
import { useLocation, useRoute } from 'wouter';

/** Where the address says we are: /, /r/{room}, /r/{room}/{seq}. */
export function usePlace() {
  const [location, navigate] = useLocation();
  const [, params] = useRoute('/r/:roomId/:seq?');
  const before = useRef<string>(undefined);
  const last = useRef(location);
  useEffect(() => {
    if (last.current === location) return;
    before.current = last.current;
    last.current = location;
  }, [location]);

  // Going up is going back where that is the same, so that the phone's own back button has nothing to repeat.
  const back = useCallback(() => {
    if (before.current === '/') window.history.back();
    else navigate('/', { replace: true });
  }, [navigate]);

  const seq = Number(params?.seq);
  return { roomId: params?.roomId, seq: Number.isInteger(seq) && seq > 0 ? seq : undefined, back };
}
