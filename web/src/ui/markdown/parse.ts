import type { Nodes, Parent, PhrasingContent, Root, RootContent, Text } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** ||hidden until asked for||, our own addition to the tree. */
export interface Spoiler {
  type: 'spoiler';
  children: Node[];
}
/** @name in a text; whether somebody is called so is decided where it is rendered. */
export interface Mention {
  type: 'mention';
  name: string;
}
export type Node = Nodes | Spoiler | Mention;

/**
 * What a chat line should not turn into by accident: code by four spaces, a heading by a line of dashes below. HTML is no
 * construct either, so that it stays the text it was typed as.
 */
const off = { disable: { null: ['htmlFlow', 'htmlText', 'codeIndented', 'setextUnderline', 'definition'] } };
const options = { extensions: [gfm({ singleTilde: false }), off], mdastExtensions: [gfmFromMarkdown()] };

/** Texts without any of these are one plain paragraph, which is most of what people write. */
const special = /[\\`*_[\]<>#|~@&:=\n]|www|^\s*(?:[-+]|\d+[.)])/i;
/** Nesting as deep as this is an attack on the stack, not writing; below it the source is shown. */
const maxDepth = 24;

const cache = new Map<string, Root>();
const cacheSize = 400;

/** Text → tree. Pure; recent results are kept, because rows of a virtual list come and go. */
export function parse(text: string): Root {
  const known = cache.get(text);
  if (known) return known;
  const tree = special.test(text) ? build(text) : asText(text);
  if (cache.size >= cacheSize) for (const key of cache.keys()) if (cache.delete(key)) break;
  cache.set(text, tree);
  return tree;
}

/** Long runs of openers cost the parser quadratic time, or its stack; nobody writes them. */
const hostile = /(?:[>*_[\]~|`]\s*){120}|^(?:\s*(?:[>+*-]|\d+[.)])){24}/m;

const asText = (value: string): Root => ({
  type: 'root',
  children: [{ type: 'paragraph', children: [{ type: 'text', value }] }],
});

function build(text: string): Root {
  if (hostile.test(text)) return asText(text);
  try {
    return enrich(fromMarkdown(text, options), 0) as Root;
  } catch {
    // A text that the parser cannot bear must not take the conversation with it.
    return asText(text);
  }
}

/** The words of a node without its marks. */
export function plain(node: Node): string {
  if (node.type === 'mention') return `@${node.name}`;
  if ('value' in node) return node.value;
  if ('children' in node) return (node.children as Node[]).map(plain).join('');
  return 'alt' in node ? (node.alt ?? '') : '';
}

function enrich(node: Node, depth: number): Node {
  if (!('children' in node)) return node;
  if (depth > maxDepth) return { type: 'text', value: plain(node) };
  let children: Node[] = (node.children as Node[]).map((child) => enrich(child, depth + 1));
  if (node.type !== 'link' && children.some((child) => child.type === 'text')) {
    children = spoilers(children.flatMap((child) => (child.type === 'text' ? mentions(child) : [child])));
  }
  return { ...node, children: children as RootContent[] } as Parent as Node;
}

const mention = /(?<![\p{L}\p{N}_@/.])@([a-z0-9][a-z0-9._-]{1,31})/giu;

function mentions(text: Text): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.value.matchAll(mention)) {
    if (match.index > end) nodes.push({ type: 'text', value: text.value.slice(end, match.index) });
    nodes.push({ type: 'mention', name: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.value.length) nodes.push({ type: 'text', value: text.value.slice(end) });
  return nodes;
}

/** Wraps what stands between two `||` of the same parent; a lone one stays as it is. */
function spoilers(children: Node[]): Node[] {
  const parts: (Node | '||')[] = children.flatMap((child) => {
    if (child.type !== 'text' || !child.value.includes('||')) return [child];
    return child.value
      .split('||')
      .flatMap((value, i): (Node | '||')[] => [
        ...(i ? (['||'] as const) : []),
        ...(value ? [{ type: 'text' as const, value }] : []),
      ]);
  });
  const out: Node[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined) continue;
    if (part !== '||') {
      out.push(part);
      continue;
    }
    const close = parts.indexOf('||', i + 1);
    const inside = close > i + 1 ? (parts.slice(i + 1, close) as PhrasingContent[]) : [];
    if (inside.length > 0) {
      out.push({ type: 'spoiler', children: inside });
      i = close;
    } else {
      out.push({ type: 'text', value: '||' });
    }
  }
  return out;
}

const allowed = new Set(['http:', 'https:', 'mailto:']);

/** The address of a link if it may be one: absolute http, https or mailto. Everything else is shown as text. */
export function safeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return allowed.has(parsed.protocol) ? parsed.href : undefined;
}
