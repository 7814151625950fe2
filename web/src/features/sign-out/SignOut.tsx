import { useEffect, useRef } from 'react';
import { selectWaiting, useClient, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { t } from '../../ui/i18n';

const selectUnsent = selectWaiting();

/** Signs out at once when nothing waits; otherwise says what would be lost. */
export function SignOut({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useClient();
  const waiting = useStore(selectUnsent);
  const warn = useRef(false);
  if (open && waiting > 0) warn.current = true;
  const ask = open && warn.current;
  useEffect(() => {
    if (open && !warn.current) void client.logout().finally(onClose);
    if (!open) warn.current = false;
  }, [open, client, onClose]);
  return (
    <Dialog
      open={ask}
      onClose={onClose}
      size="s"
      title={t('signOut.title')}
      description={t('signOut.text', { count: waiting })}
      footer={
        <>
          <Button onClick={onClose}>{t('signOut.stay')}</Button>
          <Button look="danger" onClick={() => void client.logout().finally(onClose)}>
            {t('signOut.go')}
          </Button>
        </>
      }
    />
  );
}
