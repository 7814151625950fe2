import { type Theme, useClient, useStore } from '../../store';
import { t } from '../../ui/i18n';
import { LogOut, Monitor, Moon, Sun, UserRound } from '../../ui/icons';
import type { MenuContentProps } from '../../ui/menu/LazyMenu';
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../../ui/menu/Menu';

interface YourMenuContentProps extends MenuContentProps {
  onSettings: () => void;
  onSignOut: () => void;
}

export function YourMenuContent({ onSettings, onSignOut, ...menu }: YourMenuContentProps) {
  const client = useClient();
  const theme = useStore((state) => state.prefs.theme);
  const themes: { value: Theme; label: string; icon: React.ReactNode }[] = [
    { value: 'light', label: t('menu.light'), icon: <Sun /> },
    { value: 'dark', label: t('menu.dark'), icon: <Moon /> },
    { value: 'system', label: t('menu.system'), icon: <Monitor /> },
  ];
  return (
    <Menu side="top" {...menu}>
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
  );
}
