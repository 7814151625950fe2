import { useState } from 'react';
import { useLocation } from 'wouter';
import { type RoomEntry, useClient } from '../../store';
import { Confirm } from '../../ui/dialog/Confirm';
import { Field } from '../../ui/field/Field';
import { t } from '../../ui/i18n';

/** Deleting is for everybody and for ever: the name has to be typed. */
export function DeleteRoom({ room, open, onClose }: { room: RoomEntry; open: boolean; onClose: () => void }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const close = () => {
    setTyped('');
    onClose();
  };
  return (
    <Confirm
      open={open}
      onClose={close}
      title={t('members.deleteTitle', { name: room.name })}
      text={t('members.deleteText')}
      action={t('members.delete')}
      disabled={typed.trim() !== room.name}
      work={async () => {
        await client.deleteRoom(room.id);
        navigate('/');
      }}
    >
      <Field
        label={t('members.deleteConfirm')}
        placeholder={room.name}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Confirm>
  );
}
