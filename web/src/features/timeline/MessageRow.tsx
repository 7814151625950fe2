import { memo, type ReactNode } from 'react';
import type { Message } from '../../protocol';
import type { MessageState, OutboxEntry } from '../../store';
import { useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { cx } from '../../ui/cx';
import { formatFull, formatShortTime, formatTime, t } from '../../ui/i18n';
import { Check, CheckCheck, Clock } from '../../ui/icons';
import { Markdown } from '../../ui/markdown/Markdown';
import { Mention } from './Mention';
import { Reactions } from './Reactions';
import { Reply } from './Reply';
import styles from './Rows.module.css';

interface FrameProps {
  userId: string;
  at: string;
  first: boolean;
  state: MessageState | undefined;
  seq?: number;
  clientId: string;
  lit?: boolean;
  children: ReactNode;
}

/** Where a message stands: face and name in the first row of a group, the time on hover in the others. */
function Frame({ userId, at, first, state, seq, clientId, lit, children }: FrameProps) {
  const user = useStore((store) => store.users[userId]);
  const name = user?.displayName ?? t('common.someone');
  return (
    <article
      className={cx(
        styles.message,
        first && styles.first,
        lit && styles.lit,
        state === 'pending' && styles.pending,
        state === 'waiting' && styles.waiting,
      )}
      data-testid="message"
      data-seq={seq}
      data-client-id={clientId}
      data-state={state}
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
    </article>
  );
}

function StateMark({ state }: { state: MessageState }) {
  const Icon = { pending: Clock, waiting: Clock, saved: Check, read: CheckCheck }[state];
  return (
    <span
      className={cx(styles.state, styles[state])}
      role="img"
      aria-label={t(`timeline.${state}`)}
      title={t(`timeline.${state}`)}
    >
      <Icon />
    </span>
  );
}

interface MessageRowProps {
  message: Message;
  first: boolean;
  state: MessageState | undefined;
  /** Came by a link to this message: stands out for a moment. */
  lit: boolean;
}

export const MessageRow = memo(function MessageRow({ message, first, state, lit }: MessageRowProps) {
  const { senderId, createdAt, seq, clientId } = message;
  return (
    <Frame
      userId={senderId}
      at={createdAt}
      first={first}
      state={state ?? 'saved'}
      seq={seq}
      clientId={clientId}
      lit={lit}
    >
      {message.deletedAt ? (
        <p className={styles.deleted} data-testid="message-body">
          {t('timeline.deleted')}
        </p>
      ) : (
        <>
          {message.replyTo && <Reply to={message.replyTo} roomId={message.roomId} />}
          <div className={styles.content} data-testid="message-body">
            <Markdown
              text={message.content}
              mention={Mention}
              tail={<Tail message={message} state={state} />}
            />
          </div>
          {message.reactions.length > 0 && <Reactions message={message} />}
        </>
      )}
    </Frame>
  );
});

function Tail({ message, state }: { message: Message; state: MessageState | undefined }) {
  return (
    <>
      {message.editedAt && (
        <span
          className={styles.edited}
          title={t('timeline.editedAt', { time: formatFull(message.editedAt) })}
        >
          {' '}
          {t('timeline.edited')}
        </span>
      )}
      {state && <StateMark state={state} />}
    </>
  );
}

interface EchoRowProps {
  entry: OutboxEntry;
  first: boolean;
  state: 'pending' | 'waiting';
  onRetry: (clientId: string) => void;
}

/** An own message that the server has not confirmed yet. */
export const EchoRow = memo(function EchoRow({ entry, first, state, onRetry }: EchoRowProps) {
  const tried = entry.state === 'failed' || entry.needsPerson;
  return (
    <Frame userId={entry.userId} at={entry.createdAt} first={first} state={state} clientId={entry.clientId}>
      <div className={styles.content} data-testid="message-body">
        <Markdown text={entry.content} mention={Mention} tail={<StateMark state={state} />} />
      </div>
      {tried && (
        <p className={styles.retry}>
          {t('timeline.waiting')}
          <button type="button" onClick={() => onRetry(entry.clientId)}>
            {t('timeline.retryNow')}
          </button>
        </p>
      )}
    </Frame>
  );
});
