import { type FormEvent, useState } from 'react';
import type { ServerInfo } from '../../protocol';
import { useClient } from '../../store';
import { Button } from '../../ui/button/Button';
import { codeOf, fieldErrors, plainError } from '../../ui/errors';
import { Field, FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { focusFirstError } from './focusFirstError';
import styles from './SignIn.module.css';

const empty = { username: '', displayName: '', password: '', setupToken: '', inviteCode: '' };
type Values = typeof empty;
type Errors = Partial<Record<keyof Values | 'form', string>>;

/** What can be said before asking the server. */
function check(values: Values): Errors {
  const errors: Errors = {};
  if (!/^[a-z0-9._-]{2,32}$/.test(values.username)) errors.username = t('signUp.usernameBad');
  if ([...values.displayName.trim()].length > 64) errors.displayName = t('settings.nameLong');
  const length = [...values.password].length;
  if (length < 8) errors.password = t('signUp.passwordShort');
  if (length > 128) errors.password = t('signUp.passwordLong');
  return errors;
}

/** What the server said, in our words and at the field it is about. */
function explain(error: unknown, server: ServerInfo | undefined): Errors {
  const code = codeOf(error);
  if (code === 'conflict') return { username: t('signUp.taken') };
  if (code === 'forbidden') {
    if (server?.setupTokenRequired) return { setupToken: t('signUp.setupTokenBad') };
    if (server?.registration === 'invite') return { inviteCode: t('signUp.inviteBad') };
    return { form: `${t('signUp.closed')}.` };
  }
  const fields = fieldErrors(error);
  if (code !== 'invalid' || Object.keys(fields).length === 0) return { form: plainError(error) };
  return {
    ...(fields.username ? { username: t('signUp.usernameBad') } : {}),
    ...(fields.displayName ? { displayName: t('settings.nameLong') } : {}),
    ...(fields.password ? { password: fields.password } : {}),
    ...(fields.setupToken ? { setupToken: t('signUp.setupTokenBad') } : {}),
    ...(fields.inviteCode ? { inviteCode: t('signUp.inviteBad') } : {}),
  };
}

export function RegisterForm({ server }: { server: ServerInfo | undefined }) {
  const client = useClient();
  const [values, setValues] = useState(empty);
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const field = (name: keyof Values, clean = (text: string) => text) => ({
    name,
    value: values[name],
    error: errors[name],
    onChange: (event: { target: { value: string } }) =>
      setValues({ ...values, [name]: clean(event.target.value) }),
  });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const wrong = check(values);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return focusFirstError(form);
    setBusy(true);
    try {
      await client.register({
        username: values.username,
        password: values.password,
        ...(values.displayName.trim() ? { displayName: values.displayName.trim() } : {}),
        ...(values.setupToken.trim() ? { setupToken: values.setupToken.trim() } : {}),
        ...(values.inviteCode.trim() ? { inviteCode: values.inviteCode.trim() } : {}),
      });
    } catch (error) {
      setErrors(explain(error, server));
      focusFirstError(form);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {server?.setup && server.setupTokenRequired && (
        <Field
          label={t('signUp.setupToken')}
          hint={t('signUp.setupTokenHint')}
          spellCheck={false}
          autoFocus
          {...field('setupToken')}
        />
      )}
      {!server?.setup && server?.registration === 'invite' && (
        <Field label={t('signUp.inviteCode')} spellCheck={false} {...field('inviteCode')} />
      )}
      <Field
        label={t('signIn.username')}
        hint={t('signUp.usernameHint')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!server?.setupTokenRequired}
        {...field('username', (text) => text.trim().toLowerCase())}
      />
      <Field
        label={t('signUp.displayName')}
        hint={t('signUp.displayNameHint')}
        autoComplete="name"
        {...field('displayName')}
      />
      <Field
        label={t('signIn.password')}
        hint={t('signUp.passwordHint')}
        type="password"
        autoComplete="new-password"
        {...field('password')}
      />
      <FormError>{errors.form}</FormError>
      <Button type="submit" look="main" wide busy={busy}>
        {t('signUp.submit')}
      </Button>
    </form>
  );
}
