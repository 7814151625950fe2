import type { Message, Reaction } from '../../protocol';
import { useStore } from '../../store';
import { prepareEmoji } from '../../ui/emoji/LazyEmoji';
import { formatList, formatNumber, t } from '../../ui/i18n';
import { SmilePlus } from '../../ui/icons';
import { isMine, useActions } from './actions';
import { useNames } from './names';
import styles from './Reactions.module.css';

/** More names than this are counted. */
const named = 5;

/** What people answered with a single sign: a click joins them, or takes it back. */
export function Reactions({ message, rowKey }: { message: Message; rowKey: string }) {
  const actions = useActions();
  useStore((state) => state.rooms.byId[message.roomId]?.role);
  const may = actions.rights(message).react;
  return (
    <ul className={styles.reactions} aria-label={t('reaction.list')}>
      {message.reactions.map((reaction) => (
        <Chip key={reaction.emoji} message={message} reaction={reaction} may={may} rowKey={rowKey} />
      ))}
      {may && (
        <li>
          <button
            type="button"
            className={styles.add}
            aria-label={t('reaction.add')}
            data-tip={t('reaction.add')}
            aria-haspopup="dialog"
            onPointerEnter={prepareEmoji}
            onFocus={prepareEmoji}
            onClick={(event) => actions.pick(message, event.currentTarget)}
          >
            <SmilePlus />
          </button>
        </li>
      )}
    </ul>
  );
}

interface ChipProps {
  message: Message;
  reaction: Reaction;
  may: boolean;
  rowKey: string;
}

function Chip({ message, reaction, may, rowKey }: ChipProps) {
  const { emoji, count, userIds } = reaction;
  const actions = useActions();
  const me = useStore((state) => state.auth.me?.id);
  const mine = isMine(message, emoji, me);
  const who = useWho(reaction, mine, me);
  const toggle = (chip: HTMLElement) => {
    if (!may) return;
    // The last one takes its chip with it, but not the keyboard's place.
    const goes = mine && count <= 1 && document.activeElement === chip;
    const neighbour = chip.closest('li')?.nextElementSibling?.querySelector('button');
    actions.react(message, emoji);
    if (!goes) return;
    if (message.reactions.length > 1) neighbour?.focus();
    else actions.focusRow(rowKey);
  };
  return (
    <li>
      <button
        type="button"
        className={styles.chip}
        aria-pressed={mine}
        aria-disabled={!may || undefined}
        aria-label={t(mine ? 'reaction.mine' : 'reaction.one', { emoji, count })}
        aria-description={userIds.length > 0 ? who : undefined}
        data-tip={who}
        data-reaction
        onClick={(event) => toggle(event.currentTarget)}
      >
        <span className={styles.emoji}>{emoji}</span>
        <span>{formatNumber(count)}</span>
      </button>
    </li>
  );
}

/** "You, Ada and 3 others reacted with 👍". */
function useWho({ emoji, count, userIds }: Reaction, mine: boolean, me: string | undefined): string {
  const others = userIds.filter((id) => id !== me);
  const shown = others.slice(0, (count > named ? named - 1 : named) - Number(mine));
  const names = useNames(shown);
  const list = [...(mine ? [t('common.you')] : []), ...(shown.length > 0 ? names : [])];
  const rest = count - list.length;
  if (list.length === 0) return t('reaction.one', { emoji, count });
  return rest > 0
    ? t('reaction.whoMore', { names: list.join(', '), count: rest, emoji })
    : t('reaction.who', { names: formatList(list), emoji });
}
