import { useEffect, useId, useState } from 'react';
import { useClient, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { Markdown } from '../../ui/markdown/Markdown';
import styles from './ConflictDialog.module.css';
import { Mention } from './Mention';

interface ConflictDialogProps {
  open: boolean;
  opId: string;
  onClose: () => void;
}

/** Two people changed one message: both texts side by side, mine to be worked over. Closing decides nothing; the row offers it again. */
export default function ConflictDialog({ open, opId, onClose }: ConflictDialogProps) {
  const client = useClient();
  const entry = useStore((state) => state.outbox[opId]);
  // Kept, so that nothing jumps while the dialog fades out.
  const [mine, setMine] = useState(entry?.content ?? '');
  const [theirs, setTheirs] = useState(entry?.theirs);
  if (entry?.theirs && entry.theirs !== theirs) setTheirs(entry.theirs);
  // Settled in another window.
  const settled = entry === undefined;
  useEffect(() => {
    if (open && settled) onClose();
  }, [open, settled, onClose]);
  const [busy, setBusy] = useState<'mine' | 'theirs'>();
  const [error, setError] = useState<string>();
  const id = useId();

  const settle = async (choice: 'mine' | 'theirs') => {
    setBusy(choice);
    setError(undefined);
    try {
      await client.settleConflict(opId, choice, choice === 'mine' ? mine.trim() : undefined);
      onClose();
    } catch (cause) {
      setError(plainError(cause));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      size="l"
      title={t('conflict.title')}
      description={t('conflict.text')}
      footer={
        <>
          <Button busy={busy === 'theirs'} onClick={() => settle('theirs')}>
            {t('conflict.keepTheirs')}
          </Button>
          <Button
            look="main"
            busy={busy === 'mine'}
            disabled={mine.trim() === ''}
            onClick={() => settle('mine')}
          >
            {t('conflict.saveMine')}
          </Button>
        </>
      }
    >
      <div className={styles.sides}>
        <div className={styles.side}>
          <label htmlFor={id}>{t('conflict.mine')}</label>
          <textarea
            id={id}
            className={styles.mine}
            value={mine}
            dir="auto"
            onChange={(event) => setMine(event.target.value)}
          />
        </div>
        <section className={styles.side} aria-label={t('conflict.theirs')}>
          <h3>{t('conflict.theirs')}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <div className={styles.theirs} data-testid="theirs" tabIndex={0}>
            <Markdown text={theirs?.content ?? ''} mention={Mention} />
          </div>
        </section>
      </div>
      <FormError>{error}</FormError>
    </Dialog>
  );
}
