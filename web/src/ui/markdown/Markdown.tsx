import { type ComponentType, createContext, memo, type ReactNode, useContext, useState } from 'react';
import { cx } from '../cx';
import { t } from '../i18n';
import { Code } from './Code';
import styles from './Markdown.module.css';
import { type Node, parse, plain, safeUrl } from './parse';

/** Renders `@name`: a highlight if somebody is called so, otherwise the text. */
export type MentionComponent = ComponentType<{ name: string }>;

const PlainMention: MentionComponent = ({ name }) => <>@{name}</>;
const MentionContext = createContext<MentionComponent>(PlainMention);

interface MarkdownProps {
  text: string;
  /** Must be a stable reference. */
  mention?: MentionComponent;
  /** Stands behind the last word, in the same line unless the text ends with code or a table. */
  tail?: ReactNode;
}

const onlyEmoji =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*\s*){1,3}$/u;

/** The paragraph in which a text ends, also inside a list or a quote; what stands behind its last word is shown there. */
const TailContext = createContext<{ paragraph: Node | undefined; tail: ReactNode }>({
  paragraph: undefined,
  tail: undefined,
});

function lastParagraph(tree: Node): Node | undefined {
  let node: Node | undefined = tree;
  while (node && node.type !== 'paragraph') {
    const inside: boolean = ['root', 'list', 'listItem', 'blockquote'].includes(node.type);
    node = inside && 'children' in node ? (node.children as Node[]).at(-1) : undefined;
  }
  return node;
}

/** A message's text as React elements; no string ever becomes HTML. */
export const Markdown = memo(function Markdown({ text, mention = PlainMention, tail }: MarkdownProps) {
  const tree = parse(text);
  const paragraph = lastParagraph(tree);
  return (
    <MentionContext value={mention}>
      <TailContext value={{ paragraph, tail }}>
        <div className={cx(styles.markdown, onlyEmoji.test(text) && styles.big)} dir="auto">
          <Children of={tree} />
          {!paragraph && tail}
        </div>
      </TailContext>
    </MentionContext>
  );
});

function Paragraph({ node }: { node: Node }) {
  const { paragraph, tail } = useContext(TailContext);
  return (
    <p>
      <Children of={node} />
      {node === paragraph && tail}
    </p>
  );
}

function Children({ of: node }: { of: Node }): ReactNode {
  if (!('children' in node)) return null;
  return (node.children as Node[]).map((child, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a parsed tree never reorders; a new text is a new tree
    <Element key={i} node={child} />
  ));
}

function Element({ node }: { node: Node }): ReactNode {
  switch (node.type) {
    case 'text':
      return node.value;
    case 'paragraph':
      return <Paragraph node={node} />;
    case 'strong':
      return (
        <strong>
          <Children of={node} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Children of={node} />
        </em>
      );
    case 'delete':
      return (
        <del>
          <Children of={node} />
        </del>
      );
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return <Code text={node.value} language={node.lang ?? undefined} />;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'heading':
      return (
        <p className={styles.heading} data-depth={node.depth}>
          <Children of={node} />
        </p>
      );
    case 'blockquote':
      return (
        <blockquote>
          <Children of={node} />
        </blockquote>
      );
    case 'list':
      return node.ordered ? (
        <ol start={node.start ?? 1}>
          <Children of={node} />
        </ol>
      ) : (
        <ul>
          <Children of={node} />
        </ul>
      );
    case 'listItem':
      return (
        <Item checked={node.checked ?? undefined}>
          <Children of={node} />
        </Item>
      );
    case 'link':
      return (
        <Link url={node.url}>
          <Children of={node} />
        </Link>
      );
    case 'image':
      return <Link url={node.url}>{node.alt || node.url}</Link>;
    case 'table':
      return <Table node={node} />;
    case 'spoiler':
      return <SpoilerText node={node} />;
    case 'mention':
      return <MentionText name={node.name} />;
    case 'footnoteReference':
      return `[^${node.identifier}]`;
    default:
      // Anything that has no look of its own shows its words.
      return 'children' in node ? <Children of={node} /> : plain(node);
  }
}

function MentionText({ name }: { name: string }) {
  const Mention = useContext(MentionContext);
  return <Mention name={name} />;
}

function Link({ url, children }: { url: string; children: ReactNode }) {
  const href = safeUrl(url);
  if (!href) return children;
  return (
    <a href={href} title={href} target="_blank" rel="noopener nofollow" className={styles.link}>
      {children}
    </a>
  );
}

function Item({ checked, children }: { checked: boolean | undefined; children: ReactNode }) {
  if (checked === undefined) return <li>{children}</li>;
  return (
    <li className={styles.task} data-done={checked}>
      <span className="visually-hidden">{checked ? t('markdown.done') : t('markdown.open')}: </span>
      {children}
    </li>
  );
}

function Table({ node }: { node: Extract<Node, { type: 'table' }> }) {
  const [head, ...rows] = node.children;
  const align = (column: number) => node.align?.[column] ?? undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a section would be no better than a named region
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('markdown.table')}>
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a parsed table
              <th key={i} data-align={align(i)}>
                <Children of={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a parsed table
            <tr key={i}>
              {row.children.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of a parsed table
                <td key={j} data-align={align(j)}>
                  <Children of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SpoilerText({ node }: { node: Extract<Node, { type: 'spoiler' }> }) {
  const [open, setOpen] = useState(false);
  if (open)
    return (
      <span className={styles.shown}>
        <Children of={node} />
      </span>
    );
  return (
    <button
      type="button"
      className={styles.spoiler}
      aria-label={t('markdown.spoiler')}
      onClick={() => setOpen(true)}
    >
      {plain(node)}
    </button>
  );
}
