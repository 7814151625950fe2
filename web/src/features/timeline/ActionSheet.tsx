import type { Message } from '../../protocol';
import { useStore } from '../../store';
import { Dialog } from '../../ui/dialog/Dialog';
import { quickEmoji, useRecentEmoji } from '../../ui/emoji/recent';
import { t } from '../../ui/i18n';
import { Copy, LinkIcon, MailOpen, Pencil, Reply, SmilePlus, Trash2 } from '../../ui/icons';
import styles from './ActionSheet.module.css';
import { isMine, useActions } from './actions';
import { useName } from './names';

interface ActionSheetProps {
  open: boolean;
  message: Message;
  onClose: () => void;
  home: () => HTMLElement | null | false;
}

/** Everything that can be done with a message, in a size for fingers. */
export default function ActionSheet({ open, message, onClose, home }: ActionSheetProps) {
  const actions = useActions();
  const me = useStore((state) => state.auth.me?.id);
  const name = useName(message.senderId);
  const quick = quickEmoji(useRecentEmoji());
  const may = actions.rights(message);
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Dialog open={open} onClose={onClose} title={t('message.actionsOf', { name })} size="s" quiet home={home}>
      <div className={styles.sheet}>
        {may.react && (
          // biome-ignore lint/a11y/useSemanticElements: a row of buttons, no form
          <div className={styles.quick} role="group" aria-label={t('message.react')}>
            {quick.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={t('message.quick', { emoji })}
                aria-pressed={isMine(message, emoji, me)}
                onClick={then(() => actions.react(message, emoji))}
              >
                {emoji}
              </button>
            ))}
            <button
              type="button"
              aria-label={t('message.react')}
              onClick={(event) => actions.pick(message, event.currentTarget)}
            >
              <SmilePlus />
            </button>
          </div>
        )}
        <div className={styles.list}>
          {may.reply && (
            <button type="button" onClick={then(() => actions.reply(message))}>
              <Reply />
              {t('message.reply')}
            </button>
          )}
          {may.edit && (
            <button type="button" onClick={then(() => actions.edit(message))}>
              <Pencil />
              {t('message.edit')}
            </button>
          )}
          <button type="button" onClick={then(() => actions.copy(message))}>
            <Copy />
            {t('message.copy')}
          </button>
          <button type="button" onClick={then(() => actions.copyLink(message))}>
            <LinkIcon />
            {t('message.copyLink')}
          </button>
          <button type="button" onClick={then(() => actions.markUnread(message))}>
            <MailOpen />
            {t('message.markUnread')}
          </button>
          {may.remove && (
            <button type="button" className={styles.danger} onClick={() => actions.remove(message)}>
              <Trash2 />
              {t('message.delete')}
            </button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
