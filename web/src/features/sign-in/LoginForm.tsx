import { type FormEvent, useState } from 'react';
import { useClient } from '../../store';
import { Button } from '../../ui/button/Button';
import { codeOf, plainError } from '../../ui/errors';
import { Field, FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { focusFirstError } from './focusFirstError';
import styles from './SignIn.module.css';

export function LoginForm() {
  const client = useClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<{ username?: string; password?: string; form?: string }>({});
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const missing = {
      ...(username.trim() ? {} : { username: t('signIn.needUsername') }),
      ...(password ? {} : { password: t('signIn.needPassword') }),
    };
    setErrors(missing);
    if (Object.keys(missing).length > 0) return focusFirstError(form);
    setBusy(true);
    try {
      await client.login({ username: username.trim().toLowerCase(), password });
    } catch (error) {
      const code = codeOf(error);
      setErrors({
        form: code === 'unauthorized' || code === 'invalid' ? t('signIn.wrong') : plainError(error),
      });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field
        label={t('signIn.username')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        error={errors.username}
      />
      <Field
        label={t('signIn.password')}
        name="password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={errors.password}
      />
      <FormError>{errors.form}</FormError>
      <Button type="submit" look="main" wide busy={busy}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
