import type { Message } from '../../protocol';
import { useClient, useStore } from '../../store';
import { Confirm } from '../../ui/dialog/Confirm';
import { t } from '../../ui/i18n';
import styles from './Excerpt.module.css';
import { useName } from './names';

interface DeleteDialogProps {
  open: boolean;
  message: Message;
  onClose: () => void;
  home: () => HTMLElement | null | false;
}

/** Asks before a message is gone for everybody, and shows which one. */
export default function DeleteDialog({ open, message, onClose, home }: DeleteDialogProps) {
  const client = useClient();
  const mine = useStore((state) => state.auth.me?.id === message.senderId);
  const name = useName(message.senderId);
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={t('message.deleteTitle')}
      text={mine ? t('message.deleteText') : t('message.deleteOther', { name })}
      action={t('message.delete')}
      work={() => client.remove(message.roomId, message.id)}
      home={home}
    >
      <blockquote className={styles.excerpt} dir="auto">
        <strong>{name}</strong>
        <p>{message.content}</p>
      </blockquote>
    </Confirm>
  );
}
