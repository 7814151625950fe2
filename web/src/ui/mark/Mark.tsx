import styles from './Mark.module.css';

/** The loquat: an orange fruit with a green leaf. Decoration only; the name stands beside it. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg className={styles.mark} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        className={styles.fruit}
        d="M16 9.5c6.2 0 10 4.3 10 9.7C26 25 21.6 29 16 29S6 25 6 19.2c0-5.4 3.8-9.7 10-9.7z"
      />
      <path className={styles.leaf} d="M16 10.5c-.3-4 2.6-7.5 8.5-7.5.2 4.8-3.3 7.7-8.5 7.5z" />
      <path className={styles.light} d="M10.5 18.5c.3-2.3 1.7-3.9 3.7-4.5" />
    </svg>
  );
}
