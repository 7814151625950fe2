import { useRef } from 'react';
import type { Member } from '../../protocol';
import { type RoomEntry, useClient } from '../../store';
import { Confirm } from '../../ui/dialog/Confirm';
import { t } from '../../ui/i18n';

export function RemoveMember({
  room,
  member,
  onClose,
}: {
  room: RoomEntry;
  member: Member | undefined;
  onClose: () => void;
}) {
  const client = useClient();
  // While the dialog fades out it still names the person.
  const last = useRef(member);
  if (member) last.current = member;
  const name = last.current?.user.displayName ?? '';
  return (
    <Confirm
      open={member !== undefined}
      onClose={onClose}
      title={t('members.removeTitle', { name })}
      text={t('members.removeText', { name })}
      action={t('members.remove')}
      work={async () => {
        if (member) await client.removeMember(room.id, member.userId);
      }}
    />
  );
}
