import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmojiData, loadEmoji, makeData } from './data';
import { firstCell, itemsOf, makeLines, moved } from './grid';
import { forgetEmoji, quickEmoji, recentEmoji, rememberEmoji } from './recent';
import { completeEmoji, searchEmoji } from './search';

let data: EmojiData;
beforeAll(async () => {
  data = await loadEmoji();
});

describe('the data', () => {
  it('has each emoji once, fully qualified, in nine categories', () => {
    expect(data.list.length).toBeGreaterThan(1800);
    expect(data.byEmoji.size).toBe(data.list.length);
    expect(new Set(data.list.map((one) => one.category)).size).toBe(9);
    // As everybody else writes them, or the same sign would be two reactions.
    expect(data.byCode.get('thumbsup')?.emoji).toBe('\u{1F44D}');
    expect(data.byCode.get('heart')?.emoji).toBe('\u2764\uFE0F');
    expect(data.byCode.get('+1')).toBe(data.byCode.get('thumbsup'));
  });

  it('fits the server’s 32 bytes for a reaction', () => {
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    expect(data.list.filter(({ emoji }) => bytes(emoji) > 32)).toEqual([]);
  });

  it('leaves out what this system cannot draw', () => {
    const raw = [
      { label: 'old', hexcode: '1F44D', emoji: '👍', type: 1, version: 0.6, group: 1 },
      { label: 'new', hexcode: '1FAE9', emoji: '🫩', type: 1, version: 16, group: 0 },
      { label: 'a letter', hexcode: '1F1E6', emoji: '🇦', type: 1, version: 0 },
    ];
    expect(makeData(raw, {}, 15).list.map((one) => one.name)).toEqual(['old']);
  });
});

describe('searching', () => {
  const found = (query: string) => searchEmoji(data, query).map((one) => one.emoji);

  it.each([
    ['heart', '❤️'],
    ['thumbs up', '👍'],
    [':tada:', '🎉'],
    ['orange', '🍊'],
    ['LAUGH', '😂'],
  ])('%s begins with %s', (query, emoji) => {
    expect(found(query).slice(0, 5)).toContain(emoji);
  });

  it('needs every word, and finds nothing for nonsense', () => {
    expect(found('red heart')[0]).toBe('❤️');
    expect(found('qqzz')).toEqual([]);
    expect(found('  ')).toEqual([]);
  });

  it('puts first what the person uses', () => {
    expect(searchEmoji(data, 'heart', ['💚'])[0]?.emoji).toBe('❤️');
    expect(completeEmoji(data, 'gr', ['💚'])[0]?.emoji).toBe('💚');
  });

  it('completes by name, a few', () => {
    const names = completeEmoji(data, 'th').map((one) => one.codes[0]);
    expect(names.slice(0, 3)).toContain('thumbsup');
    expect(names.length).toBeLessThan(10);
  });
});

describe('the grid', () => {
  it('has what was used first, then the categories, in lines of equal length', () => {
    const lines = makeLines(data, '', ['🍊'], 9);
    expect(lines[0]).toEqual({ section: 'recent' });
    expect(itemsOf(lines[1]).map((one) => one.emoji)).toEqual(['🍊']);
    expect(lines[2]).toEqual({ section: 'smileys' });
    expect(Math.max(...lines.map((line) => itemsOf(line).length))).toBe(9);
  });

  it('is walked by arrows, over headings and around the ends of lines', () => {
    const lines = makeLines(data, '', ['🍊', '👍'], 9);
    const start = firstCell(lines);
    expect(start).toEqual({ line: 1, column: 0 });
    const right = moved(lines, { line: 1, column: 0 }, 'ArrowRight');
    expect(right).toEqual({ line: 1, column: 1 });
    expect(moved(lines, { line: 1, column: 1 }, 'ArrowRight')).toEqual({ line: 3, column: 0 });
    expect(moved(lines, { line: 3, column: 0 }, 'ArrowLeft')).toEqual({ line: 1, column: 1 });
    expect(moved(lines, { line: 3, column: 7 }, 'ArrowUp')).toEqual({ line: 1, column: 1 });
    expect(moved(lines, { line: 1, column: 1 }, 'ArrowUp')).toBeUndefined();
    expect(moved(lines, { line: 1, column: 0 }, 'x')).toBeUndefined();
  });
});

describe('what was used', () => {
  beforeEach(() => {
    localStorage.clear();
    forgetEmoji();
  });

  it('is remembered, latest first, and survives a reload', () => {
    expect(quickEmoji(recentEmoji())).toEqual(['👍', '❤️', '😂']);
    for (const emoji of ['🍊', '👍', '🍊']) rememberEmoji(emoji);
    forgetEmoji();
    expect(recentEmoji()).toEqual(['🍊', '👍']);
    expect(quickEmoji(recentEmoji())).toEqual(['🍊', '👍', '❤️']);
  });

  it('is nothing where the browser’s storage holds something else', () => {
    localStorage.setItem('loquat.emoji', '{"a":1}');
    expect(recentEmoji()).toEqual([]);
    localStorage.setItem('loquat.emoji', 'not json');
    forgetEmoji();
    expect(recentEmoji()).toEqual([]);
  });
});
