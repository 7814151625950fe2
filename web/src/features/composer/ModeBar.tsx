import type { ReactNode } from 'react';
import { IconButton } from '../../ui/button/Button';
import { rich, t } from '../../ui/i18n';
import { Pencil, Reply, X } from '../../ui/icons';
import styles from './ModeBar.module.css';

/** What is being answered, above the field. */
export function ReplyBar({ name, text, onCancel }: { name: string; text: ReactNode; onCancel: () => void }) {
  return (
    <div className={styles.bar} data-testid="reply-bar">
      <Reply />
      <span className={styles.what}>{rich('composer.replyingTo', { name: <strong>{name}</strong> })}</span>
      <span className={styles.excerpt} dir="auto">
        {text}
      </span>
      <IconButton className={styles.close} size="s" label={t('composer.cancelReply')} onClick={onCancel}>
        <X />
      </IconButton>
    </div>
  );
}

/** Says that the field holds an old message, not a new one. */
export function EditBar({ onCancel }: { onCancel: () => void }) {
  return (
    <div className={styles.bar} data-testid="edit-bar">
      <Pencil />
      <span className={styles.what}>
        <strong>{t('composer.editing')}</strong>
      </span>
      <span className={styles.hint}>{t('composer.editHint')}</span>
      <button type="button" className={styles.cancel} onClick={onCancel}>
        {t('composer.cancel')}
      </button>
    </div>
  );
}
