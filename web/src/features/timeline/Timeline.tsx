import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useMemo, useRef } from 'react';
import { type Row, selectRoom, selectTimeline, selectTimelineRows, useClient, useStore } from '../../store';
import { t } from '../../ui/i18n';
import { ArrowUp } from '../../ui/icons';
import { Begin, type BeginProps } from './Begin';
import { estimate } from './estimate';
import { JumpPill } from './JumpPill';
import { DayLine, NewLine } from './Lines';
import { EchoRow, MessageRow } from './MessageRow';
import { OlderNote } from './OlderNote';
import { RejectedCard } from './RejectedCard';
import { SystemRow } from './SystemRow';
import { measuredKey, type ShownRow } from './shown';
import styles from './Timeline.module.css';
import { TimelineSkeleton } from './TimelineSkeleton';
import { useAnnounce } from './useAnnounce';
import { useKeepEnd } from './useKeepEnd';
import { usePages } from './usePages';
import { usePosition } from './usePosition';
import { useReading } from './useReading';
import { useShownUsers } from './useShownUsers';

/** Within this distance of the end new messages keep the end in view, px. */
const stick = 100;
/** Room above the first row for what says that older ones are coming, px. */
const olderSpace = 64;

export interface TimelineProps extends Omit<BeginProps, 'room'> {
  roomId: string;
  /** The message that a link leads to. */
  seq?: number | undefined;
}

/** The messages of one room. Mount with the room's id as key. */
export function Timeline({ roomId, seq, onAddPeople }: TimelineProps) {
  const room = useStore(selectRoom(roomId));
  const timeline = useStore(selectTimeline(roomId));
  const saved = useStore(selectTimelineRows(roomId));
  const client = useClient();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useRef(window.innerWidth);

  const begins = timeline.status === 'ready' && !timeline.hasBefore;
  const direct = room?.kind === 'direct';
  const rows = useMemo<ShownRow[]>(() => {
    // A conversation of two was not "created" by anybody.
    const shown = direct
      ? saved.filter((row) => row.type !== 'system' || row.message.system?.type !== 'room_created')
      : saved;
    return begins ? [{ type: 'begin', key: 'begin' }, ...shown] : shown;
  }, [begins, direct, saved]);
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => measuredKey(rows[index]) ?? index, [rows]),
    estimateSize: (index) => {
      const row = rows[index];
      return row?.type === 'begin' ? 170 : estimate(row, width.current);
    },
    // Line heights are whole pixels, but zoomed pages have fractions; rounded ones would add up.
    measureElement: (element, entry) =>
      entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: stick,
    overscan: 14,
    paddingStart: timeline.hasBefore ? olderSpace : 0,
    paddingEnd: 6,
  });

  width.current = virtual.scrollRect?.width || width.current;

  const { lit, toEnd, toSeq } = usePosition({ roomId, seq, rows, timeline, virtual });
  useKeepEnd(scroller, virtual, stick);
  const pages = usePages({ roomId, timeline, virtual });
  const seen = useReading({ roomId, rows, timeline, virtual });
  useShownUsers(roomId, rows, virtual);
  useAnnounce(roomId, room?.name ?? '', timeline);

  const retry = useCallback((clientId: string) => client.retry(clientId), [client]);
  const items = virtual.getVirtualItems();
  // More is unread than what is loaded: the first of it is further up.
  const unreadAbove =
    timeline.hasBefore && (timeline.newFrom ?? Infinity) < (timeline.seqs[0] ?? 0)
      ? timeline.newFrom
      : undefined;
  const loading = timeline.status === 'loading' && rows.length === 0;
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        id="messages"
        role="log"
        aria-live="off"
        aria-busy={loading}
        aria-label={t('timeline.label', { name: room?.name ?? '' })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {loading && <TimelineSkeleton />}
        <div className={styles.sizer} style={{ blockSize: virtual.getTotalSize() }}>
          {timeline.hasBefore && !loading && <OlderNote failed={pages.failed} onRetry={pages.retry} />}
          <div className={styles.rows} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map(({ key, index }) => {
              const row = rows[index];
              return (
                <div key={key} ref={virtual.measureElement} data-index={index} className={styles.row}>
                  {row?.type === 'begin'
                    ? room && <Begin room={room} onAddPeople={onAddPeople} />
                    : row && <RowOf row={row} lit={lit} onRetry={retry} />}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {unreadAbove !== undefined && (
        <button
          type="button"
          className={`${styles.pill} ${styles.above}`}
          data-testid="first-unread"
          onClick={() => toSeq(unreadAbove)}
        >
          {t('timeline.firstUnread')}
          <ArrowUp />
        </button>
      )}
      <JumpPill rows={rows} seen={seen} hasAfter={timeline.hasAfter} virtual={virtual} onJump={toEnd} />
    </div>
  );
}

function RowOf({
  row,
  lit,
  onRetry,
}: {
  row: Row;
  lit: number | undefined;
  onRetry: (clientId: string) => void;
}) {
  switch (row.type) {
    case 'message':
      return (
        <MessageRow message={row.message} first={row.first} state={row.state} lit={row.message.seq === lit} />
      );
    case 'echo':
      return <EchoRow entry={row.entry} first={row.first} state={row.state} onRetry={onRetry} />;
    case 'system':
      return <SystemRow message={row.message} />;
    case 'day':
      return <DayLine date={row.date} />;
    case 'new':
      return <NewLine />;
    case 'rejected':
      return <RejectedCard entry={row.entry} />;
  }
}
