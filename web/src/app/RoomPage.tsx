import { Suspense, useLayoutEffect, useState } from 'react';
import { Composer } from '../features/composer/Composer';
import { RoomHeader } from '../features/room-header/RoomHeader';
import { RoomPreview } from '../features/room-preview/RoomPreview';
import { Timeline } from '../features/timeline/Timeline';
import { TypingLine } from '../features/typing/TypingLine';
import { selectRoom, selectTimeline, useClient, useStore } from '../store';
import { Button } from '../ui/button/Button';
import { EmptyState } from '../ui/empty/EmptyState';
import { t } from '../ui/i18n';
import { later } from '../ui/later';
import { ConnectionBar } from './ConnectionBar';

const AddPeople = later(() =>
  import('../features/members/AddPeople').then((module) => ({ default: module.AddPeople })),
);

interface RoomPageProps {
  roomId: string;
  seq: number | undefined;
  onBack: () => void;
  panel: string | undefined;
  onPanel: (panel: string) => void;
}

/** One conversation. Mounted anew for each room. */
export function RoomPage({ roomId, seq, onBack, panel, onPanel }: RoomPageProps) {
  const client = useClient();
  const room = useStore(selectRoom(roomId));
  const { status, goneReason } = useStore(selectTimeline(roomId));
  const peer = useStore((state) => (room?.peer ? state.users[room.peer.id] : undefined));
  const [adding, setAdding] = useState<boolean>();
  const member = room !== undefined;
  // Before the timeline's effects say what was seen: the "New" line is decided by what was unread until now.
  useLayoutEffect(() => (member ? client.openRoom(roomId) : undefined), [client, roomId, member]);

  if (!room) {
    return status === 'gone' ? (
      <EmptyState title={t(`room.gone.${goneReason ?? 'removed'}`)} text={t('room.goneText')}>
        <Button onClick={onBack}>{t('room.back')}</Button>
      </EmptyState>
    ) : (
      <RoomPreview roomId={roomId} onBack={onBack} />
    );
  }
  return (
    <>
      <RoomHeader room={room} onBack={onBack} panel={panel} onPanel={onPanel} />
      <ConnectionBar roomId={roomId} />
      <Timeline roomId={roomId} seq={seq} onAddPeople={() => setAdding(true)} />
      <TypingLine roomId={roomId} />
      <Composer room={room} name={peer?.displayName ?? room.name} />
      {adding !== undefined && (
        <Suspense fallback={null}>
          <AddPeople room={room} open={adding} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </>
  );
}
