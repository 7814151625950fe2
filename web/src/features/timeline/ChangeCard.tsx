import type { RowChange } from '../../store';
import { useClient } from '../../store';
import { t } from '../../ui/i18n';
import { TriangleAlert } from '../../ui/icons';
import { Markdown } from '../../ui/markdown/Markdown';
import { useActions } from './actions';
import { Mention } from './Mention';
import styles from './Rows.module.css';

const known = ['forbidden', 'not_found', 'conflict', 'too_large', 'invalid'] as const;

function why(change: RowChange): string {
  const code = known.find((one) => one === change.error?.code);
  const reason = t(`change.why.${code ?? 'other'}`);
  return t(change.kind === 'delete' ? 'change.notDeleted' : 'change.notSavedWhy', { why: reason });
}

/** A change that the server refused, or that met another one, under the message as it is: with every way on. */
export function ChangeCard({ change }: { change: RowChange }) {
  const client = useClient();
  const actions = useActions();
  const conflict = change.state === 'conflict';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of actions on one message, no form
    <div
      className={conflict ? `${styles.card} ${styles.conflict}` : styles.card}
      role="group"
      aria-label={t('change.notSaved')}
    >
      {change.kind === 'edit' && change.text && (
        <div>
          <Markdown text={change.text} mention={Mention} />
        </div>
      )}
      <div className={styles.why}>
        <TriangleAlert />
        <span className={styles.reason} role="status">
          {conflict ? t('change.conflict') : why(change)}
        </span>
        <span className={styles.actions}>
          {conflict ? (
            <button type="button" onClick={() => actions.compare(change.opId)}>
              {t('change.compare')}
            </button>
          ) : (
            <button type="button" onClick={() => client.retryChange(change.opId)}>
              {t('change.retry')}
            </button>
          )}
          <button type="button" onClick={() => void client.discardChange(change.opId)}>
            {t('change.discard')}
          </button>
        </span>
      </div>
    </div>
  );
}
