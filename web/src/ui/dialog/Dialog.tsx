import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, useRef } from 'react';
import { IconButton } from '../button/Button';
import { cx } from '../cx';
import { t } from '../i18n';
import { X } from '../icons';
import styles from './Dialog.module.css';

/** Where one goes on after a dialog that led to another place; without a mouse that would only raise the keyboard. */
function mainField(otherwise: boolean): HTMLElement | boolean {
  const field = document.querySelector<HTMLElement>('[data-main-field]');
  return field && window.matchMedia?.('(pointer: fine)').matches ? field : otherwise;
}

/** Back to what opened the dialog, unless it is gone or the dialog led elsewhere. */
function after(opener: Element | null, openedAt: string): HTMLElement | boolean {
  // It came by itself: nothing had the focus, and nothing must be scrolled to.
  if (opener === document.body) return mainField(false);
  const stays = window.location.pathname === openedAt;
  return stays && opener instanceof HTMLElement && opener.isConnected ? opener : mainField(true);
}

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** Buttons; on a phone they take the whole width. */
  footer?: ReactNode;
  size?: 's' | 'm' | 'l';
  /** The focus starts on the dialog itself: what is in it is for fingers, and a field would raise the keyboard. */
  quiet?: boolean;
  /** Where the focus goes afterwards, if what opened the dialog may be gone by then. */
  home?: (() => HTMLElement | null | false) | undefined;
  children?: ReactNode;
}

/**
 * A modal dialog: traps the focus, closes with Esc, and gives the focus back to where it was. The focus starts in the
 * first field, or else on the first button of the footer, which is the harmless one. On a phone it is a sheet at the bottom.
 */
export function Dialog({
  open,
  onClose,
  title,
  description,
  footer,
  size = 'm',
  quiet = false,
  home,
  children,
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  // Kept here, because a dialog that was fetched on demand is open from its first moment on.
  const opener = useRef<Element | null>(null);
  const openedAt = useRef('');
  const was = useRef(false);
  if (open && !was.current) {
    opener.current = document.activeElement;
    openedAt.current = window.location.pathname;
  }
  was.current = open;
  const first = () =>
    popup.current?.querySelector<HTMLElement>(
      'input:not([type="radio"]):not([hidden]), textarea, footer button',
    );
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            ref={popup}
            className={cx(styles.popup, styles[size])}
            // After a touch the popup itself: no keyboard that nobody asked for.
            initialFocus={(how) => (quiet && popup.current) || how === 'touch' || first()}
            finalFocus={() => home?.() ?? after(opener.current, openedAt.current)}
          >
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
