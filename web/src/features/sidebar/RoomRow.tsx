import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { type RoomEntry, useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { Badge } from '../../ui/badge/Badge';
import { cx } from '../../ui/cx';
import { t } from '../../ui/i18n';
import { Hash, Lock, Pencil } from '../../ui/icons';
import styles from './Sidebar.module.css';

interface RowProps {
  room: RoomEntry;
  current: boolean;
}

/** The row in words: the name, then what is new in it. */
function describe(room: RoomEntry, name: string, draft: boolean): string {
  const { unreadCount, mentionCount, uncounted } = room;
  const unread = unreadCount >= 1000 ? t('side.unreadMany') : t('side.unread', { count: unreadCount });
  return [
    name,
    unreadCount > 0 && unread,
    unreadCount === 0 && uncounted && t('side.unreadSome'),
    room.kind === 'group' && mentionCount > 0 && t('side.mentions', { count: mentionCount }),
    draft && t('side.draft'),
  ]
    .filter(Boolean)
    .join(', ');
}

function Row({
  room,
  current,
  label,
  icon,
  name,
}: RowProps & { label: (draft: boolean) => string; icon: ReactNode; name: string }) {
  const draft = useStore((state) => Boolean(state.drafts[room.id]?.trim())) && !current;
  const unread = room.unreadCount > 0 || Boolean(room.uncounted);
  return (
    <li>
      <Link
        href={`/r/${room.id}`}
        className={cx(styles.row, unread && styles.unread, current && styles.chosen)}
        aria-current={current ? 'page' : undefined}
        aria-label={label(draft)}
      >
        {icon}
        <span className={styles.name}>{name}</span>
        <Count room={room} draft={draft} />
      </Link>
    </li>
  );
}

function Count({ room, draft }: { room: RoomEntry; draft: boolean }) {
  // In a direct room everything is meant for the reader.
  if (room.kind === 'direct' && room.unreadCount > 0) return <Badge count={room.unreadCount} filled />;
  if (room.mentionCount > 0) return <Badge count={room.mentionCount} filled />;
  if (room.unreadCount > 0) return <Badge count={room.unreadCount} />;
  return draft ? <Pencil className={styles.draft} /> : null;
}

export const RoomRow = memo(function RoomRow({ room, current }: RowProps) {
  return (
    <Row
      room={room}
      current={current}
      name={room.name}
      icon={room.visibility === 'private' ? <Lock /> : <Hash />}
      label={(draft) => describe(room, room.name, draft)}
    />
  );
});

export const DirectRow = memo(function DirectRow({ room, current }: RowProps) {
  const peer = useStore((state) => (room.peer ? (state.users[room.peer.id] ?? room.peer) : undefined));
  const presence = useStore((state) => (peer ? state.presence[peer.id] : undefined)) ?? 'offline';
  const name = peer?.displayName ?? room.name;
  const said =
    presence === 'offline' ? name : t('side.person', { name, presence: t(`presence.${presence}`) });
  return (
    <Row
      room={room}
      current={current}
      name={name}
      icon={
        <Avatar
          userId={peer?.id ?? room.id}
          name={name}
          size="xs"
          presence={presence}
          className={styles.face}
        />
      }
      label={(draft) => describe(room, said, draft)}
    />
  );
});
