import type { ReactNode } from 'react';
import { selectTyping, useStore } from '../../store';
import { rich, t } from '../../ui/i18n';
import styles from './TypingLine.module.css';

/** Who is writing in the room. Its height is reserved, so that nothing moves when somebody starts. */
export function TypingLine({ roomId }: { roomId: string }) {
  const ids = useStore(selectTyping(roomId));
  const names = useStore((state) =>
    ids.map((id) => state.users[id]?.displayName ?? t('common.someone')).join('\n'),
  );
  return (
    <div className={styles.line} data-testid="typing">
      {ids.length > 0 && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className={styles.text}>{sentence(names.split('\n'))}</span>
        </>
      )}
    </div>
  );
}

function sentence(names: string[]): ReactNode {
  const [first, second, third] = names.map((name) => <strong key={name}>{name}</strong>);
  if (names.length === 1) return rich('typing.one', { first });
  if (names.length === 2) return rich('typing.two', { first, second });
  if (names.length === 3) return rich('typing.three', { first, second, third });
  return rich('typing.many', { first, second, count: names.length - 2 });
}
