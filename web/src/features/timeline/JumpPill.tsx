import { useMemo } from 'react';
import { useStore } from '../../store';
import { IconButton } from '../../ui/button/Button';
import { t } from '../../ui/i18n';
import { ArrowDown } from '../../ui/icons';
import type { List, ShownRow } from './shown';
import styles from './Timeline.module.css';

interface JumpPillProps {
  rows: ShownRow[];
  /** The greatest seq that was on screen. */
  seen: number;
  hasAfter: boolean;
  virtual: List;
  onJump: () => void;
}

/** The way back down: says how much is new there. */
export function JumpPill({ rows, seen, hasAfter, virtual, onJump }: JumpPillProps) {
  const me = useStore((state) => state.auth.me?.id);
  const fresh = useMemo(() => {
    let count = 0;
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = rows[i];
      if (row?.type !== 'message') continue;
      if (row.message.seq <= seen) break;
      if (row.message.senderId !== me && !row.message.deletedAt) count++;
    }
    return count;
  }, [rows, seen, me]);
  const viewport = virtual.scrollRect?.height ?? 0;
  const distance = virtual.getTotalSize() - (virtual.scrollOffset ?? 0) - viewport;
  const away = hasAfter || distance > Math.max(viewport, 300);
  if (viewport === 0 || (!away && (fresh === 0 || distance <= 100))) return null;
  if (fresh === 0 || hasAfter) {
    return (
      <IconButton className={styles.down} data-testid="jump" label={t('timeline.jump')} onClick={onJump}>
        <ArrowDown />
      </IconButton>
    );
  }
  return (
    <button type="button" className={styles.pill} data-testid="jump" onClick={onJump}>
      {t('timeline.newBelow', { count: fresh })}
      <ArrowDown />
    </button>
  );
}
