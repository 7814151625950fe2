import { type ComponentType, Suspense, useState } from 'react';
import { later } from '../ui/later';

interface DialogProps {
  open: boolean;
  onClose: () => void;
}

const dialogs = {
  createRoom: later(() =>
    import('../features/create-room/CreateRoom').then((module) => ({ default: module.CreateRoom })),
  ),
  browseRooms: later(() =>
    import('../features/browse-rooms/BrowseRooms').then((module) => ({ default: module.BrowseRooms })),
  ),
  newDirect: later(() =>
    import('../features/new-direct/NewDirect').then((module) => ({ default: module.NewDirect })),
  ),
  settings: later(() =>
    import('../features/settings/Settings').then((module) => ({ default: module.Settings })),
  ),
  signOut: later(() =>
    import('../features/sign-out/SignOut').then((module) => ({ default: module.SignOut })),
  ),
} satisfies Record<string, ComponentType<DialogProps>>;

export type DialogName = keyof typeof dialogs;

/** Dialogs are fetched when they are first opened, and then stay mounted, closed, so that they can fade out. */
export function Dialogs({ open, onClose }: { open: DialogName | undefined; onClose: () => void }) {
  const [used, setUsed] = useState<DialogName[]>([]);
  if (open && !used.includes(open)) setUsed([...used, open]);
  return (
    <Suspense fallback={null}>
      {used.map((name) => {
        const Content = dialogs[name];
        return <Content key={name} open={open === name} onClose={onClose} />;
      })}
    </Suspense>
  );
}
