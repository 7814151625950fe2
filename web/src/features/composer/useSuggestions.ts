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
      // The names are fetched by the time that there are letters to look for.
      if (element?.value[cursor - 1] === ':') loadEmoji().catch(() => undefined);
      if (!element || !found || (found.closed && !replaces)) return setOpen(undefined);
      const { start, name, closed } = found;
      const offer = (data: EmojiData) => {
        const known = closed ? data.byCode.get(name.toLowerCase()) : undefined;
        if (known) return putBehind(element, start, `:${name}:`, known, put);
        // Something else was typed while the names were fetched.
        if (turn !== latest.current) return;
        const items = closed ? [] : completeEmoji(data, name, recentEmoji());
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

/** A closed name becomes its emoji also when writing has gone on while the names were fetched; the cursor stays where it is. */
function putBehind(
  element: HTMLTextAreaElement,
  start: number,
  text: string,
  emoji: Emoji,
  put: (start: number, end: number, emoji: Emoji, behind: string) => void,
): void {
  const end = start + text.length;
  if (document.activeElement !== element || element.value.slice(start, end) !== text) return;
  const { selectionStart, selectionEnd, value } = element;
  put(start, end, emoji, '');
  if (selectionEnd <= end) return;
  const shift = element.value.length - value.length;
  element.setSelectionRange(selectionStart + shift, selectionEnd + shift);
}
