import type { ReactNode } from 'react';
import { Mark } from '../mark/Mark';
import styles from './EmptyState.module.css';

/** Nothing here yet: says what this place is for and what to do next. */
export function EmptyState({
  title,
  text,
  mark = true,
  children,
}: {
  title: string;
  text?: ReactNode;
  mark?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {mark && <Mark size={56} />}
      <h1 className={styles.title}>{title}</h1>
      {text && <p className={styles.text}>{text}</p>}
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
