import type { CSSProperties } from 'react';
import { cx } from '../cx';
import styles from './Avatar.module.css';

export type Presence = 'online' | 'away' | 'offline';

const hues = [20, 55, 85, 120, 150, 185, 230, 265, 310, 345];

/** The person's colour: the same everywhere and always, because it comes from the id alone. */
export function hueOf(id: string): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  return hues[Math.abs(hash) % hues.length] ?? 85;
}

/** First letters of the first and the last word; of a single word its first two letters at most. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '')];
  const last = words.length > 1 ? [...(words[words.length - 1] ?? '')] : [];
  const letters = last[0] ? [first[0], last[0]] : first.slice(0, /^\p{L}/u.test(first[0] ?? '') ? 2 : 1);
  return letters.join('').toLocaleUpperCase() || '?';
}

interface AvatarProps {
  userId: string;
  name: string;
  size?: 'xs' | 's' | 'm' | 'l';
  /** One letter stays readable where faces overlap. */
  brief?: boolean;
  /** Shows the dot. Offline and absent show none; what it means is said in words where it matters. */
  presence?: Presence | undefined;
  className?: string | undefined;
}

/** A face made of initials. Painted only, so that it is neither read nor copied: the name always stands beside it. */
export function Avatar({ userId, name, size = 's', brief, presence, className }: AvatarProps) {
  return (
    <span
      className={cx(styles.avatar, styles[size], className)}
      data-hue=""
      data-initials={brief ? [...initialsOf(name)][0] : initialsOf(name)}
      data-testid="avatar"
      data-presence={presence}
      style={{ '--h': hueOf(userId) } as CSSProperties}
      aria-hidden="true"
    >
      {presence && presence !== 'offline' && (
        <i className={cx(styles.dot, presence === 'away' && styles.away)} />
      )}
    </span>
  );
}
