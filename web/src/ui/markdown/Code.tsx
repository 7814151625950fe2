import { type ReactNode, useEffect, useState } from 'react';
import { t } from '../i18n';
import styles from './Markdown.module.css';

type Highlight = (text: string, language: string) => ReactNode;

/** Once fetched, later blocks are coloured from the first. */
let fetched: { of: Highlight } | undefined;

/** Beyond this colouring takes longer than a frame. */
const longest = 20_000;

/** A block of code. Colours come later, without moving anything: the highlighter is fetched with the first block. */
export function Code({ text, language }: { text: string; language: string | undefined }) {
  const [highlight, setHighlight] = useState(fetched);
  const wanted = language && text.length <= longest ? language.toLowerCase() : undefined;
  useEffect(() => {
    if (!wanted || fetched) return;
    let current = true;
    import('./highlight').then(
      (module) => {
        fetched = { of: module.highlight };
        if (current) setHighlight(fetched);
      },
      () => undefined, // Offline before the first block: it stays as readable without colours.
    );
    return () => {
      current = false;
    };
  }, [wanted]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: code is no form, so no fieldset
    <pre className={styles.code} tabIndex={0} role="group" aria-label={t('markdown.code')} dir="ltr">
      <code>{wanted && highlight ? highlight.of(text, wanted) : text}</code>
    </pre>
  );
}
