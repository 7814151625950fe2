import type { RoomSummary } from '../../protocol';
import { useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { Button } from '../../ui/button/Button';
import { rich, t } from '../../ui/i18n';
import { Hash, Lock, UserPlus } from '../../ui/icons';
import styles from './Timeline.module.css';

export interface BeginProps {
  room: RoomSummary;
  onAddPeople: () => void;
}

/** The top of a room's history: what this place is, and while it is new, what to do with it. */
export function Begin({ room, onAddPeople }: BeginProps) {
  const alone = room.kind === 'group' && room.memberCount < 2;
  const peer = useStore((state) => (room.peer ? (state.users[room.peer.id] ?? room.peer) : undefined));
  const name = peer?.displayName ?? room.name;
  if (room.kind === 'direct') {
    return (
      <div className={styles.begin}>
        <Avatar userId={peer?.id ?? room.id} name={name} size="l" />
        <h2>{name}</h2>
        <p>{rich('timeline.beginDirect', { name: <strong>{name}</strong> })}</p>
      </div>
    );
  }
  return (
    <div className={styles.begin}>
      <span className={styles.sign}>{room.visibility === 'private' ? <Lock /> : <Hash />}</span>
      <h2>{room.name}</h2>
      <p>
        {alone
          ? rich('timeline.beginAlone', { name: <strong>{name}</strong> })
          : rich('timeline.begin', { name: <strong>{name}</strong> })}
      </p>
      {room.role !== 'reader' && room.role !== 'guest' && alone && (
        <Button look="main" onClick={onAddPeople}>
          <UserPlus />
          {t('timeline.addPeople')}
        </Button>
      )}
    </div>
  );
}
