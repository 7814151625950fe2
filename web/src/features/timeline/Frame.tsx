import type { ReactNode } from 'react';
import { useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { cx } from '../../ui/cx';
import { formatFull, formatShortTime, formatTime, t } from '../../ui/i18n';
import { Check, CheckCheck, Clock } from '../../ui/icons';
import styles from './Rows.module.css';

export type Mark = 'pending' | 'waiting' | 'saved' | 'read';

interface FrameProps {
  rowKey: string;
  userId: string;
  at: string;
  first: boolean;
  state: Mark | undefined;
  seq?: number;
  clientId: string;
  lit?: boolean;
  deleted?: boolean;
  editing?: boolean;
  /** Stands over the row's upper edge. */
  tools?: ReactNode;
  children: ReactNode;
}

/** Where a message stands: face and name in the first row of a group, the time on hover in the others. */
export function Frame({
  rowKey,
  userId,
  at,
  first,
  state,
  seq,
  clientId,
  lit = false,
  deleted = false,
  editing = false,
  tools,
  children,
}: FrameProps) {
  const user = useStore((store) => store.users[userId]);
  const name = user?.displayName ?? t('common.someone');
  return (
    <article
      className={cx(
        styles.message,
        first && styles.first,
        editing && styles.editing,
        state === 'pending' && styles.pending,
        state === 'waiting' && styles.waiting,
      )}
      data-testid="message"
      data-row={rowKey}
      data-seq={seq}
      data-client-id={clientId}
      data-state={state}
      data-highlighted={lit || undefined}
      data-deleted={deleted || undefined}
      aria-label={t('timeline.rowLabel', { name, time: formatTime(at) })}
    >
      {first ? (
        <Avatar userId={userId} name={name} size="m" className={styles.face} />
      ) : (
        <time className={styles.gutter} dateTime={at} title={formatFull(at)} aria-hidden="true">
          {formatShortTime(at)}
        </time>
      )}
      <div className={styles.body}>
        {first && (
          <div className={styles.who}>
            <strong>{name}</strong>
            <time dateTime={at} title={formatFull(at)}>
              {formatTime(at)}
            </time>
          </div>
        )}
        {children}
      </div>
      {tools}
    </article>
  );
}

/** What became of an own message, or of a change to it. `label` says it where it is not about sending. */
export function StateMark({ state, label = t(`timeline.${state}`) }: { state: Mark; label?: string }) {
  const Icon = { pending: Clock, waiting: Clock, saved: Check, read: CheckCheck }[state];
  return (
    <span className={cx(styles.state, styles[state])} role="img" aria-label={label} title={label}>
      <Icon />
    </span>
  );
}
