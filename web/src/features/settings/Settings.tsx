import { type FormEvent, useState } from 'react';
import { selectMe, useClient, useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { codeOf, plainError } from '../../ui/errors';
import { Field } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import styles from './Settings.module.css';

/** Own profile and password. */
export function Settings({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={t('settings.title')}>
      <Profile />
      <Password />
    </Dialog>
  );
}

function Profile() {
  const client = useClient();
  const me = useStore(selectMe);
  const [name, setName] = useState(me?.displayName ?? '');
  const [status, setStatus] = useState<{ error?: string; saved?: boolean }>({});
  const [busy, setBusy] = useState(false);
  if (!me) return null;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const length = [...name.trim()].length;
    if (length < 1 || length > 64) return setStatus({ error: t('settings.nameLong') });
    setBusy(true);
    try {
      await client.updateMe({ displayName: name.trim() });
      setStatus({ saved: true });
    } catch (error) {
      setStatus({ error: plainError(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.section} onSubmit={save} noValidate>
      <div className={styles.profile}>
        <Avatar userId={me.id} name={name.trim() || me.displayName} size="l" />
        <div className={styles.grow}>
          <Field
            label={t('signUp.displayName')}
            autoComplete="name"
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setStatus({});
            }}
            hint={`@${me.username}`}
            error={status.error}
          />
        </div>
      </div>
      <div className={styles.actions}>
        <Said>{status.saved && t('settings.saved')}</Said>
        <Button type="submit" busy={busy} disabled={name.trim() === me.displayName}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}

function Password() {
  const client = useClient();
  const me = useStore(selectMe);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [errors, setErrors] = useState<{ current?: string; next?: string }>({});
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaved(false);
    const length = [...next].length;
    if (length < 8) return setErrors({ next: t('signUp.passwordShort') });
    if (length > 128) return setErrors({ next: t('signUp.passwordLong') });
    setBusy(true);
    setErrors({});
    try {
      await client.updateMe({ password: next, currentPassword: current });
      setCurrent('');
      setNext('');
      setSaved(true);
    } catch (error) {
      const wrong = ['unauthorized', 'forbidden', 'invalid'].includes(codeOf(error) ?? '');
      setErrors(wrong ? { current: t('settings.passwordWrong') } : { next: plainError(error) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.section} onSubmit={save} noValidate>
      <h3 className={styles.title}>{t('settings.password')}</h3>
      <input type="text" name="username" autoComplete="username" value={me?.username ?? ''} readOnly hidden />
      <Field
        label={t('settings.currentPassword')}
        type="password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
        error={errors.current}
      />
      <Field
        label={t('settings.newPassword')}
        type="password"
        autoComplete="new-password"
        value={next}
        onChange={(event) => setNext(event.target.value)}
        hint={t('signUp.passwordHint')}
        error={errors.next}
      />
      <div className={styles.actions}>
        <Said>{saved && t('settings.passwordSaved')}</Said>
        <Button type="submit" busy={busy} disabled={!current || !next}>
          {t('settings.passwordSubmit')}
        </Button>
      </div>
    </form>
  );
}

function Said({ children }: { children: React.ReactNode }) {
  return (
    <span className={styles.said} role="status">
      {children}
    </span>
  );
}
