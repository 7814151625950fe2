import { memo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Member, RoomRole } from '../../protocol';
import { type RoomEntry, useClient, useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { IconButton } from '../../ui/button/Button';
import { plainError } from '../../ui/errors';
import { t } from '../../ui/i18n';
import { Ellipsis } from '../../ui/icons';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu/Menu';
import styles from './MembersPanel.module.css';
import { mayManage, mayRemove, roles } from './rights';

interface MemberRowProps {
  member: Member;
  room: RoomEntry;
  onRemove: (member: Member) => void;
}

export const MemberRow = memo(function MemberRow({ member, room, onRemove }: MemberRowProps) {
  const me = useStore((state) => state.auth.me?.id);
  const user = useStore((state) => state.users[member.userId]) ?? member.user;
  const presence = useStore((state) => state.presence[member.userId]) ?? 'offline';
  const [error, setError] = useState<string>();
  const mine = member.userId === me;
  return (
    <li>
      <div className={styles.row}>
        <Avatar userId={user.id} name={user.displayName} size="s" presence={presence} />
        <span className={styles.name} title={`@${user.username}`}>
          {user.displayName}
          {presence === 'away' && <span className="visually-hidden">, {t('presence.away')}</span>}
        </span>
        <span className={styles.role}>{describe(member.role, mine)}</span>
        {!mine && room.kind === 'group' && (
          <Actions member={member} room={room} onRemove={onRemove} onError={setError} />
        )}
      </div>
      {error && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </li>
  );
});

function describe(role: RoomRole, mine: boolean): string {
  const known = role === 'member' ? undefined : roles.find((one) => one.role === role);
  const title = known ? t(known.name as 'role.owner') : '';
  if (!mine) return title;
  return title ? `${title} · ${t('common.you')}` : t('common.you');
}

interface ActionsProps extends MemberRowProps {
  onError: (sentence: string | undefined) => void;
}

function Actions({ member, room, onRemove, onError }: ActionsProps) {
  const client = useClient();
  const [, navigate] = useLocation();
  const attempt = async (work: () => Promise<void>) => {
    onError(undefined);
    try {
      await work();
    } catch (cause) {
      onError(plainError(cause));
    }
  };
  const message = () =>
    attempt(async () => {
      const direct = await client.openDirect(member.userId);
      navigate(`/r/${direct.id}`);
    });
  return (
    <Menu
      trigger={
        <IconButton
          size="s"
          className={styles.more}
          label={t('members.actions', { name: member.user.displayName })}
        >
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={message}>{t('members.message')}</MenuItem>
      {mayManage(room) && (
        <>
          <MenuSeparator />
          {roles
            .filter(({ role }) => role !== member.role)
            .map(({ role, make }) => (
              <MenuItem
                key={role}
                onSelect={() => attempt(() => client.setRole(room.id, member.userId, role))}
              >
                {t(make as 'members.makeOwner')}
              </MenuItem>
            ))}
        </>
      )}
      {mayRemove(room, member.role) && (
        <>
          <MenuSeparator />
          <MenuItem danger onSelect={() => onRemove(member)}>
            {t('members.remove')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
