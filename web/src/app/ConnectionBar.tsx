import { useEffect, useRef, useState } from 'react';
import { selectRejected, selectWaiting, useClient, useStore } from '../store';
import { announce } from '../ui/announcer/announcer';
import { cx } from '../ui/cx';
import { t } from '../ui/i18n';
import { CloudOff, RotateCw, TriangleAlert, Wifi } from '../ui/icons';
import styles from './ConnectionBar.module.css';

/** Shorter interruptions are nobody's business, ms. */
const patience = 2000;

const selectUnsent = selectWaiting();

type Look = { kind: 'offline' | 'reconnecting' | 'back' | 'memory' | 'held'; text: string };

/** A slim bar that is there only while something is not well: offline, on the way back, back, or messages that need a decision. */
export function ConnectionBar({ roomId }: { roomId: string | undefined }) {
  const client = useClient();
  const look = useLook(roomId);
  const text = look?.text;
  // The page's announcer says it: a live region that was not there before is not read.
  useEffect(() => {
    if (text) announce('connection', () => text);
  }, [text]);
  if (!look) return null;
  const Icon = {
    offline: CloudOff,
    reconnecting: RotateCw,
    back: Wifi,
    memory: TriangleAlert,
    held: TriangleAlert,
  }[look.kind];
  return (
    <div
      className={cx(styles.bar, styles[look.kind])}
      data-testid="connection-bar"
      role="status"
      aria-live="off"
    >
      <Icon />
      {look.text}
      {look.kind === 'held' && (
        <button type="button" onClick={() => client.retryAll()}>
          {t('connection.retryAll')}
        </button>
      )}
    </div>
  );
}

function useLook(roomId: string | undefined): Look | undefined {
  const { status, justBack, storage } = useStore((state) => state.connection);
  const waiting = useStore(selectUnsent);
  const held = useStore((state) => {
    const rejected = selectRejected(state);
    // A single one in the room on screen has its own card and buttons.
    return rejected.length === 1 && rejected[0]?.roomId === roomId ? 0 : rejected.length;
  });
  const late = useLate();
  const shown = useRef(false);
  if (status === 'offline' || status === 'connecting') {
    if (late) shown.current = true;
  }
  const back = justBack && shown.current;
  useEffect(() => {
    if (status === 'online' && !justBack) shown.current = false;
  }, [status, justBack]);

  if (late && status === 'connecting') return { kind: 'reconnecting', text: t('connection.reconnecting') };
  if (late) return { kind: 'offline', text: offline(waiting, storage === 'memory') };
  if (back) return { kind: 'back', text: t('connection.back') };
  if (storage === 'memory' && waiting > 0) return { kind: 'memory', text: t('connection.memory') };
  if (held > 0) return { kind: 'held', text: t('connection.held', { count: held }) };
  return undefined;
}

function offline(waiting: number, forgetful: boolean): string {
  if (waiting === 0) return t('connection.offline');
  return t(forgetful ? 'connection.offlineMemory' : 'connection.offlineWaiting', { count: waiting });
}

/** True once the connection has been away for longer than the patience. */
function useLate(): boolean {
  const since = useStore((state) =>
    state.connection.status === 'online' ? undefined : state.connection.offlineSince,
  );
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (since === undefined) return setLate(false);
    const rest = since + patience - Date.now();
    if (rest <= 0) return setLate(true);
    const timer = setTimeout(() => setLate(true), rest);
    return () => clearTimeout(timer);
  }, [since]);
  return late && since !== undefined;
}
