import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import type { User } from '../../protocol';
import { selectMe, useClient, useStore } from '../../store';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { PeoplePicker } from '../../ui/people/PeoplePicker';

/** Finds somebody and opens the conversation with them; the same pair always has the same one. */
export function NewDirect({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={t('direct.title')}>
      <Finder onDone={onClose} />
    </Dialog>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const client = useClient();
  const me = useStore(selectMe);
  const [, navigate] = useLocation();
  const [error, setError] = useState<string>();
  const search = useCallback((q: string) => client.searchUsers(q), [client]);
  const open = async (user: User) => {
    try {
      const room = await client.openDirect(user.id);
      onDone();
      navigate(`/r/${room.id}`);
    } catch (cause) {
      setError(plainError(cause));
    }
  };
  return (
    <>
      <PeoplePicker search={search} onPick={open} hide={(user) => user.id === me?.id} />
      <FormError>{error}</FormError>
    </>
  );
}
