import { useCallback, useEffect, useReducer } from 'react';
import type { RoomId } from '../../protocol';
import { type Row, type State, selectTimelineRows, store, useClient, useStore } from '../../store';

interface Draft {
  text: string;
  /** What stood there when editing began. */
  from: string;
  /** The revision that the person saw; undefined while an own change of it is under way. */
  base: number | undefined;
}

/** Texts being worked over, by message: they outlast a look into another room. */
const drafts = new Map<string, Draft>();

type MessageRow = Extract<Row, { type: 'message' }>;

function rowOf(state: State, roomId: RoomId, messageId: string | undefined): MessageRow | undefined {
  if (messageId === undefined) return undefined;
  const row = selectTimelineRows(roomId)(state).find(
    (one) => one.type === 'message' && one.message.id === messageId,
  );
  return row?.type === 'message' ? row : undefined;
}

/** The message that the composer is about, as its row shows it now. */
export function useRowOf(roomId: RoomId, messageId: string | undefined): MessageRow | undefined {
  return useStore((state) => rowOf(state, roomId, messageId));
}

/** The composer's edit mode: undefined unless a message is being edited. The draft of a new message is not touched. */
export function useEditing(roomId: RoomId, onNote: (note: 'gone' | 'editFailed' | undefined) => void) {
  const client = useClient();
  const mode = useStore((state) => state.composer[roomId]);
  const id = mode?.mode === 'edit' ? mode.messageId : undefined;
  const row = useRowOf(roomId, id);
  const [, typed] = useReducer((count: number) => count + 1, 0);

  if (id !== undefined && row && !drafts.has(id)) {
    const { content, revision } = row.message;
    drafts.set(id, { text: content, from: content, base: row.change ? undefined : revision });
  }
  const end = useCallback(() => {
    if (id !== undefined) drafts.delete(id);
    client.compose(roomId);
  }, [client, roomId, id]);

  // Gone while it was being edited: what was written is not.
  const gone = row?.message.deletedAt !== undefined;
  useEffect(() => {
    if (id === undefined || !gone) return;
    const draft = drafts.get(id);
    end();
    if (!draft || draft.text === draft.from || store.getState().drafts[roomId]) return;
    client.setDraft(roomId, draft.text);
    onNote('gone');
  }, [client, roomId, id, gone, end, onNote]);

  if (id === undefined) return undefined;
  const text = drafts.get(id)?.text ?? '';
  const write = (next: string) => {
    const draft = drafts.get(id);
    drafts.set(id, { from: next, base: undefined, ...draft, text: next });
    typed();
    onNote(undefined);
  };
  const save = () => {
    const draft = drafts.get(id);
    const content = text.trim();
    end();
    if (!draft || content === draft.from) return;
    client.edit(roomId, id, content, draft.base).catch(() => {
      drafts.set(id, draft);
      client.compose(roomId, mode);
      onNote('editFailed');
    });
  };
  return { id, text, write, save, cancel: end };
}
