import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from '../button/Button';
import { cx } from '../cx';
import { t } from '../i18n';
import { X } from '../icons';
import styles from './Dialog.module.css';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** Buttons; on a phone they take the whole width. */
  footer?: ReactNode;
  size?: 's' | 'm';
  /** Where the focus goes first; the first field otherwise. */
  initialFocus?: RefObject<HTMLElement | null>;
  children?: ReactNode;
}

/** A modal dialog: traps the focus, gives it back, closes with Esc. On a phone it is a sheet at the bottom. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  footer,
  size = 'm',
  initialFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup className={cx(styles.popup, styles[size])} {...(initialFocus ? { initialFocus } : {})}>
            <header className={styles.head}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              <Base.Close render={<IconButton label={t('common.close')} />}>
                <X />
              </Base.Close>
            </header>
            {description && <Base.Description className={styles.description}>{description}</Base.Description>}
            {children && <div className={styles.body}>{children}</div>}
            {footer && <footer className={styles.footer}>{footer}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
