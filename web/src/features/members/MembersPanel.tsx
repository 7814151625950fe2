import { useEffect, useMemo, useState } from 'react';
import type { Member } from '../../protocol';
import { type RoomEntry, type State, selectRoom, selectTimeline, useClient, useStore } from '../../store';
import { Button, IconButton } from '../../ui/button/Button';
import { t } from '../../ui/i18n';
import { LogOut, Settings2, Trash2, UserPlus, X } from '../../ui/icons';
import { Skeleton } from '../../ui/skeleton/Skeleton';
import { AddPeople } from './AddPeople';
import { DeleteRoom } from './DeleteRoom';
import { LeaveRoom } from './LeaveRoom';
import { MemberRow } from './MemberRow';
import styles from './MembersPanel.module.css';
import { RemoveMember } from './RemoveMember';
import { RoomSettings } from './RoomSettings';
import { mayAdd, mayEdit, mayManage } from './rights';

type Asking = { what: 'add' | 'leave' | 'delete' | 'edit' } | { what: 'remove'; member: Member };

/** Who is in the room, and what can be done about it. */
export function MembersPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const room = useStore(selectRoom(roomId));
  const [asking, setAsking] = useState<Asking>();
  if (!room) return null;
  const stop = () => setAsking(undefined);
  return (
    <section className={styles.panel} aria-label={t('room.members')}>
      <header className={styles.head}>
        <h2>{t('room.members')}</h2>
        {mayAdd(room) && (
          <IconButton label={t('members.add')} onClick={() => setAsking({ what: 'add' })}>
            <UserPlus />
          </IconButton>
        )}
        <IconButton label={t('common.close')} onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <div className={styles.list}>
        {room.topic && <p className={styles.topic}>{room.topic}</p>}
        <Groups room={room} onRemove={(member) => setAsking({ what: 'remove', member })} />
      </div>
      <Actions room={room} onAsk={setAsking} />
      <AddPeople room={room} open={asking?.what === 'add'} onClose={stop} />
      <RoomSettings room={room} open={asking?.what === 'edit'} onClose={stop} />
      <LeaveRoom room={room} open={asking?.what === 'leave'} onClose={stop} />
      <DeleteRoom room={room} open={asking?.what === 'delete'} onClose={stop} />
      <RemoveMember
        room={room}
        member={asking?.what === 'remove' ? asking.member : undefined}
        onClose={stop}
      />
    </section>
  );
}

function Actions({ room, onAsk }: { room: RoomEntry; onAsk: (asking: Asking) => void }) {
  if (room.kind === 'direct') return null;
  return (
    <footer className={styles.actions}>
      {mayEdit(room) && (
        <button type="button" onClick={() => onAsk({ what: 'edit' })}>
          <Settings2 />
          {t('members.edit')}
        </button>
      )}
      <button type="button" onClick={() => onAsk({ what: 'leave' })}>
        <LogOut />
        {t('members.leave')}
      </button>
      {mayManage(room) && (
        <button type="button" className={styles.danger} onClick={() => onAsk({ what: 'delete' })}>
          <Trash2 />
          {t('members.delete')}
        </button>
      )}
    </footer>
  );
}

const present = (presence: State['presence'], id: string) => (presence[id] ?? 'offline') !== 'offline';
const byName = (a: Member, b: Member) => a.user.displayName.localeCompare(b.user.displayName);

function Groups({ room, onRemove }: { room: RoomEntry; onRemove: (member: Member) => void }) {
  const client = useClient();
  const members = useStore((state) => state.members[room.id]);
  const rules = useStore((state) => selectTimeline(room.id)(state).rulesVersion);
  const stale = members === undefined || (members.status === 'ready' && members.rulesVersion < rules);
  useEffect(() => {
    if (stale) client.loadMembers(room.id).catch(() => undefined);
  }, [client, room.id, stale]);

  const list = members?.list;
  useEffect(
    () =>
      client.showUsers(
        'members',
        (list ?? []).map((member) => member.userId),
      ),
    [client, list],
  );
  // Who is here, as one string, so that presence of others renders nothing.
  const here = useStore((state) =>
    (list ?? []).map((member) => (present(state.presence, member.userId) ? '1' : '0')).join(''),
  );
  const [online, offline] = useMemo(() => {
    const all = list ?? [];
    return [
      all.filter((_, i) => here[i] === '1').sort(byName),
      all.filter((_, i) => here[i] !== '1').sort(byName),
    ];
  }, [list, here]);

  if (members?.status === 'failed' && !list?.length)
    return <Failed onRetry={() => void client.loadMembers(room.id).catch(() => undefined)} />;
  if (!list?.length) return <Waiting />;
  return (
    <>
      <Group
        title={t('members.online', { count: online.length })}
        members={online}
        room={room}
        onRemove={onRemove}
      />
      <Group
        title={t('members.offline', { count: offline.length })}
        members={offline}
        room={room}
        onRemove={onRemove}
      />
      {members?.nextCursor && (
        <Button
          look="plain"
          wide
          onClick={() => void client.loadMembers(room.id, members.nextCursor).catch(() => undefined)}
        >
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function Group({
  title,
  members,
  room,
  onRemove,
}: {
  title: string;
  members: Member[];
  room: RoomEntry;
  onRemove: (member: Member) => void;
}) {
  if (members.length === 0) return null;
  return (
    <>
      <h3 className={styles.group}>{title}</h3>
      <ul>
        {members.map((member) => (
          <MemberRow key={member.userId} member={member} room={room} onRemove={onRemove} />
        ))}
      </ul>
    </>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <div className={styles.failed} role="alert">
      <p>{t('members.failed')}</p>
      <Button onClick={onRetry}>{t('common.retry')}</Button>
    </div>
  );
}

function Waiting() {
  return (
    <div aria-hidden="true">
      {['55%', '42%', '61%', '48%'].map((width) => (
        <div key={width} className={styles.row}>
          <Skeleton width="28px" height="28px" round />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
}
