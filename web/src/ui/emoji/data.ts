/** One emoji as it is offered: in the picker, after a colon in the composer. */
export interface Emoji {
  /** Fully qualified, so that everybody who chooses it gives the same reaction. */
  emoji: string;
  name: string;
  /** What stands between colons, best known first; may be empty. */
  codes: string[];
  tags: string[];
  /** Index in `categories`. */
  category: number;
}

export interface EmojiData {
  list: Emoji[];
  byCode: ReadonlyMap<string, Emoji>;
  byEmoji: ReadonlyMap<string, Emoji>;
}

/** In the order of the picker; the names are in the catalogue as `emoji.<category>`. */
export const categories = [
  'smileys',
  'people',
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;

/** Emojibase's numbers of groups; what is not here (skin tones, single letters of flags) is not offered. */
const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9];

interface Source {
  data: { default: Raw[] };
  codes: { default: Record<string, string | string[]> };
}

export interface Raw {
  label: string;
  hexcode: string;
  emoji: string;
  /** 0: shown as text unless a variation selector asks for the picture. */
  type: number;
  version: number;
  group?: number | undefined;
  tags?: string[] | undefined;
}

/** Names by language. What stands between colons is the same in all of them. */
const sources: Record<string, () => Promise<Source['data']>> = {
  en: () => import('emojibase-data/en/data.json') as Promise<Source['data']>,
};

const loaded = new Map<string, Promise<EmojiData>>();

/** The emoji of a language, fetched once and on demand: it is the largest piece of the client. Rejects if it cannot be fetched; the next call tries again. */
export function loadEmoji(locale = 'en'): Promise<EmojiData> {
  const language = locale in sources ? locale : 'en';
  const known = loaded.get(language);
  if (known) return known;
  const source = sources[language] ?? sources.en;
  const loading = Promise.all([source?.(), import('emojibase-data/en/shortcodes/github.json')]).then(
    ([data, codes]) => makeData(data?.default ?? [], codes.default, newestDrawn()),
  );
  loading.catch(() => loaded.delete(language));
  loaded.set(language, loading);
  return loading;
}

/** Sorts the raw lists into what is offered: up to the given version of the emoji standard, in the standard's order. */
export function makeData(
  raw: Raw[],
  codes: Record<string, string | string[]>,
  newest = Number.POSITIVE_INFINITY,
): EmojiData {
  const list: Emoji[] = [];
  const byCode = new Map<string, Emoji>();
  const byEmoji = new Map<string, Emoji>();
  for (const { label, hexcode, emoji, type, version, group, tags } of raw) {
    const category = group === undefined ? -1 : groups.indexOf(group);
    if (category < 0 || version > newest) continue;
    const one: Emoji = {
      emoji: type === 1 ? fromHex(hexcode) : emoji,
      name: label,
      codes: wordsFirst(codes[hexcode]),
      tags: tags ?? [],
      category,
    };
    list.push(one);
    byEmoji.set(one.emoji, one);
    for (const code of one.codes) byCode.set(code, one);
  }
  return { list, byCode, byEmoji };
}

const fromHex = (hexcode: string) =>
  String.fromCodePoint(...hexcode.split('-').map((part) => Number.parseInt(part, 16)));

/** `:thumbsup:` says more than `:+1:`. */
function wordsFirst(codes: string | string[] | undefined): string[] {
  const list = typeof codes === 'string' ? [codes] : (codes ?? []);
  return [...list].sort((a, b) => Number(/^[a-z]/.test(b)) - Number(/^[a-z]/.test(a)));
}

/** One emoji that came with each later version of the standard. */
const samples: [version: number, emoji: string][] = [
  [17, '\u{1FAC8}'],
  [16, '\u{1FAE9}'],
  [15, '\u{1FAE8}'],
  [14, '\u{1FAE0}'],
  [13, '\u{1F972}'],
  [12, '\u{1F971}'],
];

/** The newest version of the standard that this system has pictures for: a picture keeps its colours, whatever the text's colour. */
function newestDrawn(): number {
  const context = canvas();
  if (!context) return Number.POSITIVE_INFINITY;
  const paint = (emoji: string, colour: string) => {
    context.clearRect(0, 0, 32, 32);
    context.fillStyle = colour;
    context.fillText(emoji, 0, 0);
    return context.getImageData(0, 0, 32, 32).data.join();
  };
  const nothing = paint('', '#000');
  const drawn = (emoji: string) => {
    const picture = paint(emoji, '#000');
    return picture !== nothing && picture === paint(emoji, '#fff');
  };
  // Nothing is drawn in colour at all: then there is nothing to learn.
  if (!drawn('\u{1F600}')) return Number.POSITIVE_INFINITY;
  return samples.find(([, emoji]) => drawn(emoji))?.[0] ?? 11;
}

function canvas(): CanvasRenderingContext2D | undefined {
  if (typeof OffscreenCanvas === 'undefined') return undefined;
  const element = document.createElement('canvas');
  element.width = 32;
  element.height = 32;
  const context = element.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.textBaseline = 'top';
  context.font = '24px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif';
  return context;
}
