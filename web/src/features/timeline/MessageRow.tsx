import { memo } from 'react';
import type { Message } from '../../protocol';
import { type MessageState, type RowChange, useStore } from '../../store';
import { formatFull, t } from '../../ui/i18n';
import { Markdown } from '../../ui/markdown/Markdown';
import { ChangeCard } from './ChangeCard';
import { Frame, StateMark } from './Frame';
import { Mention } from './Mention';
import { Quote } from './Quote';
import { Reactions } from './Reactions';
import styles from './Rows.module.css';
import { ToolbarSlot } from './Toolbar';

interface MessageRowProps {
  rowKey: string;
  message: Message;
  first: boolean;
  state: MessageState | undefined;
  change: RowChange | undefined;
  /** Somebody was led to this message: it stands out for a moment. */
  lit: boolean;
}

/** A message as the server has it, or as an own change that is under way makes it. */
export const MessageRow = memo(function MessageRow({
  rowKey,
  message,
  first,
  state,
  change,
  lit,
}: MessageRowProps) {
  const { id, roomId, senderId, createdAt, seq, clientId } = message;
  const editing = useStore(({ composer }) => {
    const mode = composer[roomId];
    return mode?.mode === 'edit' && mode.messageId === id;
  });
  const deleted = message.deletedAt !== undefined;
  const moving = change?.state === 'pending' || change?.state === 'waiting' ? change : undefined;
  return (
    <Frame
      rowKey={rowKey}
      userId={senderId}
      at={createdAt}
      first={first}
      state={(moving?.state as 'pending' | 'waiting' | undefined) ?? state ?? 'saved'}
      seq={seq}
      clientId={clientId}
      lit={lit}
      deleted={deleted}
      editing={editing}
      tools={!deleted && <ToolbarSlot message={message} rowKey={rowKey} />}
    >
      {deleted ? (
        <p className={styles.deleted} data-testid="message-body">
          {t('timeline.deleted')}
          {moving && <ChangeMark change={moving} />}
        </p>
      ) : (
        <>
          {message.replyTo && <Quote to={message.replyTo} />}
          <div className={styles.content} data-testid="message-body">
            <Markdown
              text={message.content}
              mention={Mention}
              tail={<Tail message={message} state={state} change={moving} />}
            />
          </div>
          {message.reactions.length > 0 && <Reactions message={message} rowKey={rowKey} />}
        </>
      )}
      {change && !moving && <ChangeCard change={change} />}
    </Frame>
  );
});

interface TailProps {
  message: Message;
  state: MessageState | undefined;
  change: RowChange | undefined;
}

function Tail({ message, state, change }: TailProps) {
  const mark = change ? <ChangeMark change={change} /> : state && <StateMark state={state} />;
  if (!message.editedAt && !change) return mark;
  const title = message.editedAt && t('timeline.editedAt', { time: formatFull(message.editedAt) });
  return (
    <>
      {' '}
      <span className={styles.tail}>
        <span className={styles.edited} title={title}>
          {t('timeline.edited')}
        </span>
        {mark}
      </span>
    </>
  );
}

/** Quiet while the server is asked; in words while that has to wait for the connection. */
function ChangeMark({ change }: { change: RowChange }) {
  const waits = change.state === 'waiting';
  return (
    <>
      <StateMark state={waits ? 'waiting' : 'pending'} label={t(`change.${change.kind}`)} />
      {waits && (
        <span className={styles.waits}>
          {t(change.kind === 'delete' ? 'change.waitingDelete' : 'change.waiting')}
        </span>
      )}
    </>
  );
}
