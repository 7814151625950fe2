import { useCallback, useState } from 'react';
import type { User } from '../../protocol';
import { type RoomEntry, useClient, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { PeoplePicker } from '../../ui/people/PeoplePicker';
import styles from './MembersPanel.module.css';

/** Adds people one after the other; stays open until it is enough. */
export function AddPeople({ room, open, onClose }: { room: RoomEntry; open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('members.add')}
      footer={
        <Button look="main" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      <Finder room={room} />
    </Dialog>
  );
}

function Finder({ room }: { room: RoomEntry }) {
  const client = useClient();
  const members = useStore((state) => state.members[room.id]?.list);
  const [added, setAdded] = useState<User[]>([]);
  const [error, setError] = useState<string>();
  const search = useCallback((q: string) => client.searchUsers(q), [client]);
  const add = async (user: User) => {
    setError(undefined);
    try {
      await client.addMember(room.id, user.id);
      setAdded((before) => [...before, user]);
    } catch (cause) {
      setError(plainError(cause));
    }
  };
  const inside = (user: User) =>
    added.some((one) => one.id === user.id) || members?.some((one) => one.userId === user.id);
  return (
    <>
      <PeoplePicker
        search={search}
        onPick={add}
        note={(user) => (inside(user) ? t('members.already') : undefined)}
      />
      <FormError>{error}</FormError>
      <p className={styles.added} role="status">
        {added.length > 0 && t('members.added', { name: added.at(-1)?.displayName ?? '' })}
      </p>
    </>
  );
}
