import { Button } from '../../ui/button/Button';
import { t } from '../../ui/i18n';
import { Skeleton } from '../../ui/skeleton/Skeleton';
import styles from './Timeline.module.css';

/** Stands above the first row while there is more: on its way, or did not come. */
export function OlderNote({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  return (
    <div className={styles.older}>
      {failed ? (
        <Button onClick={onRetry}>{t('common.retry')}</Button>
      ) : (
        <>
          <Skeleton width="36px" height="36px" round />
          <span className={styles.bones}>
            <Skeleton width="120px" />
            <Skeleton width="min(420px, 60vw)" />
          </span>
        </>
      )}
    </div>
  );
}
