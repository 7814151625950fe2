import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { Room } from '../../protocol';
import { useClient, useStore } from '../../store';
import { Button } from '../../ui/button/Button';
import { Dialog } from '../../ui/dialog/Dialog';
import { plainError } from '../../ui/errors';
import { Field, FormError } from '../../ui/field/Field';
import { t } from '../../ui/i18n';
import { Hash } from '../../ui/icons';
import { Skeleton } from '../../ui/skeleton/Skeleton';
import styles from './BrowseRooms.module.css';

/** Public rooms of this server: search, look, join. */
export function BrowseRooms({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={t('browse.title')}>
      <Directory onDone={onClose} />
    </Dialog>
  );
}

interface Found {
  query: string;
  rooms: Room[];
  nextCursor?: string;
}

function Directory({ onDone }: { onDone: () => void }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<string>();
  const [joining, setJoining] = useState<string>();

  useEffect(() => {
    let current = true;
    const q = query.trim();
    const timer = setTimeout(
      () => {
        client.directory(q).then(
          (page) => {
            if (!current) return;
            setFound({ query: q, ...page });
            setError(undefined);
          },
          (cause) => current && setError(plainError(cause)),
        );
      },
      q ? 150 : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, query]);

  const more = async () => {
    if (!found?.nextCursor) return;
    try {
      const page = await client.directory(found.query, found.nextCursor);
      setFound((now) =>
        now === found ? { query: found.query, ...page, rooms: [...found.rooms, ...page.rooms] } : now,
      );
    } catch (cause) {
      setError(plainError(cause));
    }
  };

  const go = useCallback(
    (id: string) => {
      onDone();
      navigate(`/r/${id}`);
    },
    [onDone, navigate],
  );

  const join = async (room: Room) => {
    setJoining(room.id);
    try {
      await client.joinRoom(room.id);
      go(room.id);
    } catch (cause) {
      setError(plainError(cause));
    } finally {
      setJoining(undefined);
    }
  };

  return (
    <>
      <Field
        label={t('browse.search')}
        hideLabel
        placeholder={t('browse.search')}
        type="search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        autoFocus
      />
      <FormError>{error}</FormError>
      {!found && !error && <Waiting />}
      {found?.rooms.length === 0 && <Nothing query={found.query} />}
      <ul className={styles.list}>
        {found?.rooms.map((room) => (
          <Entry key={room.id} room={room} busy={joining === room.id} onJoin={join} onOpen={go} />
        ))}
      </ul>
      {found?.nextCursor && <Button onClick={more}>{t('common.more')}</Button>}
    </>
  );
}

function Entry({
  room,
  busy,
  onJoin,
  onOpen,
}: {
  room: Room;
  busy: boolean;
  onJoin: (room: Room) => void;
  onOpen: (id: string) => void;
}) {
  const member = useStore((state) => room.id in state.rooms.byId);
  return (
    <li className={styles.entry}>
      <Hash className={styles.icon} />
      <div className={styles.about}>
        <strong>{room.name}</strong>
        <p>
          {t('common.members', { count: room.memberCount })}
          {room.topic && ` · ${room.topic}`}
        </p>
      </div>
      {member ? (
        <Button onClick={() => onOpen(room.id)} aria-label={t('browse.openRoom', { name: room.name })}>
          {t('browse.open')}
        </Button>
      ) : (
        <Button
          look="main"
          busy={busy}
          onClick={() => onJoin(room)}
          aria-label={t('browse.joinRoom', { name: room.name })}
        >
          {t('browse.join')}
        </Button>
      )}
    </li>
  );
}

function Nothing({ query }: { query: string }) {
  return (
    <p className={styles.nothing}>
      {query ? (
        t('browse.nothing', { query })
      ) : (
        <>
          <strong>{t('browse.none')}</strong>
          {t('browse.noneText')}
        </>
      )}
    </p>
  );
}

function Waiting() {
  return (
    <div className={styles.list} aria-hidden="true">
      {['45%', '60%', '38%'].map((width) => (
        <div key={width} className={styles.entry}>
          <Skeleton width="20px" height="20px" />
          <div className={styles.about}>
            <Skeleton width={width} />
          </div>
        </div>
      ))}
    </div>
  );
}
