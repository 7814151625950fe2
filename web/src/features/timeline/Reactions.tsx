import type { Message } from '../../protocol';
import { useStore } from '../../store';
import { cx } from '../../ui/cx';
import { formatList, formatNumber, t } from '../../ui/i18n';
import { useNames } from './names';
import styles from './Rows.module.css';

/** What others answered with a single sign. */
export function Reactions({ message }: { message: Message }) {
  return (
    <ul className={styles.reactions}>
      {message.reactions.map(({ emoji, count, userIds }) => (
        <Reaction
          key={emoji}
          emoji={emoji}
          count={count}
          userIds={userIds}
          known={message.myReactions?.includes(emoji)}
        />
      ))}
    </ul>
  );
}

function Reaction({
  emoji,
  count,
  userIds,
  known,
}: {
  emoji: string;
  count: number;
  userIds: string[];
  known: boolean | undefined;
}) {
  const me = useStore((state) => state.auth.me?.id);
  const names = useNames(userIds);
  const mine = known ?? (me !== undefined && userIds.includes(me));
  return (
    <li className={cx(styles.reaction, mine && styles.mine)} title={formatList(names)}>
      <span aria-hidden="true">
        {emoji} {formatNumber(count)}
      </span>
      <span className="visually-hidden">
        {t(mine ? 'timeline.reactionMine' : 'timeline.reaction', { emoji, count })}
      </span>
    </li>
  );
}
