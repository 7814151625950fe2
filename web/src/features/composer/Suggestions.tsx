import { cx } from '../../ui/cx';
import type { Emoji } from '../../ui/emoji/data';
import { t } from '../../ui/i18n';
import styles from './Suggestions.module.css';

interface SuggestionsProps {
  id: string;
  items: Emoji[];
  active: number;
  /** What was typed after the colon: of several names the one that it begins. */
  typed: string;
  onTake: (item: Emoji) => void;
}

/** What fits the name that is being typed, above the field; the field keeps the focus. */
export function Suggestions({ id, items, active, typed, onTake }: SuggestionsProps) {
  return (
    <div className={styles.list} id={id} role="listbox" aria-label={t('composer.suggestions')}>
      {items.map((item, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
        <div
          key={item.emoji}
          id={`${id}-${i}`}
          className={cx(styles.item, i === active && styles.active)}
          role="option"
          aria-selected={i === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(item)}
        >
          <span className={styles.emoji}>{item.emoji}</span>
          <span className={styles.code}>
            :{item.codes.find((code) => code.startsWith(typed)) ?? item.codes[0]}:
          </span>
          <span className={styles.name}>{item.name}</span>
        </div>
      ))}
    </div>
  );
}
