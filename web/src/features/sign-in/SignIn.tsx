import { useState } from 'react';
import type { ServerInfo } from '../../protocol';
import { useStore } from '../../store';
import { t } from '../../ui/i18n';
import { Mark } from '../../ui/mark/Mark';
import { LoginForm } from './LoginForm';
import { RegisterForm } from './RegisterForm';
import styles from './SignIn.module.css';

/** The door: sign in, sign up, or set the server up as its first user. */
export function SignIn() {
  const server = useStore((state) => state.auth.server);
  const setup = server?.setup ?? false;
  const closed = !setup && server?.registration === 'closed';
  const [wanted, setWanted] = useState<'login' | 'register'>();
  const mode = closed ? 'login' : (wanted ?? (setup ? 'register' : 'login'));
  const name = server?.name || t('title.app');
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Mark size={64} />
        <h1 className={styles.title}>
          {setup ? t('signUp.setupTitle', { server: name }) : t('signIn.titleServer', { server: name })}
        </h1>
        <p className={styles.text}>{introduction(setup, mode)}</p>
        {mode === 'login' ? <LoginForm /> : <RegisterForm server={server} />}
        {!setup && <Alternative mode={mode} closed={closed} server={server} onChange={setWanted} />}
      </div>
    </main>
  );
}

function introduction(setup: boolean, mode: 'login' | 'register'): string {
  if (setup && mode === 'register') return t('signUp.setupText');
  return mode === 'login' ? t('signIn.text') : t('signUp.text');
}

function Alternative({
  mode,
  closed,
  server,
  onChange,
}: {
  mode: 'login' | 'register';
  closed: boolean;
  server: ServerInfo | undefined;
  onChange: (mode: 'login' | 'register') => void;
}) {
  if (closed) {
    return (
      <p className={styles.alternative}>
        <strong>{t('signUp.closed')}.</strong>{' '}
        {t('signUp.closedText', { server: server?.name || t('title.app') })}
      </p>
    );
  }
  const other = mode === 'login' ? 'register' : 'login';
  return (
    <p className={styles.alternative}>
      {mode === 'login' ? t('signIn.newHere') : t('signUp.already')}{' '}
      <button type="button" className={styles.switch} onClick={() => onChange(other)}>
        {mode === 'login' ? t('signIn.toSignUp') : t('signIn.submit')}
      </button>
    </p>
  );
}
