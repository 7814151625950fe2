import { Skeleton } from '../../ui/skeleton/Skeleton';
import styles from './Timeline.module.css';

const widths = ['62%', '38%', '74%', '51%', '33%', '66%'];

/** The shape of a conversation until it is there. */
export function TimelineSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {widths.map((width) => (
        <div key={width} className={styles.older}>
          <Skeleton width="36px" height="36px" round />
          <span className={styles.bones}>
            <Skeleton width="110px" />
            <Skeleton width={width} />
          </span>
        </div>
      ))}
    </div>
  );
}
