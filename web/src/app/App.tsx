import { CSPProvider } from '@base-ui/react/csp-provider';
import { lazy, Suspense } from 'react';
import { type Client, ClientProvider, useClient, useStore } from '../store';
import { Button } from '../ui/button/Button';
import { EmptyState } from '../ui/empty/EmptyState';
import { setLocale, t } from '../ui/i18n';
import { Mark } from '../ui/mark/Mark';
import { TooltipHost } from '../ui/tooltip/TooltipHost';
import styles from './App.module.css';
import { ErrorBoundary } from './ErrorBoundary';
import { Shell } from './Shell';
import { useTheme } from './useTheme';

const SignIn = lazy(() =>
  import('../features/sign-in/SignIn').then((module) => ({ default: module.SignIn })),
);

/** The whole client. `client` is what its screens ask; the state they read is the page's store. */
export function App({ client }: { client: Client }) {
  return (
    // Our Content-Security-Policy knows no inline styles.
    <CSPProvider disableStyleElements>
      <ClientProvider client={client}>
        <Localised />
      </ClientProvider>
      <TooltipHost />
    </CSPProvider>
  );
}

function Localised() {
  const locale = useStore((state) => state.prefs.locale);
  setLocale(locale);
  useTheme();
  return (
    <ErrorBoundary key={locale}>
      <Gate />
    </ErrorBoundary>
  );
}

function Gate() {
  const status = useStore((state) => state.auth.status);
  switch (status) {
    case 'starting':
      return <Starting />;
    case 'unreachable':
      return <Unreachable />;
    case 'signedOut':
      return (
        <Suspense fallback={<Starting />}>
          <SignIn />
        </Suspense>
      );
    case 'signedIn':
      return <Shell />;
  }
}

function Starting() {
  return (
    <main className={styles.starting} aria-busy="true">
      <Mark size={56} />
      <h1 className="visually-hidden">{t('start.loading')}</h1>
    </main>
  );
}

function Unreachable() {
  const client = useClient();
  return (
    <main className={styles.unreachable}>
      <EmptyState title={t('start.unreachable')} text={t('start.unreachableText')}>
        <Button look="main" onClick={() => void client.start()}>
          {t('common.retry')}
        </Button>
      </EmptyState>
    </main>
  );
}
