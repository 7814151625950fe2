import { type FormEvent, useId, useState } from 'react';
import { type RoomEntry, useClient } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { t } from '../../ui/i18n';
import {
  type RoomDraft,
  type RoomErrors,
  RoomFields,
  trimmed,
  wrongIn,
} from '../../ui/room-fields/RoomFields';
import styles from './MembersPanel.module.css';
import { mayManage } from './rights';

/** Name and topic for moderators, visibility for owners. */
export function RoomSettings({
  room,
  open,
  onClose,
}: {
  room: RoomEntry;
  open: boolean;
  onClose: () => void;
}) {
  const form = useId();
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('members.edit')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="main" type="submit" form={form} busy={busy}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <Form id={form} room={room} setBusy={setBusy} onDone={onClose} />
    </Dialog>
  );
}

function Form({
  id,
  room,
  setBusy,
  onDone,
}: {
  id: string;
  room: RoomEntry;
  setBusy: (busy: boolean) => void;
  onDone: () => void;
}) {
  const client = useClient();
  const [draft, setDraft] = useState<RoomDraft>(room);
  const [errors, setErrors] = useState<RoomErrors>({});

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = wrongIn(draft);
    if (wrong) return setErrors(wrong);
    const { name, topic, visibility } = trimmed(draft);
    // Only what was changed here: somebody else may be changing the rest.
    const patch = {
      ...(name !== room.name ? { name } : {}),
      ...(topic !== room.topic ? { topic } : {}),
      ...(visibility !== room.visibility ? { visibility } : {}),
    };
    if (Object.keys(patch).length === 0) return onDone();
    setBusy(true);
    try {
      await client.updateRoom(room.id, patch);
      onDone();
    } catch (error) {
      setErrors({ form: plainError(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form id={id} className={styles.form} onSubmit={save} noValidate>
      <RoomFields draft={draft} onChange={setDraft} errors={errors} withVisibility={mayManage(room)} />
    </form>
  );
}
