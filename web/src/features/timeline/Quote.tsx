import type { ReplyRef } from '../../protocol';
import { t } from '../../ui/i18n';
import { useActions } from './actions';
import { useName } from './names';
import styles from './Rows.module.css';

/** The message that is answered, in one line; leads to it. */
export function Quote({ to }: { to: ReplyRef }) {
  const actions = useActions();
  const name = useName(to.senderId);
  const text = to.deletedAt ? t('timeline.deleted') : (to.excerpt ?? '');
  return (
    <button
      type="button"
      className={styles.quote}
      data-testid="quote"
      aria-label={t('timeline.quote', { name, text })}
      // A keyboard's click has no detail: then the focus goes along.
      onClick={(event) => actions.jump(to.seq, event.detail === 0)}
    >
      <strong>{name}</strong>
      <span className={to.deletedAt ? styles.gone : styles.excerpt} dir="auto">
        {text}
      </span>
    </button>
  );
}
