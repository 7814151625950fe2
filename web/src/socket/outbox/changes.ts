import { newId } from '../../api';
import type { ClientId, Message, MessageId, RoomId, UserId } from '../../protocol';
import type { LoquatStore, OutboxEntry } from '../../store';
import { isUnsent } from './entries';
import type { Change } from './storage';

/** What changes need of the outbox. */
interface Box {
  userId: UserId;
  store: LoquatStore;
  /** In the order in which they were made. */
  entries(): OutboxEntry[];
  /** Makes a record durable and shows it; then it is sent when its turn comes. */
  place(entry: OutboxEntry): Promise<void>;
  /** In one transaction. Answers the record as it is then. */
  change(clientId: ClientId, how: Change): Promise<OutboxEntry | undefined>;
  put(entry: OutboxEntry): void;
  removed(clientIds: ClientId[]): void;
  pump(roomId: RoomId): void;
}

/**
 * Edits and deletions. They are records of the outbox like messages, with their opId as key; those of one
 * message are sent one after the other, each on top of what the one before led to.
 */
export class Changes {
  constructor(private readonly box: Box) {}

  /** Resolves once the edit is durable and shown. */
  async edit(roomId: RoomId, messageId: MessageId, content: string, base?: number): Promise<void> {
    const held = this.message(roomId, messageId);
    const before = this.of(messageId).at(-1);
    if (!before && held?.content === content) return;
    if (base === undefined && before?.kind === 'edit' && (await this.replaced(before, content))) return;
    const onTop = base === undefined && before !== undefined;
    const revision = base ?? held?.revision ?? 0;
    await this.add(roomId, messageId, 'edit', content, onTop ? undefined : revision);
  }

  /** Resolves once the deletion is durable and shown. */
  async remove(roomId: RoomId, messageId: MessageId): Promise<void> {
    const waiting = this.of(messageId);
    if (waiting.some((entry) => entry.kind === 'delete')) return;
    // An edit that was never emitted needs not be; a refused one is settled by this.
    for (const entry of [...waiting, ...this.refused(messageId)]) {
      await this.drop(entry.clientId, ['queued', 'rejected']);
    }
    await this.add(roomId, messageId, 'delete', '');
  }

  /** Takes a refused change back: the message stands as the server has it. */
  discard(opId: ClientId): Promise<boolean> {
    return this.drop(opId, ['rejected']);
  }

  /** After a conflict: one's own text on top of the other one, or the other one alone. */
  async settle(opId: ClientId, choice: 'mine' | 'theirs', content?: string): Promise<void> {
    const entry = this.box.entries().find((one) => one.clientId === opId);
    if (!entry?.theirs || !entry.messageId) return;
    const { roomId, messageId, theirs } = entry;
    const text = content ?? entry.content;
    // Placed before the old one goes: a crash in between must not lose what was written.
    if (choice === 'mine' && text !== theirs.content)
      await this.add(roomId, messageId, 'edit', text, theirs.revision);
    await this.discard(opId);
  }

  /** The record as it is to be sent: whatever it was made on top of is done with, so it has a revision of its own from now on. */
  based(entry: OutboxEntry): OutboxEntry {
    if (entry.kind !== 'edit' || entry.baseRevision !== undefined) return entry;
    const held = this.message(entry.roomId, entry.messageId ?? '');
    return { ...entry, baseRevision: held?.revision ?? 0 };
  }

  /** A change is stored: what was made on top of it goes on from there. */
  async stored(entry: OutboxEntry, message: Message): Promise<void> {
    await this.rebase(entry, message.revision);
  }

  /**
   * A change was refused for good. Whatever was made on top of it stands for it: it goes on from the same
   * place, and meets the same answer if it must. True: the refused one is not needed any more.
   */
  async refusedFor(entry: OutboxEntry): Promise<boolean> {
    if (entry.kind !== 'edit') return false;
    return (await this.rebase(entry, entry.baseRevision ?? 0)) > 0;
  }

  private async rebase(entry: OutboxEntry, revision: number): Promise<number> {
    let rebased = 0;
    for (const next of this.of(entry.messageId)) {
      if (next.clientId === entry.clientId || next.kind !== 'edit') continue;
      const after = await this.box.change(next.clientId, (held) =>
        held.baseRevision === undefined ? { ...held, baseRevision: revision } : undefined,
      );
      if (!after) continue;
      this.box.put(after);
      rebased++;
      break; // those behind it go on from this one
    }
    return rebased;
  }

  /** Changes of a message without a final answer. */
  private of(messageId: MessageId | undefined): OutboxEntry[] {
    return this.box
      .entries()
      .filter((entry) => entry.messageId === messageId && entry.kind && isUnsent(entry));
  }

  private refused(messageId: MessageId): OutboxEntry[] {
    return this.box.entries().filter((entry) => entry.messageId === messageId && entry.state === 'rejected');
  }

  private message(roomId: RoomId, messageId: MessageId): Message | undefined {
    const timeline = this.box.store.getState().timelines[roomId];
    return timeline && Object.values(timeline.bySeq).find((message) => message.id === messageId);
  }

  /** An edit that was never emitted gets the newer text. */
  private async replaced(before: OutboxEntry, content: string): Promise<boolean> {
    let replaced = false;
    const after = await this.box.change(before.clientId, (held) => {
      replaced = held.state === 'queued';
      return replaced ? { ...held, content } : undefined;
    });
    if (replaced && after) this.box.put(after);
    return replaced;
  }

  private async add(
    roomId: RoomId,
    messageId: MessageId,
    kind: 'edit' | 'delete',
    content: string,
    baseRevision?: number,
  ): Promise<void> {
    const seq = this.message(roomId, messageId)?.seq;
    await this.box.place({
      userId: this.box.userId,
      clientId: newId(),
      roomId,
      kind,
      messageId,
      content,
      createdAt: new Date().toISOString(),
      position: 0,
      tries: 0,
      state: 'queued',
      ...(seq !== undefined && { seq }),
      ...(baseRevision !== undefined && { baseRevision }),
    });
    // A new wish takes the place of refused ones.
    for (const entry of this.refused(messageId)) {
      if (!entry.theirs || kind === 'delete') await this.drop(entry.clientId, ['rejected']);
    }
  }

  private async drop(clientId: ClientId, states: OutboxEntry['state'][]): Promise<boolean> {
    let gone = false;
    await this.box.change(clientId, (held) => {
      gone = states.includes(held.state);
      return gone ? 'delete' : undefined;
    });
    if (gone) this.box.removed([clientId]);
    return gone;
  }
}
