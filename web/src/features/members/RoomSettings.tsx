import { type FormEvent, useId, useState } from 'react';
import type { Visibility } from '../../protocol';
import { type RoomEntry, useClient } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { Choices, Field, FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { Hash, Lock } from '../../ui/icons';
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
  const [name, setName] = useState(room.name);
  const [topic, setTopic] = useState(room.topic);
  const [visibility, setVisibility] = useState<Visibility>(room.visibility);
  const [errors, setErrors] = useState<{ name?: string; topic?: string; form?: string }>({});

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const length = [...name.trim()].length;
    if (length === 0) return setErrors({ name: t('createRoom.needName') });
    if (length > 80) return setErrors({ name: t('createRoom.nameLong') });
    if ([...topic.trim()].length > 250) return setErrors({ topic: t('createRoom.topicLong') });
    // Only what was changed here: somebody else may be changing the rest.
    const patch = {
      ...(name.trim() !== room.name ? { name: name.trim() } : {}),
      ...(topic.trim() !== room.topic ? { topic: topic.trim() } : {}),
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
      <Field
        label={t('createRoom.name')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={errors.name}
      />
      <Field
        label={t('createRoom.topic')}
        hint={t('createRoom.topicHint')}
        value={topic}
        onChange={(event) => setTopic(event.target.value)}
        error={errors.topic}
      />
      {mayManage(room) && (
        <Choices
          label={t('createRoom.visibility')}
          name="visibility"
          value={visibility}
          onChange={setVisibility}
          options={[
            {
              value: 'public',
              label: t('createRoom.public'),
              hint: t('createRoom.publicHint'),
              icon: <Hash />,
            },
            {
              value: 'private',
              label: t('createRoom.private'),
              hint: t('createRoom.privateHint'),
              icon: <Lock />,
            },
          ]}
        />
      )}
      <FormError>{errors.form}</FormError>
    </form>
  );
}
