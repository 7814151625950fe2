import { Suspense } from 'react';
import type { Message } from '../../protocol';
import { LazyEmoji } from '../../ui/emoji/LazyEmoji';
import { later } from '../../ui/later';
import { useActions } from './actions';

/** What stands over the timeline: one thing at a time, for one message. `anchor` is the button that it belongs to. */
export type Overlay =
  | { kind: 'picker' | 'more'; message: Message; anchor: Element; open: boolean }
  | { kind: 'sheet' | 'delete'; message: Message; open: boolean }
  | { kind: 'conflict'; opId: string; open: boolean };

const loadMore = () => import('./MoreMenu');
const MoreMenu = later(loadMore);
const ActionSheet = later(() => import('./ActionSheet'));
const DeleteDialog = later(() => import('./DeleteDialog'));
const ConflictDialog = later(() => import('./ConflictDialog'));

/** Fetches the menu before it is asked for. */
export const prepareMore = (): void => void loadMore().catch(() => undefined);

interface OverlaysProps {
  overlay: Overlay | undefined;
  onClose: () => void;
  /** Where the focus goes when what was open led to nothing else. */
  home: () => HTMLElement | null | false;
}

/** Fetched when first opened; stays mounted, closed, so that it can fade out. */
export function Overlays({ overlay, onClose, home }: OverlaysProps) {
  const actions = useActions();
  if (!overlay) return null;
  const { open } = overlay;
  switch (overlay.kind) {
    case 'picker':
      return (
        <LazyEmoji
          open={open}
          anchor={overlay.anchor}
          onPick={(emoji) => {
            onClose();
            actions.react(overlay.message, emoji);
          }}
          onClose={onClose}
          finalFocus={home}
        />
      );
    case 'more':
      return (
        <Suspense fallback={null}>
          <MoreMenu
            open={open}
            message={overlay.message}
            anchor={overlay.anchor}
            onClose={onClose}
            home={home}
          />
        </Suspense>
      );
    case 'sheet':
      return (
        <Suspense fallback={null}>
          <ActionSheet open={open} message={overlay.message} onClose={onClose} home={home} />
        </Suspense>
      );
    case 'delete':
      return (
        <Suspense fallback={null}>
          <DeleteDialog open={open} message={overlay.message} onClose={onClose} home={home} />
        </Suspense>
      );
    case 'conflict':
      return (
        <Suspense fallback={null}>
          <ConflictDialog key={overlay.opId} open={open} opId={overlay.opId} onClose={onClose} />
        </Suspense>
      );
  }
}
