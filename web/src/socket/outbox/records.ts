import type { ClientId, UserId } from '../../protocol';
import type { OutboxEntry } from '../../store';
import { type Change, MemoryStorage, type Storage } from './storage';

interface Options {
  userId: UserId;
  open(): Promise<Storage>;
  /** What is known of the records, for when their storage is lost. */
  known(): OutboxEntry[];
  /** Where they are kept from now on. */
  kept(where: 'durable' | 'memory'): void;
}

/** One person's records: in IndexedDB, or in memory where there is none, or when it fails. */
export class Records {
  private storage: Storage = new MemoryStorage();
  private closed = false;

  constructor(private readonly options: Options) {}

  async open(): Promise<OutboxEntry[]> {
    this.storage = await this.options.open().catch(() => new MemoryStorage());
    this.options.kept(this.storage.durable ? 'durable' : 'memory');
    return this.storage.load(this.options.userId).catch(() => []);
  }

  /** As they are now, whichever tab wrote them. */
  load(): Promise<OutboxEntry[]> {
    return this.storage.load(this.options.userId).catch(() => this.options.known());
  }

  add(entry: OutboxEntry): Promise<OutboxEntry> {
    const add = () => this.storage.add(entry);
    return add().catch(() => {
      this.degrade();
      return add();
    });
  }

  /** Answers the record as it is after the change; undefined if there is none. */
  async change(clientId: ClientId, how: Change): Promise<OutboxEntry | undefined> {
    const change = () => this.storage.change(this.options.userId, clientId, how);
    return change().catch(() => {
      if (this.closed) return undefined;
      this.degrade();
      return change();
    });
  }

  close(): void {
    this.closed = true;
    this.storage.close();
  }

  /** The disk is full, or the browser took the database away: go on in memory, and say so. */
  private degrade(): void {
    if (!this.storage.durable) return;
    this.storage.close();
    this.storage = new MemoryStorage(this.options.known());
    this.options.kept('memory');
  }
}
