import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { User } from '../../protocol';
import { Avatar } from '../avatar/Avatar';
import { plainError } from '../errors';
import { Field } from '../field/Field';
import { t } from '../i18n';
import { Skeleton } from '../skeleton/Skeleton';
import styles from './PeoplePicker.module.css';

interface PeoplePickerProps {
  search: (q: string) => Promise<User[]>;
  onPick: (user: User) => void;
  /** A short word at the end of a person's row, who then cannot be picked: "Member". */
  note?: (user: User) => string | undefined;
  /** People that are not offered, such as oneself. */
  hide?: (user: User) => boolean;
}

/** Finds people by name. ↓ goes from the field into the list and on, ↑ back. */
export function PeoplePicker({ search, onPick, note, hide }: PeoplePickerProps) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ query: string; users: User[] }>();
  const [error, setError] = useState<string>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        search(query.trim().replace(/^@/, '')).then(
          (users) => {
            if (!current) return;
            setFound({ query: query.trim(), users });
            setError(undefined);
          },
          (cause) => current && setError(plainError(cause)),
        );
      },
      query ? 150 : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, search]);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [...(box.current?.querySelectorAll<HTMLElement>('input, button:not(:disabled)') ?? [])];
    stops[stops.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  };

  const users = found?.users.filter((user) => !hide?.(user));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the controls inside
    <div className={styles.picker} ref={box} onKeyDown={move}>
      <Field
        label={t('people.search')}
        hideLabel
        type="search"
        placeholder={t('people.hint')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        error={error}
        autoFocus
      />
      {!users && !error && <Waiting />}
      {users?.length === 0 && (
        <p className={styles.none}>
          {found?.query ? t('people.none', { query: found.query }) : t('people.aloneText')}
        </p>
      )}
      <ul className={styles.list} aria-label={t('people.results')}>
        {users?.map((user) => (
          <Person key={user.id} user={user} note={note?.(user)} onPick={onPick} />
        ))}
      </ul>
    </div>
  );
}

function Person({
  user,
  note,
  onPick,
}: {
  user: User;
  note: string | undefined;
  onPick: (user: User) => void;
}) {
  return (
    <li>
      <button
        type="button"
        className={styles.person}
        disabled={note !== undefined}
        onClick={() => onPick(user)}
      >
        <Avatar userId={user.id} name={user.displayName} size="s" />
        <span className={styles.name}>{user.displayName}</span>{' '}
        <span className={styles.handle}>@{user.username}</span>{' '}
        {note && <span className={styles.note}>{note}</span>}
      </button>
    </li>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      {['58%', '44%', '51%'].map((width) => (
        <span key={width}>
          <Skeleton width="28px" height="28px" round />
          <Skeleton width={width} />
        </span>
      ))}
    </div>
  );
}
