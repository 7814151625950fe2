import { memo } from 'react';
import type { Message, SystemLine } from '../../protocol';
import { formatFull, formatList, type Key, t } from '../../ui/i18n';
import { useName, useNames } from './names';
import styles from './Rows.module.css';

const roles: Record<string, Key> = {
  owner: 'system.roleOwner',
  moderator: 'system.roleModerator',
  member: 'system.roleMember',
  reader: 'system.roleReader',
  guest: 'system.roleGuest',
};

/** A system line in the reader's language; its English sentence where the type is not known yet. */
export function systemText(
  line: SystemLine | undefined,
  name: string,
  names: string[],
  fallback: string,
): string {
  const people = formatList(names);
  const value = line?.value ?? '';
  switch (line?.type) {
    case 'added':
    case 'removed':
      return t(`system.${line.type}`, { name, people });
    case 'role':
      return t((roles[value] ?? 'system.roleMember') as 'system.roleMember', { name, people });
    case 'renamed':
      return t('system.renamed', { name, value });
    case 'topic':
      return value ? t('system.topic', { name, value }) : t('system.topicCleared', { name });
    case 'visibility':
      return t(value === 'private' ? 'system.private' : 'system.public', { name });
    case 'room_created':
    case 'joined':
    case 'left':
    case 'closed':
      return t(`system.${line.type}`, { name });
    default:
      return fallback;
  }
}

export const SystemRow = memo(function SystemRow({ message }: { message: Message }) {
  const line = message.system;
  const name = useName(message.senderId);
  const names = useNames(line?.userIds ?? (line?.userId ? [line.userId] : []));
  return (
    <div className={styles.system} title={formatFull(message.createdAt)} data-testid="system">
      {systemText(line, name, names, message.content)}
    </div>
  );
});
