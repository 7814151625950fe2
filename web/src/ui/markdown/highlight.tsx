import type { ElementContent } from 'hast';
import { common, createLowlight } from 'lowlight';
import type { ReactNode } from 'react';
import styles from './Markdown.module.css';

const lowlight = createLowlight(common);

/** Highlight.js has some forty scopes; four colours are enough to read by. */
const looks: Record<string, string | undefined> = {};
const look = (name: string | undefined, scopes: string) => {
  for (const scope of scopes.split(' ')) looks[`hljs-${scope}`] = name;
};
look(styles.word, 'keyword built_in literal number type symbol meta selector-tag deletion');
look(styles.text, 'string regexp addition template-variable link');
look(styles.name, 'title name section selector-class selector-id');
look(styles.note, 'comment quote doctag');

/** Coloured code as elements; languages that are not known stay plain. */
export function highlight(text: string, language: string): ReactNode {
  if (!lowlight.registered(language)) return text;
  return render(lowlight.highlight(language, text).children as ElementContent[]);
}

function render(nodes: ElementContent[]): ReactNode {
  return nodes.map((node, i) => {
    if (node.type === 'text') return node.value;
    if (node.type !== 'element') return null;
    const scopes = Array.isArray(node.properties.className) ? node.properties.className : [];
    const className = scopes.map((scope) => looks[String(scope)]).find(Boolean);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: highlighted code never reorders
      <span key={i} className={className}>
        {render(node.children)}
      </span>
    );
  });
}
