import type { ClientId, UserId } from '../../protocol';
import type { OutboxEntry } from '../../store';

/** Makes the next record of the one that stands there now; undefined leaves it as it is, 'delete' removes it. */
export type Change = (held: OutboxEntry) => OutboxEntry | 'delete' | undefined;

/**
 * Where the outbox is kept, by person and clientId. Each call is one transaction, durable when it resolves
 * (as far as this storage is).
 */
export interface Storage {
  readonly durable: boolean;
  load(userId: UserId): Promise<OutboxEntry[]>;
  /** Adds the record behind all others of that person, and answers it with its position. */
  add(entry: OutboxEntry): Promise<OutboxEntry>;
  /** Reads the record again and changes it in the same transaction. Answers the record as it is then. */
  change(userId: UserId, clientId: ClientId, how: Change): Promise<OutboxEntry | undefined>;
  close(): void;
}

/** Without IndexedDB (private mode, full disk) the queue lives as long as the page. */
export class MemoryStorage implements Storage {
  readonly durable = false;
  private readonly entries = new Map<string, OutboxEntry>();

  constructor(entries: OutboxEntry[] = []) {
    for (const entry of entries) this.entries.set(keyOf(entry.userId, entry.clientId), entry);
  }

  async load(userId: UserId): Promise<OutboxEntry[]> {
    return this.of(userId);
  }

  async add(entry: OutboxEntry): Promise<OutboxEntry> {
    // No await before the record stands: each call is one transaction.
    const last = Math.max(0, ...this.of(entry.userId).map((other) => other.position));
    const placed = { ...entry, position: last + 1 };
    this.entries.set(keyOf(entry.userId, entry.clientId), placed);
    return placed;
  }

  async change(userId: UserId, clientId: ClientId, how: Change): Promise<OutboxEntry | undefined> {
    const key = keyOf(userId, clientId);
    const held = this.entries.get(key);
    const next = held && how(held);
    if (next === 'delete') this.entries.delete(key);
    else if (next) this.entries.set(key, next);
    return this.entries.get(key);
  }

  close(): void {
    this.entries.clear();
  }

  private of(userId: UserId): OutboxEntry[] {
    return [...this.entries.values()].filter((entry) => entry.userId === userId);
  }
}

function keyOf(userId: UserId, clientId: ClientId): string {
  return `${userId} ${clientId}`;
}
