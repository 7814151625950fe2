// biome-ignore-all lint/a11y/useSemanticElements: a grid whose lines are placed by hand is no table
// biome-ignore-all lint/a11y/useFocusableInteractive: the search field has the focus for the whole grid
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter in the search field takes the active cell
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Button } from '../button/Button';
import { cx } from '../cx';
import { t } from '../i18n';
import {
  Apple,
  Clock,
  Flag,
  Hand,
  Hash,
  Lightbulb,
  PawPrint,
  Plane,
  Search,
  SmilePlus,
  Trophy,
} from '../icons';
import { useRoving } from '../useRoving';
import { type Emoji, type EmojiData, loadEmoji } from './data';
import styles from './EmojiPicker.module.css';
import { type Cell, firstCell, itemsOf, type Line, makeLines, moved, type Section } from './grid';
import { rememberEmoji, useRecentEmoji } from './recent';

const icons: Partial<Record<Section, ReactNode>> = {
  recent: <Clock />,
  smileys: <SmilePlus />,
  people: <Hand />,
  animals: <PawPrint />,
  food: <Apple />,
  travel: <Plane />,
  activities: <Trophy />,
  objects: <Lightbulb />,
  symbols: <Hash />,
  flags: <Flag />,
};

export interface EmojiPickerProps {
  onPick: (emoji: string) => void;
}

/**
 * All emoji, searched by name. The focus stays in the search field: arrow keys move through the grid, Enter takes. Drawn
 * by the system's own font; only the lines in view are in the page.
 */
export default function EmojiPicker({ onPick }: EmojiPickerProps) {
  const [data, setData] = useState<EmojiData | 'failed'>();
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another run
  useEffect(() => {
    let current = true;
    loadEmoji().then(
      (ready) => current && setData(ready),
      () => current && setData('failed'),
    );
    return () => {
      current = false;
    };
  }, [tries]);
  const pick = (emoji: string) => {
    rememberEmoji(emoji);
    onPick(emoji);
  };
  if (data === 'failed') {
    const again = () => {
      setData(undefined);
      setTries((count) => count + 1);
    };
    return (
      <div className={styles.failed}>
        <p role="alert">{t('emoji.failed')}</p>
        <Button onClick={again}>{t('common.retry')}</Button>
      </div>
    );
  }
  return <Loaded data={data} onPick={pick} />;
}

const cellSize = () => (window.matchMedia?.('(max-width: 700px), (pointer: coarse)').matches ? 44 : 36);

function Loaded({ data, onPick }: { data: EmojiData | undefined; onPick: (emoji: string) => void }) {
  const [query, setQuery] = useState('');
  const [size] = useState(cellSize);
  const [columns, setColumns] = useState(9);
  const [chosenCell, setActive] = useState<Cell>();
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const recentNow = useRecentEmoji();
  // What is picked must not move the grid under the pointer.
  const [recent] = useState(recentNow);
  const lines = useMemo(
    () => (data ? makeLines(data, query, recent, columns) : []),
    [data, query, recent, columns],
  );
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (itemsOf(lines[index]).length > 0 ? size : 30),
    overscan: 4,
    paddingEnd: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other lines have other heights
  useEffect(() => virtual.measure(), [virtual, lines, size]);
  useEffect(() => {
    const width = scroller.current?.clientWidth ?? 0;
    if (width > 0) setColumns(Math.max(6, Math.min(12, Math.floor((width - 16) / size))));
  }, [size]);

  const search = (text: string) => {
    setQuery(text);
    setEager(false);
    scroller.current?.scrollTo({ top: 0 });
    setActive(undefined);
  };
  // Of what was searched for the first is chosen by itself, whenever it comes.
  const active = chosenCell ?? (query.trim() ? firstCell(lines) : undefined);
  const chosen = active && itemsOf(lines[active.line])[active.column];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey)
      return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen) onPick(chosen.emoji);
      else if (!data && query.trim()) setEager(true);
      return;
    }
    // Without a cell yet, the text keeps its left and right.
    const next = active
      ? moved(lines, active, event.key)
      : event.key === 'ArrowDown'
        ? firstCell(lines)
        : undefined;
    if (!next && !(active && event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    if (!next) return;
    setActive(next);
    const heading = next.line > 0 && itemsOf(lines[next.line - 1]).length === 0;
    virtual.scrollToIndex(heading && event.key !== 'ArrowDown' ? next.line - 1 : next.line, {
      align: 'auto',
    });
  };
  const sections = lines.flatMap((line, index) =>
    'items' in line || line.section === 'results' ? [] : [{ section: line.section, index }],
  );
  const top = virtual.scrollOffset ?? 0;
  const current = sections.findLast(({ index }) => (virtual.measurementsCache[index]?.start ?? 0) <= top + 8);
  // Enter that came before the emoji were there.
  const [eager, setEager] = useState(false);
  useEffect(() => {
    if (!eager || !data) return;
    setEager(false);
    if (chosen) onPick(chosen.emoji);
  }, [eager, data, chosen, onPick]);
  const cellId = ({ line, column }: Cell) => `${id}-${line}-${column}`;
  return (
    <div
      className={styles.picker}
      style={{ ['--cell' as string]: `${size}px`, ['--columns' as string]: columns }}
    >
      <div className={styles.search}>
        <Search />
        <input
          type="search"
          value={query}
          onChange={(event) => search(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={t('emoji.search')}
          aria-label={t('emoji.search')}
          aria-controls={lines.length > 0 ? `${id}-grid` : undefined}
          aria-activedescendant={active && chosen ? cellId(active) : undefined}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="done"
        />
      </div>
      {!query.trim() && (
        <Tabs
          sections={sections}
          current={current?.section}
          onGo={(index) => {
            virtual.scrollToIndex(index, { align: 'start' });
            setActive(undefined);
          }}
        />
      )}
      <div ref={scroller} className={styles.scroller} aria-busy={!data} data-testid="emoji-grid">
        {data && lines.length === 0 && (
          <p className={styles.none} role="status">
            {t('emoji.none', { query: query.trim() })}
          </p>
        )}
        <div
          className={styles.sizer}
          style={{ blockSize: virtual.getTotalSize() }}
          {...(lines.length > 0 && {
            role: 'grid',
            id: `${id}-grid`,
            'aria-label': t('emoji.grid'),
            'aria-rowcount': lines.length,
            'aria-colcount': columns,
          })}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return (
              line && (
                <LineOf
                  key={index}
                  line={line}
                  index={index}
                  start={start}
                  id={id}
                  active={active?.line === index ? active.column : undefined}
                  onPoint={setActive}
                  onPick={onPick}
                />
              )
            );
          })}
        </div>
      </div>
      <Preview emoji={chosen} />
    </div>
  );
}

interface LineProps {
  line: Line;
  index: number;
  start: number;
  id: string;
  active: number | undefined;
  onPoint: (cell: Cell) => void;
  onPick: (emoji: string) => void;
}

const LineOf = memo(function LineOf({ line, index, start, id, active, onPoint, onPick }: LineProps) {
  const style = { transform: `translateY(${start}px)` };
  if (!('items' in line)) {
    return (
      <div className={styles.line} style={style} role="row" aria-rowindex={index + 1}>
        <span className={styles.heading} role="rowheader">
          {t(`emoji.${line.section}`)}
        </span>
      </div>
    );
  }
  return (
    <div className={styles.line} style={style} role="row" aria-rowindex={index + 1}>
      {line.items.map(({ emoji, name }, column) => (
        <div
          key={emoji}
          id={`${id}-${index}-${column}`}
          className={cx(styles.cell, active === column && styles.active)}
          role="gridcell"
          aria-label={name}
          aria-selected={active === column}
          aria-colindex={column + 1}
          title={name}
          // The focus stays where it is.
          onPointerDown={(event) => event.pointerType === 'mouse' && event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onPointerMove={(event) =>
            event.pointerType === 'mouse' && active !== column && onPoint({ line: index, column })
          }
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </div>
      ))}
    </div>
  );
});

interface TabsProps {
  sections: { section: Section; index: number }[];
  current: Section | undefined;
  onGo: (index: number) => void;
}

function Tabs({ sections, current, onGo }: TabsProps) {
  const roving = useRoving<HTMLDivElement>();
  return (
    <div {...roving} className={styles.tabs} role="toolbar" aria-label={t('emoji.categories')}>
      {sections.map(({ section, index }) => (
        <button
          key={section}
          type="button"
          className={cx(section === current && styles.on)}
          aria-label={t(`emoji.${section}`)}
          data-tip={t(`emoji.${section}`)}
          aria-current={section === current || undefined}
          onClick={() => onGo(index)}
        >
          {icons[section]}
        </button>
      ))}
    </div>
  );
}

function Preview({ emoji }: { emoji: Emoji | undefined }) {
  return (
    <div className={styles.preview} aria-hidden="true">
      {emoji ? (
        <>
          <span className={styles.big}>{emoji.emoji}</span>
          <span className={styles.names}>
            <span>{emoji.name}</span>
            {emoji.codes[0] && <small>:{emoji.codes[0]}:</small>}
          </span>
        </>
      ) : (
        <small>{t('emoji.hint')}</small>
      )}
    </div>
  );
}
