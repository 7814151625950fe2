import type { Message } from '../../protocol';
import { useStore } from '../../store';
import { IconButton } from '../../ui/button/Button';
import { prepareEmoji } from '../../ui/emoji/LazyEmoji';
import { quickEmoji, useRecentEmoji } from '../../ui/emoji/recent';
import { t } from '../../ui/i18n';
import { Ellipsis, Pencil, Reply, SmilePlus, Trash2 } from '../../ui/icons';
import { useRoving } from '../../ui/useRoving';
import { isMine, useActions } from './actions';
import { useActive } from './active';
import { prepareMore } from './Overlays';
import styles from './Toolbar.module.css';

/** The toolbar's place in a row: empty unless this is the row under the mouse or the keyboard. */
export function ToolbarSlot({ message, rowKey }: { message: Message; rowKey: string }) {
  const { active, opened } = useActive(rowKey);
  if (!active) return null;
  return <Toolbar message={message} opened={opened} />;
}

function Toolbar({ message, opened }: { message: Message; opened: 'picker' | 'more' | undefined }) {
  const actions = useActions();
  const me = useStore((state) => state.auth.me?.id);
  // A right that ends or begins renders the toolbar again.
  useStore((state) => state.rooms.byId[message.roomId]?.role);
  const quick = quickEmoji(useRecentEmoji());
  const roving = useRoving<HTMLDivElement>();
  const may = actions.rights(message);
  return (
    <div className={styles.place}>
      <div {...roving} className={styles.toolbar} role="toolbar" aria-label={t('message.actions')}>
        {may.react && (
          <>
            {quick.map((emoji) => (
              <button
                key={emoji}
                type="button"
                className={styles.quick}
                aria-label={t('message.quick', { emoji })}
                aria-pressed={isMine(message, emoji, me)}
                onClick={() => actions.react(message, emoji)}
              >
                {emoji}
              </button>
            ))}
            <span className={styles.gap} />
            <IconButton
              className={styles.button}
              label={t('message.react')}
              aria-haspopup="dialog"
              aria-expanded={opened === 'picker'}
              onPointerEnter={prepareEmoji}
              onFocus={prepareEmoji}
              onClick={(event) => actions.pick(message, event.currentTarget)}
            >
              <SmilePlus />
            </IconButton>
          </>
        )}
        {may.reply && (
          <IconButton
            className={styles.button}
            label={t('message.reply')}
            onClick={() => actions.reply(message)}
          >
            <Reply />
          </IconButton>
        )}
        {may.edit && (
          <IconButton
            className={styles.button}
            label={t('message.edit')}
            onClick={() => actions.edit(message)}
          >
            <Pencil />
          </IconButton>
        )}
        {may.remove && (
          <IconButton
            className={styles.button}
            label={t('message.delete')}
            onClick={() => actions.remove(message)}
          >
            <Trash2 />
          </IconButton>
        )}
        <IconButton
          className={styles.button}
          label={t('message.more')}
          aria-haspopup="menu"
          aria-expanded={opened === 'more'}
          onPointerEnter={prepareMore}
          onFocus={prepareMore}
          onClick={(event) => actions.more(message, event.currentTarget)}
        >
          <Ellipsis />
        </IconButton>
      </div>
    </div>
  );
}
