import { useCallback, useEffect, useState } from 'react';
import { cx } from '../../ui/cx';
import { Check, TriangleAlert } from '../../ui/icons';
import styles from './Timeline.module.css';

const shownMs = 3500;

interface Said {
  text: string;
  bad: boolean;
}

/** One short sentence about what was just done, for a moment. */
export function useNotice() {
  const [said, setSaid] = useState<Said>();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [said]);
  const say = useCallback((text: string, bad = false) => setSaid({ text, bad }), []);
  return { said, say };
}

/** Always in the page: a live region that was not there before is not read. */
export function Notice({ said }: { said: Said | undefined }) {
  return (
    <div className={styles.notices} role="status">
      {said && (
        <span className={cx(styles.notice, said.bad && styles.bad)}>
          {said.bad ? <TriangleAlert /> : <Check />}
          {said.text}
        </span>
      )}
    </div>
  );
}
