import { useEffect, useState } from 'react';
import type { Room } from '../../protocol';
import { useClient, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { EmptyState } from '../../ui/empty/EmptyState';
import { codeOf, plainError } from '../../ui/errors';
import { FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';

/** A room one has just made, or was just added to, is announced within this time, ms: until then nothing is offered. */
const settle = 800;

/** A room that is not among one's own: what it is, and how to join; or that it cannot be seen. */
export function RoomPreview({ roomId, onBack }: { roomId: string; onBack: () => void }) {
  const client = useClient();
  const loaded = useStore((state) => state.rooms.loaded);
  const known = useStore((state) => Object.keys(state.rooms.byId).length);
  const more = useStore((state) => state.rooms.total) > known;
  const [answer, setAnswer] = useState<{ room?: Room; error?: unknown }>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();

  useEffect(() => {
    if (!loaded) return;
    // With many rooms it may be an own one that has not been fetched yet.
    if (more) client.loadMoreRooms().catch(() => undefined);
    let current = true;
    const timer = setTimeout(() => {
      client.previewRoom(roomId).then(
        (room) => current && setAnswer({ room }),
        (error) => current && setAnswer({ error }),
      );
    }, settle);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, roomId, loaded, more]);

  const join = async () => {
    setBusy(true);
    try {
      await client.joinRoom(roomId);
    } catch (error) {
      setFailed(plainError(error));
    } finally {
      setBusy(false);
    }
  };

  if (!answer) return null;
  const { room, error } = answer;
  if (!room) {
    const hidden = ['not_found', 'forbidden', 'invalid'].includes(codeOf(error) ?? '');
    return (
      <EmptyState title={hidden ? t('room.missing') : plainError(error)}>
        <Button onClick={onBack}>{t('room.back')}</Button>
      </EmptyState>
    );
  }
  const about = [t('common.members', { count: room.memberCount }), room.topic].filter(Boolean).join(' · ');
  return (
    <EmptyState
      title={room.name}
      text={
        <>
          {about}
          <br />
          {t('room.preview')}
        </>
      }
    >
      <FormError>{failed}</FormError>
      <Button onClick={onBack}>{t('room.back')}</Button>
      <Button look="main" busy={busy} onClick={join}>
        {t('room.join')}
      </Button>
    </EmptyState>
  );
}
