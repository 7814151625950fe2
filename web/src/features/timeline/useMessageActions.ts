import { type RefObject, useCallback, useMemo, useState } from 'react';
import type { Message } from '../../protocol';
import { type Client, store, useClient } from '../../store';
import { copyText } from '../../ui/copy';
import { rememberEmoji } from '../../ui/emoji/recent';
import { plainError } from '../../ui/errors';
import { t } from '../../ui/i18n';
import { isMine, type MessageActions, rightsNow } from './actions';
import type { ActiveRow } from './active';
import type { Overlay } from './Overlays';
import { focusRow, rowElement } from './useRowKeys';

interface Input {
  scroller: RefObject<HTMLElement | null>;
  active: ActiveRow;
  /** The message's row as it is now. */
  find: (message: Message) => { key: string; message: Message } | undefined;
  jump: (seq: number, focus: boolean) => void;
  say: (text: string, bad?: boolean) => void;
}

/** Everything that can be done with a message, and what stands open for it. */
export function useMessageActions({ scroller, active, find, jump, say }: Input) {
  const client = useClient();
  const [overlay, setOverlay] = useState<Overlay>();

  const open = useCallback(
    (next: Overlay) => {
      setOverlay(next);
      const held = next.kind === 'picker' || next.kind === 'more' ? next : undefined;
      const key = held && find(held.message)?.key;
      active.hold(held && key !== undefined ? { key, what: held.kind } : undefined);
    },
    [active, find],
  );
  const close = useCallback(() => {
    active.hold(undefined);
    setOverlay((now) => now && { ...now, open: false });
  }, [active]);

  const actions = useMemo<MessageActions>(
    () => ({
      rights: rightsNow,
      react: (message, emoji) => {
        const on = !isMine(find(message)?.message ?? message, emoji, store.getState().auth.me?.id);
        if (on) rememberEmoji(emoji);
        client.react(message.roomId, message.id, emoji, on);
      },
      pick: (message, anchor) => open({ kind: 'picker', message, anchor, open: true }),
      more: (message, anchor) => open({ kind: 'more', message, anchor, open: true }),
      sheet: (message) => open({ kind: 'sheet', message, open: true }),
      remove: (message) => open({ kind: 'delete', message, open: true }),
      compare: (opId) => open({ kind: 'conflict', opId, open: true }),
      reply: (message) => compose(client, message, 'reply'),
      edit: (message) => compose(client, message, 'edit'),
      copy: (message) => void copyText(message.content).then((done) => done && say(t('message.copied'))),
      copyLink: ({ roomId, seq }) =>
        void copyText(`${window.location.origin}/r/${roomId}/${seq}`).then(
          (done) => done && say(t('message.copied')),
        ),
      markUnread: ({ roomId, seq }) =>
        void client.markUnread(roomId, seq).then(
          () => say(t('message.markedUnread')),
          (cause) => say(t('message.failed', { why: plainError(cause) }), true),
        ),
      jump,
      focusRow: (key) => focusRow(rowElement(scroller.current, key)),
    }),
    [client, open, find, say, jump, scroller],
  );

  /** Where the focus goes when something closes: its button, or else the message (which takes it itself: false). */
  const home = useCallback((): HTMLElement | null | false => {
    if (!overlay || overlay.kind === 'conflict') return null;
    // Answering and editing have taken it already.
    if (document.activeElement?.matches('[data-main-field]')) return false;
    const anchor = 'anchor' in overlay ? overlay.anchor : undefined;
    if (anchor instanceof HTMLElement && anchor.isConnected && !anchor.matches('[data-row]')) return anchor;
    const key = find(overlay.message)?.key;
    if (key === undefined) return null;
    requestAnimationFrame(() => focusRow(rowElement(scroller.current, key)));
    return false;
  }, [overlay, find, scroller]);
  return { actions, overlay, close, home };
}

function compose(client: Client, { roomId, id, seq }: Message, mode: 'reply' | 'edit'): void {
  client.compose(roomId, { mode, messageId: id, seq });
  document.querySelector<HTMLElement>('[data-main-field]')?.focus();
}
