import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Message } from '../../protocol';
import { type Row, selectRoom, selectTimeline, selectTimelineRows, useClient, useStore } from '../../store';
import { plainError } from '../../ui/errors';
import { t } from '../../ui/i18n';
import { ArrowUp } from '../../ui/icons';
import { ActionsProvider } from './actions';
import { ActiveRow, ActiveRowProvider } from './active';
import { Begin, type BeginProps } from './Begin';
import { EchoRow } from './EchoRow';
import { makeEstimates } from './estimate';
import { JumpPill } from './JumpPill';
import { DayLine, NewLine } from './Lines';
import { MessageRow } from './MessageRow';
import { Notice, useNotice } from './Notice';
import { OlderNote } from './OlderNote';
import { Overlays } from './Overlays';
import { RejectedCard } from './RejectedCard';
import { SystemRow } from './SystemRow';
import { isAbove, type List, measuredKey, type ShownRow } from './shown';
import styles from './Timeline.module.css';
import { TimelineSkeleton } from './TimelineSkeleton';
import { useAnnounce } from './useAnnounce';
import { useComposing } from './useComposing';
import { useConflicts } from './useConflicts';
import { useKeepEnd } from './useKeepEnd';
import { useMessageActions } from './useMessageActions';
import { useOverReset, useRestore } from './useOverReset';
import { usePages } from './usePages';
import { usePointing } from './usePointing';
import { usePosition } from './usePosition';
import { useReading } from './useReading';
import { useRowKeys } from './useRowKeys';
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
  const current = useMemo<ShownRow[]>(() => {
    // A conversation of two was not "created" by anybody.
    const shown = direct
      ? saved.filter((row) => row.type !== 'system' || row.message.system?.type !== 'room_created')
      : saved;
    return begins ? [{ type: 'begin', key: 'begin' }, ...shown] : shown;
  }, [begins, direct, saved]);
  const list = useRef<List>(undefined);
  const [estimated] = useState(makeEstimates);
  const overReset = useOverReset({ roomId, timeline, rows: current, list, near: stick });
  const { rows } = overReset;
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => measuredKey(rows[index]) ?? index, [rows]),
    estimateSize: (index) => estimated(rows[index], width.current),
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

  virtual.shouldAdjustScrollPositionOnItemSizeChange = isAbove;
  list.current = virtual;
  width.current = virtual.scrollRect?.width || width.current;

  const { said, say } = useNotice();
  const onLost = useCallback(
    (cause: unknown) => say(t('message.failed', { why: plainError(cause) }), true),
    [say],
  );
  const { lit, toEnd, toSeq, jump } = usePosition({ roomId, seq, rows, timeline, virtual, onLost });
  useRestore(overReset, virtual);
  useKeepEnd(scroller, virtual, stick);
  const pages = usePages({ roomId, timeline, virtual, paused: overReset.holding });
  const seen = useReading({ roomId, rows, timeline, virtual });
  useShownUsers(roomId, rows, virtual);
  useAnnounce(roomId, room?.name ?? '', timeline);

  const [active] = useState(() => new ActiveRow());
  const now = useRef(rows);
  useEffect(() => {
    now.current = rows;
  });
  const find = useCallback((message: Message) => messageRow(now.current, (one) => one.id === message.id), []);
  const { actions, overlay, close, home } = useMessageActions({ scroller, active, find, jump, say });
  const onPress = useCallback(
    (key: string) => {
      const row = now.current.find((one) => one.key === key);
      if (row?.type === 'message' && !row.message.deletedAt) actions.sheet(row.message);
    },
    [actions],
  );
  const pointing = usePointing(scroller, active, onPress);
  const onKeyDown = useRowKeys({ rows, virtual, scroller, actions });
  useComposing(roomId, rows, virtual);
  useConflicts(roomId, rows, overlay?.open ?? false, actions.compare);

  const retry = useCallback((clientId: string) => client.retry(clientId), [client]);
  const items = virtual.getVirtualItems();
  // More is unread than what is loaded: the first of it is further up.
  const unreadAbove =
    timeline.hasBefore && (timeline.newFrom ?? Infinity) < (timeline.seqs[0] ?? 0)
      ? timeline.newFrom
      : undefined;
  const loading = timeline.status === 'loading' && rows.length === 0;
  return (
    <ActionsProvider value={actions}>
      <ActiveRowProvider value={active}>
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
            onKeyDown={onKeyDown}
            {...pointing}
          >
            {loading && <TimelineSkeleton />}
            <div className={styles.sizer} style={{ blockSize: virtual.getTotalSize() }}>
              {timeline.hasBefore && !loading && <OlderNote failed={pages.failed} onRetry={pages.retry} />}
              <div className={styles.rows} style={{ insetBlockStart: items[0]?.start ?? 0 }}>
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
          <Notice said={said} />
          <Overlays overlay={overlay} onClose={close} home={home} />
        </div>
      </ActiveRowProvider>
    </ActionsProvider>
  );
}

function messageRow(rows: ShownRow[], is: (message: Message) => boolean) {
  for (const row of rows) if (row.type === 'message' && is(row.message)) return row;
  return undefined;
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
        <MessageRow
          rowKey={row.key}
          message={row.message}
          first={row.first}
          state={row.state}
          change={row.change}
          lit={row.message.seq === lit}
        />
      );
    case 'echo':
      return (
        <EchoRow
          rowKey={row.key}
          entry={row.entry}
          quote={row.quote}
          first={row.first}
          state={row.state}
          onRetry={onRetry}
        />
      );
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
