import type { ClientId, MessageSaved, RoomId } from '../../protocol';
import type { LoquatStore, OutboxEntry } from '../../store';
import type { Change } from './storage';

interface Box {
  store: LoquatStore;
  change(clientId: ClientId, how: Change): Promise<OutboxEntry | undefined>;
  put(entry: OutboxEntry): void;
  removed(clientIds: ClientId[]): void;
  saved(saved: MessageSaved): void;
  pump(roomId: RoomId): void;
  sentStatus(clientIds: ClientId[]): Promise<MessageSaved[] | undefined>;
}

/** Edit and Discard of what was not sent yet. */
export class TakingBack {
  /** Entries whose fate is being asked for. */
  private readonly asking = new Set<ClientId>();

  constructor(private readonly box: Box) {}

  /** True: it must not be emitted now. */
  asks(clientId: ClientId): boolean {
    return this.asking.has(clientId);
  }

  /** Takes an entry out, if it surely was not and will not be sent. Answers its text. */
  async take(clientId: ClientId): Promise<string | undefined> {
    const entry = this.box.store.getState().outbox[clientId];
    if (entry?.state === 'failed') return this.cancel(entry);
    let content: string | undefined;
    await this.box.change(clientId, (held) => {
      if (held.state !== 'queued' && held.state !== 'rejected') return undefined;
      content = held.content;
      return 'delete';
    });
    if (content === undefined) return undefined;
    this.box.removed([clientId]);
    if (entry) this.box.pump(entry.roomId);
    return content;
  }

  /** Of a failed entry nobody knows whether it is stored: only if the server says no may it be taken back. */
  private async cancel({ clientId, roomId }: OutboxEntry): Promise<string | undefined> {
    if (this.asking.has(clientId)) return undefined;
    this.asking.add(clientId);
    let content: string | undefined;
    try {
      const sent = await this.box.sentStatus([clientId]);
      const saved = sent?.[0];
      if (saved) this.box.saved(saved);
      if (!sent || saved) return undefined;
      const after = await this.box.change(clientId, (held) => {
        if (held.state !== 'failed') return undefined;
        content = held.content;
        return { ...held, state: 'cancelled', cancelledAt: Date.now() };
      });
      if (after) this.box.put(after);
      return content;
    } finally {
      this.asking.delete(clientId);
      this.box.pump(roomId);
    }
  }
}
