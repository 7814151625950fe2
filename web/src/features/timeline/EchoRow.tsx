import { memo } from 'react';
import type { ReplyRef } from '../../protocol';
import type { OutboxEntry } from '../../store';
import { t } from '../../ui/i18n';
import { Markdown } from '../../ui/markdown/Markdown';
import { Frame, StateMark } from './Frame';
import { Mention } from './Mention';
import { Quote } from './Quote';
import styles from './Rows.module.css';

interface EchoRowProps {
  rowKey: string;
  entry: OutboxEntry;
  /** What it answers, if that is loaded. */
  quote: ReplyRef | undefined;
  first: boolean;
  state: 'pending' | 'waiting';
  onRetry: (clientId: string) => void;
}

/** An own message that the server has not confirmed yet. */
export const EchoRow = memo(function EchoRow({ rowKey, entry, quote, first, state, onRetry }: EchoRowProps) {
  const tried = entry.state === 'failed' || entry.needsPerson;
  return (
    <Frame
      rowKey={rowKey}
      userId={entry.userId}
      at={entry.createdAt}
      first={first}
      state={state}
      clientId={entry.clientId}
    >
      {quote && <Quote to={quote} />}
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
