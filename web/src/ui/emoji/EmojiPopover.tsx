import { Popover } from '@base-ui/react/popover';
import { useRef } from 'react';
import { Dialog } from '../dialog/Dialog';
import { t } from '../i18n';
import { usePhone } from '../usePhone';
import EmojiPicker from './EmojiPicker';
import styles from './EmojiPopover.module.css';

interface EmojiPopoverProps {
  open: boolean;
  /** What it stands beside, and where the focus goes back to. */
  anchor: Element | null;
  onPick: (emoji: string) => void;
  onClose: () => void;
  /** Where the focus goes afterwards, if not to the anchor. */
  finalFocus?: () => HTMLElement | null | false;
}

/** The picker beside a button; on a phone a sheet from below. Fetched on demand, see LazyEmoji. */
export default function EmojiPopover({ open, anchor, onPick, onClose, finalFocus }: EmojiPopoverProps) {
  const phone = usePhone();
  const popup = useRef<HTMLDivElement>(null);
  const after = () => finalFocus?.() ?? (anchor instanceof HTMLElement && anchor.isConnected ? anchor : true);
  if (phone) {
    return (
      <Dialog open={open} onClose={onClose} title={t('emoji.title')} quiet home={finalFocus}>
        <EmojiPicker onPick={onPick} />
      </Dialog>
    );
  }
  return (
    <Popover.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Popover.Portal>
        <Popover.Positioner
          className={styles.positioner}
          anchor={anchor}
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          <Popover.Popup
            ref={popup}
            className={styles.popup}
            aria-label={t('emoji.title')}
            initialFocus={(how) => how === 'touch' || popup.current?.querySelector('input') || true}
            finalFocus={after}
          >
            <EmojiPicker onPick={onPick} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
