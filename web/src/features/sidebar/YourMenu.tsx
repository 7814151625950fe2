import { selectMe, type Theme, useClient, useStore } from '../../store';
import { Avatar } from '../../ui/avatar/Avatar';
import { IconButton } from '../../ui/button/Button';
import { t } from '../../ui/i18n';
import { LogOut, Monitor, Moon, Settings2, Sun, UserRound } from '../../ui/icons';
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../../ui/menu/Menu';
import styles from './Sidebar.module.css';

/** Oneself at the foot of the sidebar: name, state of the connection in a word, settings, appearance, signing out. */
export function YourMenu({ onSettings, onSignOut }: { onSettings: () => void; onSignOut: () => void }) {
  const client = useClient();
  const me = useStore(selectMe);
  const theme = useStore((state) => state.prefs.theme);
  const presence = useStore((state) => {
    if (state.connection.status !== 'online') return 'offline';
    return me && state.presence[me.id] === 'away' ? 'away' : 'online';
  });
  const connecting = useStore(
    (state) => state.connection.status === 'connecting' || state.connection.status === 'idle',
  );
  if (!me) return null;
  const themes: { value: Theme; label: string; icon: React.ReactNode }[] = [
    { value: 'light', label: t('menu.light'), icon: <Sun /> },
    { value: 'dark', label: t('menu.dark'), icon: <Moon /> },
    { value: 'system', label: t('menu.system'), icon: <Monitor /> },
  ];
  return (
    <footer className={styles.me}>
      <Avatar userId={me.id} name={me.displayName} size="m" presence={presence} />
      <div className={styles.myself}>
        <strong>{me.displayName}</strong>
        <small>{connecting ? t('presence.connecting') : t(`presence.${presence}`)}</small>
      </div>
      <Menu
        side="top"
        trigger={
          <IconButton label={t('menu.label')}>
            <Settings2 />
          </IconButton>
        }
      >
        <MenuItem icon={<UserRound />} onSelect={onSettings}>
          {t('menu.settings')}
        </MenuItem>
        <MenuSeparator />
        <MenuChoices
          label={t('menu.theme')}
          value={theme}
          options={themes}
          onChange={(next) => client.setTheme(next)}
        />
        <MenuSeparator />
        <MenuItem icon={<LogOut />} onSelect={onSignOut}>
          {t('menu.signOut')}
        </MenuItem>
      </Menu>
    </footer>
  );
}
