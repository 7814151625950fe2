import { useLocation } from 'wouter';
import { type RoomEntry, useClient } from '../../store';
import { Confirm } from '../../ui/dialog/Confirm';
import { codeOf, plainError } from '../../ui/errors';
import { t } from '../../ui/i18n';

export function LeaveRoom({ room, open, onClose }: { room: RoomEntry; open: boolean; onClose: () => void }) {
  const client = useClient();
  const [, navigate] = useLocation();
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={t('members.leaveTitle', { name: room.name })}
      text={room.visibility === 'public' ? t('members.leavePublic') : t('members.leavePrivate')}
      action={t('members.leave')}
      explain={(error) => (codeOf(error) === 'conflict' ? t('members.lastOwner') : plainError(error))}
      work={async () => {
        await client.leaveRoom(room.id);
        navigate('/');
      }}
    />
  );
}
