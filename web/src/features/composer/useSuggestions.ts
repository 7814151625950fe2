import { type KeyboardEvent, type RefObject, useCallback, useId, useRef, useState } from 'react';
import { type Emoji, type EmojiData, loadEmoji } from '../../ui/emoji/data';
import { recentEmoji, rememberEmoji } from '../../ui/emoji/recent';
import { completeEmoji } from '../../ui/emoji/search';
import { insertText } from '../../ui/insertText';
import { typedName } from './typedName';

interface Open {
  start: number;
  end: number;
  typed: string;
  items: Emoji[];
  active: number;
}

/**
 * Emoji by name while writing: `:th` offers what fits, `:thumbsup:` becomes the emoji by itself. The focus stays in the
 * field (aria-activedescendant); arrows choose, Enter and Tab take, Esc closes.
 */
export function useSuggestions(field: RefObject<HTMLTextAreaElement | null>) {
  const [open, setOpen] = useState<Open>();
  const id = useId();
  const latest = useRef(0);

  const put = useCallback(
    (start: number, end: number, emoji: Emoji, behind: string) => {
      rememberEmoji(emoji.emoji);
      setOpen(undefined);
      if (field.current) insertText(field.current, start, end, emoji.emoji + behind);
    },
    [field],
  );
  const take = (item: Emoji | undefined) => {
    if (!open || !item) return;
    const next = field.current?.value[open.end];
    put(open.start, open.end, item, next === ' ' ? '' : ' ');
  };

  const look = useCallback(
    (replaces: boolean) => {
      const element = field.current;
      const cursor = element?.selectionEnd ?? 0;
      const turn = ++latest.current;
      const found =
        element && element.selectionStart === cursor ? typedName(element.value, cursor) : undefined;
      if (!found || (found.closed && !replaces)) return setOpen(undefined);
      const { start, name } = found;
      const offer = (data: EmojiData) => {
        // Something else was typed while the names were fetched.
        if (turn !== latest.current) return;
        const known = found.closed ? data.byCode.get(name.toLowerCase()) : undefined;
        if (known) return put(start, cursor, known, '');
        const items = found.closed ? [] : completeEmoji(data, name, recentEmoji());
        setOpen(
          items.length > 0 ? { start, end: cursor, typed: name.toLowerCase(), items, active: 0 } : undefined,
        );
      };
      loadEmoji().then(offer, () => setOpen(undefined));
    },
    [field, put],
  );
  /** To be called after each change of the text. */
  const typed = useCallback(() => look(true), [look]);

  const close = useCallback(() => {
    latest.current++;
    setOpen(undefined);
  }, []);

  /** True if the key was the list's. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const { items, active } = open;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setOpen({ ...open, active: (active + step + items.length) % items.length });
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) take(items[active]);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    return true;
  };

  /** The cursor was moved, perhaps away from what was being typed. */
  const onSelect = () => {
    if (open && field.current?.selectionEnd !== open.end) look(false);
  };
  return { open, id, typed, take, close, onKeyDown, onSelect };
}
