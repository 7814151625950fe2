import { useCallback, useEffect, useRef, useState } from 'react';
import { selectWaiting, useClient, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';

const selectUnsent = selectWaiting();

/** Signs out at once when nothing waits; otherwise says what waits. Without the server nobody is signed out. */
export function SignOut({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useClient();
  const waiting = useStore(selectUnsent);
  const warn = useRef(false);
  const begun = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  if (open && waiting > 0) warn.current = true;
  const unsent = warn.current;
  const go = useCallback(() => {
    setBusy(true);
    client
      .logout()
      .then(onClose, (cause: unknown) => setError(plainError(cause)))
      .finally(() => setBusy(false));
  }, [client, onClose]);
  useEffect(() => {
    if (open && !begun.current && !warn.current) go();
    begun.current = open;
    if (open) return;
    warn.current = false;
    setError(undefined);
  }, [open, go]);
  return (
    <Dialog
      open={open && (unsent || error !== undefined)}
      onClose={onClose}
      size="s"
      title={t(unsent ? 'signOut.title' : 'signOut.failed')}
      description={t(unsent ? 'signOut.text' : 'signOut.still', { count: waiting })}
      footer={
        <>
          <Button onClick={onClose}>{t('signOut.stay')}</Button>
          <Button look="danger" busy={busy} onClick={go}>
            {t(unsent ? 'signOut.go' : 'menu.signOut')}
          </Button>
        </>
      }
    >
      {error && <FormError>{error}</FormError>}
    </Dialog>
  );
}
