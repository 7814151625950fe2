import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RoomSummary } from '../../protocol';
import { store, useClient, useStore } from '../../store';
import { cx } from '../../ui/cx';
import { t } from '../../ui/i18n';
import { ArrowUp, CircleAlert } from '../../ui/icons';
import styles from './Composer.module.css';
import { useGrowing } from './useGrowing';
import { useTypeAnywhere } from './useTypeAnywhere';

/** What the server takes, in code points. */
const limit = 8000;
/** From here on the reader is told how much is left. */
const warnAt = limit - 500;

const lengthOf = (text: string) => (text.length > warnAt ? [...text].length : text.length);

/** Where messages are written. Never disabled by the network: what is sent waits in the outbox. Mount with the room's id as key. */
export function Composer({ room, name }: { room: RoomSummary; name: string }) {
  const client = useClient();
  const text = useStore((state) => state.drafts[room.id] ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const [failed, setFailed] = useState(false);
  const length = lengthOf(text);
  const ready = text.trim() !== '' && length <= limit;

  useGrowing(field, text);
  useTypeAnywhere(field);
  useOutsideDraft(field, text);

  const write = (next: string) => {
    client.setDraft(room.id, next);
    client.typing(room.id, next !== '');
    setFailed(false);
  };
  const send = () => {
    if (!ready) return;
    const content = text.trim();
    write('');
    field.current?.focus();
    client.send(room.id, content).catch(() => {
      // What was typed meanwhile stays behind it.
      const now = store.getState().drafts[room.id];
      client.setDraft(room.id, now ? `${content}\n${now}` : content);
      setFailed(true);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it; Safari sends it afterwards, with 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      field.current?.blur();
    }
  };

  if (room.role === 'reader') return <p className={styles.reader}>{t('composer.reader')}</p>;
  return (
    <div className={styles.place}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the whole box is the field to a pointer */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard reaches the field itself */}
      <div className={styles.box} onClick={() => field.current?.focus()}>
        <textarea
          ref={field}
          data-main-field
          className={styles.field}
          rows={1}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={t('room.message', { name: room.kind === 'group' ? `#${name}` : name })}
          aria-label={t('room.message', { name })}
          aria-invalid={length > limit || undefined}
          aria-describedby="composer-note"
          enterKeyHint="send"
          autoComplete="off"
          dir="auto"
        />
        <button
          type="button"
          className={cx(styles.send, !text.trim() && styles.idle)}
          aria-label={t('composer.send')}
          aria-disabled={!ready || undefined}
          onClick={send}
        >
          <ArrowUp />
        </button>
      </div>
      <Note length={length} failed={failed} />
    </div>
  );
}

function Note({ length, failed }: { length: number; failed: boolean }) {
  const over = length - limit;
  return (
    <p id="composer-note" role="status" className={cx(styles.note, (over > 0 || failed) && styles.bad)}>
      {(over > 0 || failed) && <CircleAlert />}
      {failed && t('composer.failed')}
      {over > 0 && t('composer.tooLong', { count: over })}
      {!failed && over <= 0 && length > warnAt && t('composer.left', { count: -over })}
    </p>
  );
}

/** Text that came from elsewhere (Edit of a message that was not sent) is to be gone on with: the cursor goes behind it. */
function useOutsideDraft(field: React.RefObject<HTMLTextAreaElement | null>, text: string) {
  const last = useRef(text);
  useEffect(() => {
    const grown = text.length > last.current.length + 1;
    last.current = text;
    const element = field.current;
    if (!grown || !element || document.activeElement === element) return;
    element.focus();
    element.setSelectionRange(text.length, text.length);
  }, [field, text]);
}
