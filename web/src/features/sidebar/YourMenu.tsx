import { selectMe, useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { IconButton } from '../../ui/button/Button';
import { t } from '../../ui/i18n';
import { Settings2 } from '../../ui/icons';
import { lazyMenu } from '../../ui/menu/LazyMenu';
import styles from './Sidebar.module.css';

interface YourMenuProps {
  onSettings: () => void;
  onSignOut: () => void;
}

const YourMenuButton = lazyMenu<YourMenuProps>(
  async () => (await import('./YourMenuContent')).YourMenuContent,
);

/** Oneself at the foot of the sidebar: name, state of the connection in a word, settings, appearance, signing out. */
export function YourMenu({ onSettings, onSignOut }: YourMenuProps) {
  const me = useStore(selectMe);
  const presence = useStore((state) => {
    if (state.connection.status !== 'online') return 'offline';
    return me && state.presence[me.id] === 'away' ? 'away' : 'online';
  });
  const connecting = useStore(
    (state) => state.connection.status === 'connecting' || state.connection.status === 'idle',
  );
  if (!me) return null;
  return (
    <footer className={styles.me}>
      <Avatar userId={me.id} name={me.displayName} size="m" presence={presence} />
      <div className={styles.myself}>
        <strong>{me.displayName}</strong>
        <small>{connecting ? t('presence.connecting') : t(`presence.${presence}`)}</small>
      </div>
      <YourMenuButton
        onSettings={onSettings}
        onSignOut={onSignOut}
        trigger={
          <IconButton label={t('menu.label')}>
            <Settings2 />
          </IconButton>
        }
      />
    </footer>
  );
}
