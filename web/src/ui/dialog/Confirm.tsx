import { type ReactNode, useState } from 'react';
import { Button } from '../button/Button';
import { plainError } from '../errors';
import { FormError } from '../field/Field';
import { t } from '../i18n';
import { Dialog } from './Dialog';

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  text: ReactNode;
  /** Names the button by what it does. */
  action: string;
  disabled?: boolean;
  work: () => Promise<void>;
  explain?: (error: unknown) => string;
  /** Where the focus goes afterwards, if what opened the dialog may be gone by then. */
  home?: (() => HTMLElement | null | false) | undefined;
  children?: ReactNode;
}

/** Asks before something that cannot simply be taken back. */
export function Confirm({
  open,
  onClose,
  title,
  text,
  action,
  disabled = false,
  work,
  explain = plainError,
  home,
  children,
}: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const close = () => {
    setError(undefined);
    onClose();
  };
  const go = async () => {
    setBusy(true);
    try {
      await work();
      close();
    } catch (cause) {
      setError(explain(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      size="s"
      title={title}
      description={text}
      home={home}
      footer={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button look="danger" busy={busy} disabled={disabled} onClick={go}>
            {action}
          </Button>
        </>
      }
    >
      {(children || error) && (
        <>
          {children}
          <FormError>{error}</FormError>
        </>
      )}
    </Dialog>
  );
}
