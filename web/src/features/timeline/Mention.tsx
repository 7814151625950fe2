import { useStore } from '../../store';
import { cx } from '../../ui/cx';
import { findByUsername } from './names';
import styles from './Rows.module.css';

/** `@name` as highlight if it is somebody's username; a dot, dash or underscore at the end may be punctuation. */
export function Mention({ name }: { name: string }) {
  const trimmed = name.replace(/[._-]+$/, '');
  const user = useStore((state) => findByUsername(state.users, name) ?? findByUsername(state.users, trimmed));
  const me = useStore((state) => state.auth.me?.id);
  if (!user) return <>@{name}</>;
  const length = user.username.length;
  return (
    <>
      <span className={cx(styles.mention, user.id === me && styles.mentionMe)} title={user.displayName}>
        @{name.slice(0, length)}
      </span>
      {name.slice(length)}
    </>
  );
}
