import { memo, useState } from 'react';
import type { OutboxEntry } from '../../store';
import { useClient, useStore } from '../../store';
import { copyText } from '../../ui/copy';
import { t } from '../../ui/i18n';
import { TriangleAlert } from '../../ui/icons';
import { Markdown } from '../../ui/markdown/Markdown';
import { Mention } from './Mention';
import styles from './Rows.module.css';

const known = ['forbidden', 'not_found', 'too_large', 'invalid', 'client_id_reused'] as const;

function why(entry: OutboxEntry): string {
  const code = known.find((one) => one === entry.error?.code);
  return t(`timeline.why.${code ?? 'other'}`);
}

/** A message that the server refused for good: out of the flow, with every way on. */
export const RejectedCard = memo(function RejectedCard({ entry }: { entry: OutboxEntry }) {
  const client = useClient();
  const draft = useStore((state) => state.drafts[entry.roomId] ?? '');
  const [note, setNote] = useState<string>();

  const edit = async () => {
    const text = await client.takeBack(entry.clientId);
    if (text === undefined) return setNote(t('timeline.mayBeStored'));
    client.setDraft(entry.roomId, draft.trim() ? `${draft.trimEnd()}\n${text}` : text);
  };
  const discard = async () => {
    if (!(await client.discard(entry.clientId))) setNote(t('timeline.mayBeStored'));
  };
  const copy = async () => setNote((await copyText(entry.content)) ? t('timeline.copied') : undefined);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of actions on one message, no form
    <div
      className={styles.rejected}
      role="group"
      aria-label={t('timeline.notSent')}
      data-testid="message"
      data-client-id={entry.clientId}
      data-state="rejected"
    >
      <div data-testid="message-body">
        <Markdown text={entry.content} mention={Mention} />
      </div>
      <div className={styles.why}>
        <TriangleAlert />
        <span className={styles.reason} role="status">
          {note ?? t('timeline.notSentWhy', { why: why(entry) })}
        </span>
        <span className={styles.actions}>
          <button type="button" onClick={() => client.retry(entry.clientId)}>
            {t('timeline.retry')}
          </button>
          <button type="button" onClick={edit}>
            {t('timeline.edit')}
          </button>
          <button type="button" onClick={copy}>
            {t('timeline.copy')}
          </button>
          <button type="button" onClick={discard}>
            {t('timeline.discard')}
          </button>
        </span>
      </div>
    </div>
  );
});
