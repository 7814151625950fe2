import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button/Button';
import { EmptyState } from '../ui/empty/EmptyState';
import { t } from '../ui/i18n';

/** Keeps a broken part from taking the window with it. React itself reports the error to the console. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <EmptyState title={t('crash.title')} text={t('crash.text')}>
        <Button look="main" onClick={() => window.location.reload()}>
          {t('crash.reload')}
        </Button>
      </EmptyState>
    );
  }
}
