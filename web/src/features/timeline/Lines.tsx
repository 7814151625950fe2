import { memo } from 'react';
import { formatDay, t } from '../../ui/i18n';
import styles from './Rows.module.css';

/** `date` is a local day, YYYY-MM-DD. */
export const DayLine = memo(function DayLine({ date }: { date: string }) {
  return (
    <div className={styles.line}>
      <h2>{formatDay(`${date}T12:00:00`)}</h2>
    </div>
  );
});

export function NewLine() {
  return (
    <div className={`${styles.line} ${styles.new}`} data-testid="new-line">
      <h2>{t('timeline.new')}</h2>
    </div>
  );
}
