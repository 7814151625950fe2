import { categories, type Emoji, type EmojiData } from './data';
import { searchEmoji } from './search';

export type Section = (typeof categories)[number] | 'recent' | 'results';

/** A line of the picker's list: a heading, or emoji side by side. */
export type Line = { section: Section } | { items: Emoji[]; section: Section; first: boolean };

export interface Cell {
  line: number;
  column: number;
}

export const itemsOf = (line: Line | undefined): Emoji[] => (line && 'items' in line ? line.items : []);

/** What the picker shows, cut into lines. */
export function makeLines(
  data: EmojiData,
  query: string,
  recent: readonly string[],
  columns: number,
): Line[] {
  const lines: Line[] = [];
  const add = (section: Section, items: Emoji[]) => {
    if (items.length === 0) return;
    lines.push({ section });
    for (let i = 0; i < items.length; i += columns)
      lines.push({ section, items: items.slice(i, i + columns), first: i === 0 });
  };
  if (query.trim()) {
    add('results', searchEmoji(data, query, recent));
    return lines;
  }
  add('recent', recent.flatMap((emoji) => data.byEmoji.get(emoji) ?? []).slice(0, 2 * columns));
  const byCategory = categories.map((): Emoji[] => []);
  for (const emoji of data.list) byCategory[emoji.category]?.push(emoji);
  categories.forEach((section, i) => {
    add(section, byCategory[i] ?? []);
  });
  return lines;
}

/** The first cell from a line on. */
export function firstCell(lines: Line[], from = 0): Cell | undefined {
  const line = lines.findIndex((one, i) => i >= from && 'items' in one);
  return line < 0 ? undefined : { line, column: 0 };
}

/** Where an arrow key leads from a cell: rows are joined at their ends, headings are stepped over. Undefined: nowhere. */
export function moved(lines: Line[], { line, column }: Cell, key: string): Cell | undefined {
  const next = (step: 1 | -1) => {
    for (let i = line + step; i >= 0 && i < lines.length; i += step)
      if (itemsOf(lines[i]).length > 0) return i;
    return undefined;
  };
  const width = (i: number) => itemsOf(lines[i]).length;
  const vertical = (step: 1 | -1) => {
    const to = next(step);
    return to === undefined ? undefined : { line: to, column: Math.min(column, width(to) - 1) };
  };
  switch (key) {
    case 'ArrowDown':
      return vertical(1);
    case 'ArrowUp':
      return vertical(-1);
    case 'ArrowRight': {
      if (column + 1 < width(line)) return { line, column: column + 1 };
      const to = next(1);
      return to === undefined ? undefined : { line: to, column: 0 };
    }
    case 'ArrowLeft': {
      if (column > 0) return { line, column: column - 1 };
      const to = next(-1);
      return to === undefined ? undefined : { line: to, column: width(to) - 1 };
    }
    default:
      return undefined;
  }
}
