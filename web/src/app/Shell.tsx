import { Suspense, useCallback, useEffect, useState } from 'react';
import { Home } from '../features/home/Home';
import { Sidebar } from '../features/sidebar/Sidebar';
import { useStore } from '../store';
import { cx } from '../ui/cx';
import { t } from '../ui/i18n';
import { fetchLater } from '../ui/later';
import { usePhone } from '../ui/usePhone';
import { ConnectionBar } from './ConnectionBar';
import { type DialogName, Dialogs } from './Dialogs';
import { ErrorBoundary } from './ErrorBoundary';
import { isPanel, type PanelName, panels } from './panels';
import { RoomPage } from './RoomPage';
import styles from './Shell.module.css';
import { useAnnouncements } from './useAnnouncements';
import { useAway } from './useAway';
import { useKeyboardRoom } from './useKeyboardRoom';
import { usePanel } from './usePanel';
import { usePlace } from './usePlace';
import { useTitle } from './useTitle';

/** After the start, when the page has everything that is looked at first. */
const quietMs = 2_000;

/** Three columns: rooms and people, the conversation, details on demand. On a phone one of them at a time. */
export function Shell() {
  const phone = usePhone();
  const { roomId, seq, back } = usePlace();
  const { panel, open: openPanel, close: closePanel } = usePanel(phone);
  const [dialog, setDialog] = useState<DialogName>();
  const closeDialog = useCallback(() => setDialog(undefined), []);
  useEffect(() => {
    const timer = setTimeout(() => void fetchLater(), quietMs);
    return () => clearTimeout(timer);
  }, []);
  useTitle(roomId);
  useAnnouncements(roomId);
  useAway();
  useKeyboardRoom();

  const kind = useStore((state) => (roomId === undefined ? undefined : state.rooms.byId[roomId]?.kind));
  const group = kind === 'group';
  const details = group && isPanel(panel) ? panel : undefined;
  const Side = phone ? 'main' : 'div';
  const show = (name: DialogName) => () => setDialog(name);
  const dialogsOf = {
    onCreateRoom: show('createRoom'),
    onBrowseRooms: show('browseRooms'),
    onNewDirect: show('newDirect'),
  };
  return (
    <div className={cx(styles.app, details && styles.withDetails)} data-view={roomId ? 'room' : 'list'}>
      {(kind || !(phone && roomId)) && (
        <a className={styles.skip} href={kind ? '#messages' : '#rooms'} onClick={skip}>
          {kind ? t('skip.messages') : t('skip.rooms')}
        </a>
      )}
      {!(phone && roomId) && (
        <Side className={styles.sidebar}>
          <ErrorBoundary>
            <Sidebar
              welcome={phone && <Home {...dialogsOf} />}
              page={phone}
              current={roomId}
              {...dialogsOf}
              onSettings={show('settings')}
              onSignOut={show('signOut')}
            />
          </ErrorBoundary>
          {phone && <ConnectionBar roomId={roomId} />}
        </Side>
      )}
      {!(phone && !roomId) && (
        <main className={styles.main} inert={phone && details !== undefined}>
          <ErrorBoundary key={roomId}>
            {roomId ? (
              <RoomPage
                key={roomId}
                roomId={roomId}
                seq={seq}
                onBack={back}
                panel={details}
                onPanel={openPanel}
              />
            ) : (
              <>
                <ConnectionBar roomId={undefined} />
                <Home {...dialogsOf} />
              </>
            )}
          </ErrorBoundary>
        </main>
      )}
      {roomId && details && <Details key={roomId} name={details} roomId={roomId} onClose={closePanel} />}
      <Dialogs open={dialog} onClose={closeDialog} />
    </div>
  );
}

function Details({ name, roomId, onClose }: { name: PanelName; roomId: string; onClose: () => void }) {
  const Panel = panels[name];
  return (
    <div className={styles.details}>
      <ErrorBoundary>
        <Suspense fallback={null}>
          <Panel roomId={roomId} onClose={onClose} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/** The router keeps the address; the focus goes where the link says. */
function skip(event: React.MouseEvent<HTMLAnchorElement>) {
  event.preventDefault();
  const target = document.getElementById(event.currentTarget.hash.slice(1));
  const first = target?.id === 'rooms' ? target.querySelector<HTMLElement>('a') : target;
  first?.focus();
}
