import { selectMe, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { EmptyState } from '../../ui/empty/EmptyState';
import { t } from '../../ui/i18n';

interface HomeProps {
  onCreateRoom: () => void;
  onBrowseRooms: () => void;
  onNewDirect: () => void;
}

/** No room chosen: the first steps for whoever is new, a hint for everybody else. */
export function Home({ onCreateRoom, onBrowseRooms, onNewDirect }: HomeProps) {
  const me = useStore(selectMe);
  const loaded = useStore((state) => state.rooms.loaded);
  const empty = useStore((state) => state.rooms.total === 0 && Object.keys(state.rooms.byId).length === 0);
  if (!loaded) return null;
  return (
    <EmptyState
      title={empty ? t('home.emptyTitle', { name: me?.displayName ?? '' }) : t('home.title')}
      text={empty ? t('home.emptyText') : t('home.text')}
    >
      <Button look={empty ? 'main' : 'quiet'} onClick={onCreateRoom}>
        {t('home.create')}
      </Button>
      <Button onClick={onBrowseRooms}>{t('home.browse')}</Button>
      <Button onClick={onNewDirect}>{t('home.direct')}</Button>
    </EmptyState>
  );
}
