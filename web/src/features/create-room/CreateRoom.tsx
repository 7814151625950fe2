import { type FormEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { fieldErrors, plainError } from '../../ui/errors';
import { t } from '../../ui/i18n';
import {
  type RoomDraft,
  type RoomErrors,
  RoomFields,
  trimmed,
  wrongIn,
} from '../../ui/room-fields/RoomFields';
import styles from './CreateRoom.module.css';

export function CreateRoom({ open, onClose }: { open: boolean; onClose: () => void }) {
  const form = useId();
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('createRoom.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="main" type="submit" form={form} busy={busy}>
            {t('createRoom.submit')}
          </Button>
        </>
      }
    >
      <Form id={form} busy={busy} setBusy={setBusy} onDone={onClose} />
    </Dialog>
  );
}

function Form({
  id,
  busy,
  setBusy,
  onDone,
}: {
  id: string;
  busy: boolean;
  setBusy: (busy: boolean) => void;
  onDone: () => void;
}) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState<RoomDraft>({ name: '', topic: '', visibility: 'public' });
  const [errors, setErrors] = useState<RoomErrors>({});

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wrong = wrongIn(draft);
    setErrors(wrong ?? {});
    if (wrong) return;
    setBusy(true);
    try {
      const { topic, ...rest } = trimmed(draft);
      const room = await client.createRoom(topic ? { ...rest, topic } : rest);
      onDone();
      navigate(`/r/${room.id}`);
    } catch (error) {
      const fields = fieldErrors(error);
      setErrors(fields.name || fields.topic ? fields : { form: plainError(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form id={id} className={styles.form} onSubmit={submit} noValidate>
      <RoomFields draft={draft} onChange={setDraft} errors={errors} fresh withVisibility />
    </form>
  );
}
