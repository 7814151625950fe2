import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RoomSummary } from '../../protocol';
import { selectLastOwn, store, useClient, useStore } from '../../store';
import { IconButton } from '../../ui/button/Button';
import { cx } from '../../ui/cx';
import { LazyEmoji, prepareEmoji } from '../../ui/emoji/LazyEmoji';
import { t } from '../../ui/i18n';
import { ArrowUp, CircleAlert, Smile } from '../../ui/icons';
import { insertText } from '../../ui/insertText';
import styles from './Composer.module.css';
import { EditBar, ReplyBar } from './ModeBar';
import { Suggestions } from './Suggestions';
import { useEditing, useRowOf } from './useEditing';
import { useGrowing } from './useGrowing';
import { useSuggestions } from './useSuggestions';
import { useTypeAnywhere } from './useTypeAnywhere';

/** What the server takes, in code points. */
const limit = 8000;
/** From here on the reader is told how much is left. */
const warnAt = limit - 500;

const lengthOf = (text: string) => (text.length > warnAt ? [...text].length : text.length);

/** Where messages are written, answered and edited. Never disabled by the network: what is sent waits in the outbox. Mount with the room's id as key. */
export function Composer({ room, name }: { room: RoomSummary; name: string }) {
  if (room.role === 'reader') return <p className={styles.reader}>{t('composer.reader')}</p>;
  return <Writing room={room} name={name} />;
}

type Trouble = 'failed' | 'gone' | 'editFailed';

function Writing({ room, name }: { room: RoomSummary; name: string }) {
  const client = useClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [trouble, setTrouble] = useState<Trouble>();
  const editing = useEditing(room.id, setTrouble);
  const draft = useStore((state) => state.drafts[room.id] ?? '');
  const reply = useReply(room.id);
  const text = editing?.text ?? draft;
  const length = lengthOf(text);
  const ready = text.trim() !== '' && length <= limit;
  const suggestions = useSuggestions(field);

  useGrowing(field, text);
  useTypeAnywhere(field);
  useOutsideDraft(field, draft, editing === undefined);
  useFocusOnMode(field, editing ? `edit ${editing.id}` : reply && `reply ${reply.id}`);

  const write = (next: string) => {
    setTrouble(undefined);
    if (editing) return editing.write(next);
    client.setDraft(room.id, next);
    client.typing(room.id, next !== '');
  };
  const send = () => {
    if (!ready) return;
    suggestions.close();
    field.current?.focus();
    if (editing) return editing.save();
    const content = draft.trim();
    write('');
    if (reply) client.compose(room.id);
    const sent = reply ? client.send(room.id, content, reply.id) : client.send(room.id, content);
    sent.catch(() => {
      // What was typed meanwhile stays behind it.
      const now = store.getState().drafts[room.id];
      client.setDraft(room.id, now ? `${content}\n${now}` : content);
      if (reply) client.compose(room.id, reply.mode);
      setTrouble('failed');
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it; Safari sends it afterwards, with 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (suggestions.onKeyDown(event)) return;
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === 'Enter' && plain) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      if (editing) editing.cancel();
      else if (reply) client.compose(room.id);
      else field.current?.blur();
    } else if (event.key === 'ArrowUp' && plain && text === '' && !editing) {
      const last = selectLastOwn(room.id)(store.getState());
      if (!last) return;
      event.preventDefault();
      client.compose(room.id, { mode: 'edit', messageId: last.id, seq: last.seq });
    }
  };

  const label = editing ? t('composer.edit') : t('room.message', { name });
  const { open } = suggestions;
  return (
    <div className={styles.place}>
      {editing && <EditBar onCancel={editing.cancel} />}
      {reply && <ReplyBar name={reply.name} text={reply.text} onCancel={() => client.compose(room.id)} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the whole box is the field to a pointer */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard reaches the field itself */}
      <div
        className={cx(styles.box, (editing || reply) && styles.joined)}
        onClick={(event) => event.target === event.currentTarget && field.current?.focus()}
      >
        {open && (
          <Suggestions
            id={suggestions.id}
            items={open.items}
            active={open.active}
            typed={open.typed}
            onTake={suggestions.take}
          />
        )}
        <textarea
          ref={field}
          data-main-field
          className={styles.field}
          rows={1}
          value={text}
          onChange={(event) => {
            write(event.target.value);
            suggestions.typed();
          }}
          onKeyDown={onKeyDown}
          onSelect={suggestions.onSelect}
          onBlur={suggestions.close}
          placeholder={
            editing ? label : t('room.message', { name: room.kind === 'group' ? `#${name}` : name })
          }
          aria-label={label}
          aria-invalid={length > limit || undefined}
          aria-describedby="composer-note"
          aria-autocomplete="list"
          aria-controls={open ? suggestions.id : undefined}
          aria-activedescendant={open ? `${suggestions.id}-${open.active}` : undefined}
          enterKeyHint="send"
          autoComplete="off"
          dir="auto"
        />
        <EmojiButton field={field} />
        {editing ? (
          <button
            type="button"
            className={cx(styles.send, styles.save)}
            aria-disabled={!ready || undefined}
            onClick={send}
          >
            {t('composer.save')}
          </button>
        ) : (
          <button
            type="button"
            className={cx(styles.send, !text.trim() && styles.idle)}
            aria-label={t('composer.send')}
            aria-disabled={!ready || undefined}
            onClick={send}
          >
            <ArrowUp />
          </button>
        )}
      </div>
      <Note length={length} trouble={trouble} />
    </div>
  );
}

/** The message that is being answered. */
function useReply(roomId: string) {
  const mode = useStore((state) => state.composer[roomId]);
  const id = mode?.mode === 'reply' ? mode.messageId : undefined;
  const message = useRowOf(roomId, id)?.message;
  const name = useStore((state) => message && state.users[message.senderId]?.displayName);
  // Kept while the list shows another part of the room.
  const [last, setLast] = useState({ message, name });
  if (message && (message !== last.message || name !== last.name)) setLast({ message, name });
  if (id === undefined) return undefined;
  const known = last.message?.id === id ? last : undefined;
  return {
    id,
    mode,
    name: known?.name ?? t('common.someone'),
    text: known?.message?.deletedAt ? t('timeline.deleted') : known?.message?.content,
  };
}

function EmojiButton({ field }: { field: React.RefObject<HTMLTextAreaElement | null> }) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const [open, setOpen] = useState(false);
  const insert = (emoji: string) => {
    setOpen(false);
    const element = field.current;
    if (element) insertText(element, element.selectionStart, element.selectionEnd, emoji);
  };
  return (
    <>
      <IconButton
        className={styles.emoji}
        label={t('composer.emoji')}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={prepareEmoji}
        onFocus={prepareEmoji}
        onClick={(event) => {
          setAnchor(event.currentTarget);
          setOpen(true);
        }}
      >
        <Smile />
      </IconButton>
      <LazyEmoji
        open={open}
        anchor={anchor}
        onPick={insert}
        onClose={() => setOpen(false)}
        finalFocus={() => field.current}
      />
    </>
  );
}

function Note({ length, trouble }: { length: number; trouble: Trouble | undefined }) {
  const over = length - limit;
  return (
    <p id="composer-note" role="status" className={cx(styles.note, (over > 0 || trouble) && styles.bad)}>
      {(over > 0 || trouble) && <CircleAlert />}
      {trouble && t(`composer.${trouble}`)}
      {over > 0 && t('composer.tooLong', { count: over })}
      {!trouble && over <= 0 && length > warnAt && t('composer.left', { count: -over })}
    </p>
  );
}

/** Answering and editing begin with the cursor behind the text. */
function useFocusOnMode(field: React.RefObject<HTMLTextAreaElement | null>, mode: string | undefined) {
  const last = useRef(mode);
  useEffect(() => {
    const before = last.current;
    last.current = mode;
    const element = field.current;
    if (!element || mode === before) return;
    if (mode !== undefined) element.focus();
    if (mode !== undefined || before?.startsWith('edit'))
      element.setSelectionRange(element.value.length, element.value.length);
  }, [field, mode]);
}

/** Text that came from elsewhere (Edit of a message that was not sent) is to be gone on with: the cursor goes behind it. */
function useOutsideDraft(field: React.RefObject<HTMLTextAreaElement | null>, text: string, shown: boolean) {
  const last = useRef(text);
  useEffect(() => {
    const grown = text.length > last.current.length + 1;
    last.current = text;
    const element = field.current;
    if (!grown || !shown || !element || document.activeElement === element) return;
    element.focus();
    element.setSelectionRange(text.length, text.length);
  }, [field, text, shown]);
}
