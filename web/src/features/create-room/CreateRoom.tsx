import { type FormEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { Visibility } from '../../protocol';
import { useClient } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { fieldErrors, plainError } from '../../ui/errors';
import { Choices, Field, FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { Hash, Lock } from '../../ui/icons';
import styles from './CreateRoom.module.css';

interface Errors {
  name?: string;
  topic?: string;
  form?: string;
}

function check(name: string, topic: string): Errors {
  const length = [...name.trim()].length;
  return {
    ...(length === 0 ? { name: t('createRoom.needName') } : {}),
    ...(length > 80 ? { name: t('createRoom.nameLong') } : {}),
    ...([...topic.trim()].length > 250 ? { topic: t('createRoom.topicLong') } : {}),
  };
}

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
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('public');
  const [errors, setErrors] = useState<Errors>({});

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wrong = check(name, topic);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      const room = await client.createRoom({
        name: name.trim(),
        visibility,
        ...(topic.trim() ? { topic: topic.trim() } : {}),
      });
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
      <Field
        label={t('createRoom.name')}
        placeholder={t('createRoom.namePlaceholder')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={errors.name}
        autoFocus
      />
      <Field
        label={t('createRoom.topic')}
        hint={t('createRoom.topicHint')}
        value={topic}
        onChange={(event) => setTopic(event.target.value)}
        error={errors.topic}
      />
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
      <FormError>{errors.form}</FormError>
    </form>
  );
}
