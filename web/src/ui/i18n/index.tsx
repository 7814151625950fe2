import { Fragment, type ReactNode } from 'react';
import { en } from './en';

type Plural = { readonly other: string } & { readonly [R in Intl.LDMLPluralRule]?: string };
export type Key = keyof typeof en;
/** What a language consists of: the keys of the English catalogue, each a text or its plural forms. */
export type Catalogue = { readonly [K in Key]: string | Plural };

type TemplateOf<K extends Key> = (typeof en)[K] extends infer E
  ? E extends { readonly other: infer O }
    ? O
    : E
  : never;
type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Vars<K extends Key, V> = { [N in NamesIn<TemplateOf<K>>]: N extends 'count' ? number : V };
type Args<K extends Key, V> = [NamesIn<TemplateOf<K>>] extends [never] ? [] : [vars: Vars<K, V>];

const catalogues: Record<string, Catalogue> = { en };

let locale = 'en';
let messages: Catalogue = en;
let formats = makeFormats();

/** Languages that can be chosen, as BCP 47 tags. */
export const locales = Object.keys(catalogues);

/** Chooses the language of everything rendered from now on; unknown ones fall back to English. The caller renders again. */
export function setLocale(wanted: string): void {
  const base = wanted.split('-')[0] ?? 'en';
  locale = base in catalogues ? base : 'en';
  messages = catalogues[locale] ?? en;
  formats = makeFormats();
}

function template(key: Key, count: unknown): string {
  const entry = messages[key];
  if (typeof entry === 'string') return entry;
  return entry[formats.plural.select(typeof count === 'number' ? count : 0)] ?? entry.other;
}

/** The text of a key in the reader's language. */
export function t<K extends Key>(key: K, ...args: Args<K, string | number>): string {
  const vars = (args[0] ?? {}) as Record<string, string | number>;
  return template(key, vars.count).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = vars[name];
    return typeof value === 'number' ? formatNumber(value) : (value ?? '');
  });
}

/** Like t, with elements for variables: names in bold, links. */
export function rich<K extends Key>(key: K, ...args: Args<K, ReactNode>): ReactNode {
  const vars = (args[0] ?? {}) as Record<string, ReactNode>;
  return template(key, vars.count)
    .split(/\{(\w+)\}/)
    .map((part, i) => {
      const value = i % 2 ? vars[part] : part;
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one template never change places
      return <Fragment key={i}>{typeof value === 'number' ? formatNumber(value) : value}</Fragment>;
    });
}

function makeFormats() {
  // Dates and numbers as the reader's region writes them, as long as it speaks the chosen language.
  const region =
    globalThis.navigator?.languages?.find((l) => l === locale || l.startsWith(`${locale}-`)) ?? locale;
  return {
    plural: new Intl.PluralRules(locale),
    number: new Intl.NumberFormat(region),
    time: new Intl.DateTimeFormat(region, { timeStyle: 'short' }),
    day: new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long' }),
    dayAndYear: new Intl.DateTimeFormat(region, { day: 'numeric', month: 'long', year: 'numeric' }),
    full: new Intl.DateTimeFormat(region, { dateStyle: 'full', timeStyle: 'short' }),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
  };
}

export const formatNumber = (n: number): string => formats.number.format(n);
export const formatTime = (iso: string): string => formats.time.format(new Date(iso));
export const formatFull = (iso: string): string => formats.full.format(new Date(iso));
export const formatList = (items: string[]): string => formats.list.format(items);

/** The time without "am" or "pm", for narrow places beside a full one. */
export const formatShortTime = (iso: string): string =>
  formats.time
    .formatToParts(new Date(iso))
    .filter((part) => part.type !== 'dayPeriod')
    .map((part) => part.value)
    .join('')
    .trim();

/** The heading of a day: "Today", "Yesterday", a weekday with its date, or a date with its year. */
export function formatDay(date: Date | string, now = new Date()): string {
  const day = new Date(date);
  const midnight = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(day)) / 86_400_000);
  if (days === 0) return t('timeline.today');
  if (days === 1) return t('timeline.yesterday');
  return (day.getFullYear() === now.getFullYear() ? formats.day : formats.dayAndYear).format(day);
}
