import type { Message } from '../../protocol';
import { t } from '../../ui/i18n';
import { Copy, LinkIcon, MailOpen } from '../../ui/icons';
import { MenuAt, MenuItem } from '../../ui/menu/Menu';
import { useActions } from './actions';

interface MoreMenuProps {
  open: boolean;
  message: Message;
  anchor: Element;
  onClose: () => void;
  home: () => HTMLElement | null | false;
}

/** What one does with a message now and then. */
export default function MoreMenu({ open, message, anchor, onClose, home }: MoreMenuProps) {
  const actions = useActions();
  return (
    <MenuAt open={open} anchor={anchor} label={t('message.more')} onClose={onClose} finalFocus={home}>
      <MenuItem icon={<Copy />} onSelect={() => actions.copy(message)}>
        {t('message.copy')}
      </MenuItem>
      <MenuItem icon={<LinkIcon />} onSelect={() => actions.copyLink(message)}>
        {t('message.copyLink')}
      </MenuItem>
      <MenuItem icon={<MailOpen />} onSelect={() => actions.markUnread(message)}>
        {t('message.markUnread')}
      </MenuItem>
    </MenuAt>
  );
}
