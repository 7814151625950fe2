import { useEffect, useState } from 'react';
import { type Timeline, useClient } from '../../store';
import { type List, lastVisibleSeq, type ShownRow } from './shown';

interface Input {
  roomId: string;
  rows: ShownRow[];
  timeline: Timeline;
  virtual: List;
}

const looking = () => document.visibilityState === 'visible' && document.hasFocus();

/** True while the reader can be expected to see the page. */
function useLooking(): boolean {
  const [value, setValue] = useState(looking);
  useEffect(() => {
    const update = () => setValue(looking());
    window.addEventListener('focus', update);
    window.addEventListener('blur', update);
    document.addEventListener('visibilitychange', update);
    return () => {
      window.removeEventListener('focus', update);
      window.removeEventListener('blur', update);
      document.removeEventListener('visibilitychange', update);
    };
  }, []);
  return value;
}

/** Tells the server what was on screen in a focused window, and returns the greatest seq that ever was on screen. */
export function useReading({ roomId, rows, timeline, virtual }: Input): number {
  const client = useClient();
  const [seen, setSeen] = useState(0);
  const attentive = useLooking();
  const visible = timeline.status === 'ready' ? lastVisibleSeq(rows, virtual) : undefined;

  useEffect(() => {
    if (visible !== undefined) setSeen((before) => Math.max(before, visible));
  }, [visible]);
  useEffect(() => {
    if (attentive && visible !== undefined) client.seen(roomId, visible);
  }, [attentive, visible, client, roomId]);
  return seen;
}
