import { cx } from '../cx';
import { formatNumber } from '../i18n';
import styles from './Badge.module.css';

/** Counts end at 1,000 on the server. */
export const countText = (count: number): string => (count >= 1000 ? '999+' : formatNumber(count));

/** A number of unread messages; filled where the reader is meant. Painted only: the row says it in words. */
export function Badge({ count, filled = false }: { count: number; filled?: boolean }) {
  return (
    <span
      className={cx(styles.count, filled && styles.filled)}
      data-count={countText(count)}
      aria-hidden="true"
    />
  );
}
