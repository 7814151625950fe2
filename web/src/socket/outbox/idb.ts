import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ClientId, UserId } from '../../protocol';
import type { OutboxEntry } from '../../store';
import type { Change, Storage } from './storage';

interface Schema extends DBSchema {
  outbox: {
    key: [UserId, ClientId];
    value: OutboxEntry;
    indexes: { position: [UserId, number] };
  };
}

const openMs = 3_000;

/** The outbox in IndexedDB. Rejects where there is none, or where opening it does not end. */
export async function openIdb(name = 'loquat'): Promise<Storage> {
  const opening = openDB<Schema>(name, 1, {
    upgrade(db) {
      const store = db.createObjectStore('outbox', { keyPath: ['userId', 'clientId'] });
      store.createIndex('position', ['userId', 'position']);
    },
    // Another tab wants a newer schema: do not stand in its way.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('IndexedDB does not open')), openMs),
  );
  return new IdbStorage(await Promise.race([opening, late]));
}

class IdbStorage implements Storage {
  readonly durable = true;

  constructor(private readonly db: IDBPDatabase<Schema>) {}

  load(userId: UserId): Promise<OutboxEntry[]> {
    return this.db.getAllFromIndex('outbox', 'position', all(userId));
  }

  async add(entry: OutboxEntry): Promise<OutboxEntry> {
    const tx = this.write();
    const last = await tx.store.index('position').openCursor(all(entry.userId), 'prev');
    const placed = { ...entry, position: (last?.value.position ?? 0) + 1 };
    await tx.store.add(placed);
    await tx.done;
    return placed;
  }

  async change(userId: UserId, clientId: ClientId, how: Change): Promise<OutboxEntry | undefined> {
    const tx = this.write();
    let held = await tx.store.get([userId, clientId]);
    const next = held && how(held);
    if (next === 'delete') {
      await tx.store.delete([userId, clientId]);
      held = undefined;
    } else if (next) {
      await tx.store.put(next);
      held = next;
    }
    await tx.done;
    return held;
  }

  close(): void {
    this.db.close();
  }

  private write() {
    return this.db.transaction('outbox', 'readwrite', { durability: 'strict' });
  }
}

function all(userId: UserId): IDBKeyRange {
  return IDBKeyRange.bound([userId, Number.NEGATIVE_INFINITY], [userId, Number.POSITIVE_INFINITY]);
}
