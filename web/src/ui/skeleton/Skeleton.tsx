import type { CSSProperties } from 'react';
import { cx } from '../cx';
import styles from './Skeleton.module.css';

/** A grey place for what is still on its way. Sizes are CSS lengths. */
export function Skeleton({
  width = '100%',
  height = '12px',
  round = false,
}: {
  width?: string;
  height?: string;
  round?: boolean;
}) {
  return (
    <span
      className={cx(styles.bone, round && styles.round)}
      style={{ inlineSize: width, blockSize: height } as CSSProperties}
      aria-hidden="true"
    />
  );
}
