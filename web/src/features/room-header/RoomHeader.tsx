import { useEffect, useMemo } from 'react';
import type { RoomSummary, User } from '../../protocol';
import { useClient, useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { IconButton } from '../../ui/button/Button';
import { cx } from '../../ui/cx';
import { formatNumber, t } from '../../ui/i18n';
import { ChevronLeft, Hash, Lock, Users } from '../../ui/icons';
import styles from './RoomHeader.module.css';

interface RoomHeaderProps {
  room: RoomSummary;
  onBack: () => void;
  /** The details panel that is open. */
  panel: string | undefined;
  onPanel: (panel: string) => void;
}

export function RoomHeader({ room, onBack, panel, onPanel }: RoomHeaderProps) {
  return (
    <header className={styles.head}>
      <IconButton className={styles.back} label={t('room.back')} onClick={onBack}>
        <ChevronLeft />
      </IconButton>
      {room.kind === 'direct' ? <DirectTitle room={room} /> : <GroupTitle room={room} />}
      {room.kind === 'group' && (
        <>
          <Faces room={room} onClick={() => onPanel('members')} />
          <IconButton
            label={t('room.members')}
            on={panel === 'members'}
            aria-pressed={panel === 'members'}
            onClick={() => onPanel('members')}
          >
            <Users />
          </IconButton>
        </>
      )}
    </header>
  );
}

function GroupTitle({ room }: { room: RoomSummary }) {
  return (
    <>
      <h1 className={styles.title}>
        {room.visibility === 'private' ? (
          <Lock role="img" aria-label={t('room.private')} />
        ) : (
          <Hash aria-hidden="true" />
        )}
        <span>{room.name}</span>
      </h1>
      <p className={styles.topic} title={room.topic}>
        {room.topic}
      </p>
    </>
  );
}

function DirectTitle({ room }: { room: RoomSummary }) {
  const peer = useStore((state) => (room.peer ? (state.users[room.peer.id] ?? room.peer) : undefined));
  const presence = useStore((state) => (peer ? state.presence[peer.id] : undefined)) ?? 'offline';
  const name = peer?.displayName ?? room.name;
  return (
    <>
      <Avatar userId={peer?.id ?? room.id} name={name} size="s" presence={presence} />
      <h1 className={styles.title}>
        <span>{name}</span>
      </h1>
      <p className={styles.topic}>{t(`presence.${presence}`)}</p>
    </>
  );
}

/** A few of those who are here, and how many there are. */
function Faces({ room, onClick }: { room: RoomSummary; onClick: () => void }) {
  const client = useClient();
  const members = useStore((state) => state.members[room.id]);
  const missing = members === undefined;
  useEffect(() => {
    if (missing) client.loadMembers(room.id).catch(() => undefined);
  }, [client, room.id, missing]);
  const faces = useMemo<User[]>(
    () => (members?.list ?? []).slice(0, 3).map((member) => member.user),
    [members],
  );
  return (
    <button
      type="button"
      className={cx(styles.faces)}
      aria-label={t('room.membersCount', { count: room.memberCount })}
      onClick={onClick}
    >
      <span className={styles.stack}>
        {faces.map((user) => (
          <Avatar key={user.id} userId={user.id} name={user.displayName} size="xs" brief />
        ))}
      </span>
      {formatNumber(room.memberCount)}
    </button>
  );
}
