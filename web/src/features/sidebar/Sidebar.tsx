import { type ReactNode, useEffect } from 'react';
import { selectDirectsSorted, selectRoomsSorted, useClient, useStore } from '../../store';
import { Button, IconButton } from '../../ui/button/Button';
import { t } from '../../ui/i18n';
import { Compass, Plus } from '../../ui/icons';
import { Mark } from '../../ui/mark/Mark';
import { Skeleton } from '../../ui/skeleton/Skeleton';
import { DirectRow, RoomRow } from './RoomRow';
import styles from './Sidebar.module.css';
import { YourMenu } from './YourMenu';

export interface SidebarProps {
  /** The room on screen. */
  current: string | undefined;
  /** On a phone the sidebar is a page of its own, and the server's name its heading. */
  page: boolean;
  /** Stands here while there is neither room nor conversation. */
  welcome?: ReactNode;
  onCreateRoom: () => void;
  onBrowseRooms: () => void;
  onNewDirect: () => void;
  onSettings: () => void;
  onSignOut: () => void;
}

/** Server, rooms, people, and oneself. */
export function Sidebar({
  current,
  page,
  welcome,
  onCreateRoom,
  onBrowseRooms,
  onNewDirect,
  onSettings,
  onSignOut,
}: SidebarProps) {
  const client = useClient();
  const Name = page ? 'h1' : 'span';
  const server = useStore((state) => state.auth.server);
  const loaded = useStore((state) => state.rooms.loaded);
  const rooms = useStore(selectRoomsSorted);
  const directs = useStore(selectDirectsSorted);
  const more = useStore((state) => state.rooms.total > Object.keys(state.rooms.byId).length);

  const peers = directs.map((room) => room.peer?.id ?? '').join(' ');
  useEffect(() => client.showUsers('sidebar', peers.split(' ').filter(Boolean)), [client, peers]);

  return (
    <div className={styles.side}>
      <header className={styles.brand}>
        <Mark />
        <Name className={styles.server}>{server?.name || t('title.app')}</Name>
      </header>
      <nav className={styles.list} id="rooms" aria-label={t('side.label')}>
        <Section title={t('side.rooms')}>
          <IconButton size="s" label={t('side.browseRooms')} onClick={onBrowseRooms}>
            <Compass />
          </IconButton>
          <IconButton size="s" label={t('side.createRoom')} onClick={onCreateRoom}>
            <Plus />
          </IconButton>
        </Section>
        {!loaded && <Waiting />}
        <ul>
          {rooms.map((room) => (
            <RoomRow key={room.id} room={room} current={room.id === current} />
          ))}
        </ul>
        {loaded && rooms.length === 0 && !welcome && <p className={styles.none}>{t('side.noRoomsText')}</p>}
        <Section title={t('side.directs')}>
          <IconButton size="s" label={t('side.newDirect')} onClick={onNewDirect}>
            <Plus />
          </IconButton>
        </Section>
        <ul>
          {directs.map((room) => (
            <DirectRow key={room.id} room={room} current={room.id === current} />
          ))}
        </ul>
        {loaded && directs.length === 0 && !(welcome && rooms.length === 0) && (
          <button type="button" className={styles.invite} onClick={onNewDirect}>
            <Plus />
            {t('side.noDirects')}
          </button>
        )}
        {loaded && rooms.length + directs.length === 0 && welcome}
        {more && (
          <Button look="plain" wide onClick={() => void client.loadMoreRooms().catch(() => undefined)}>
            {t('side.moreRooms')}
          </Button>
        )}
      </nav>
      <YourMenu onSettings={onSettings} onSignOut={onSignOut} />
    </div>
  );
}

function Section({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.section}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Waiting() {
  return (
    <div aria-hidden="true">
      {['62%', '48%', '55%', '40%'].map((width) => (
        <div key={width} className={styles.waiting}>
          <Skeleton width="16px" height="16px" />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
}
