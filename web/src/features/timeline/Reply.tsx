import { Link } from 'wouter';
import type { ReplyRef } from '../../protocol';
import { t } from '../../ui/i18n';
import { useName } from './names';
import styles from './Rows.module.css';

/** The message that is answered, in one line; leads to it. */
export function Reply({ to, roomId }: { to: ReplyRef; roomId: string }) {
  const name = useName(to.senderId);
  return (
    <Link href={`/r/${roomId}/${to.seq}`} className={styles.reply}>
      <span className="visually-hidden">{t('timeline.replyTo', { name })}: </span>
      <strong aria-hidden="true">{name}</strong>
      <span className={styles.excerpt}>{to.deletedAt ? t('timeline.deleted') : to.excerpt}</span>
    </Link>
  );
}
