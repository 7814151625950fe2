import type { Emoji, EmojiData } from './data';

/** What people mean most often when several fit equally well. */
const common = new Set([
  ...['👍', '👎', '❤️', '😂', '🎉', '🙏', '👀', '🔥', '🤔', '😊', '😍', '😭', '✅', '🚀', '💯', '👏', '🙂'],
  ...['😅', '🤣', '😎', '👋', '💪', '🙌', '😢', '😮', '😡', '⭐', '✨', '💡', '🐛', '☕', '🍊', '👌', '🤝'],
]);

/** How well a word is met: the smaller, the better; undefined: not at all. */
function score({ codes, name, tags }: Emoji, word: string): number | undefined {
  if (codes.includes(word) || name === word) return 0;
  if (codes.some((code) => code.startsWith(word))) return 1;
  if (name.split(/[\s:-]+/).some((part) => part.startsWith(word))) return 2;
  if (tags.some((tag) => tag.startsWith(word))) return 3;
  if (word.length > 2 && (name.includes(word) || codes.some((code) => code.includes(word)))) return 4;
  return undefined;
}

/** The same for what is typed after a colon: only what stands between colons, and what it is also called. */
function scoreCode({ codes, tags }: Emoji, word: string): number | undefined {
  if (codes.includes(word)) return 0;
  if (codes.some((code) => code.startsWith(word))) return 1;
  if (codes.some((code) => code.includes(`_${word}`))) return 2;
  if (codes.length > 0 && tags.some((tag) => tag.startsWith(word))) return 3;
  return undefined;
}

function ranked(
  data: EmojiData,
  words: string[],
  recent: readonly string[],
  rate: (emoji: Emoji, word: string) => number | undefined,
): Emoji[] {
  const found: { emoji: Emoji; rank: number; at: number }[] = [];
  data.list.forEach((emoji, at) => {
    let rank = 0;
    for (const word of words) {
      const one = rate(emoji, word);
      if (one === undefined) return;
      rank += 2 * one;
    }
    if (recent.includes(emoji.emoji)) rank -= 3;
    else if (common.has(emoji.emoji)) rank -= 2;
    found.push({ emoji, rank, at });
  });
  return found.sort((a, b) => a.rank - b.rank || a.at - b.at).map(({ emoji }) => emoji);
}

/** Emoji for words a person types; all words must fit. Used ones first among equals. */
export function searchEmoji(data: EmojiData, query: string, recent: readonly string[] = []): Emoji[] {
  const words = query.trim().toLowerCase().replace(/^:|:$/g, '').split(/\s+/).filter(Boolean);
  return words.length === 0 ? [] : ranked(data, words, recent, score);
}

/** The few best for what was typed after a colon; only those that have a name to stand between colons. */
export function completeEmoji(
  data: EmojiData,
  typed: string,
  recent: readonly string[] = [],
  most = 7,
): Emoji[] {
  return ranked(data, [typed.toLowerCase()], recent, scoreCode).slice(0, most);
}
