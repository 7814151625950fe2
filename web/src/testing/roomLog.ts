import type { Message, MessagePage, MessageUpdated, ReactionChange, ReplyRef, Sync } from '../protocol';
import { aMessage } from './builders';

export interface LogEvent {
  type: 'receive_message' | 'message_updated';
  payload: MessageUpdated;
}

/** A room as the server keeps it: a log of changes. What it answers is what a correct server answers. */
export class RoomLog {
  readonly messages: Message[] = [];
  readonly events: LogEvent[] = [];
  version = 0;

  constructor(
    readonly roomId = 'r-general',
    public epoch = 'e1',
  ) {}

  /** A message; `quoted` is the seq of the one that it replies to. */
  create(senderId: string, clientId = `k-${this.messages.length + 1}`, quoted?: number): Message {
    const seq = this.messages.length + 1;
    const about = { roomId: this.roomId, version: ++this.version, senderId, clientId };
    const replyTo = quoted === undefined ? undefined : this.quote(quoted);
    const message = aMessage(seq, { ...about, ...(replyTo && { replyTo }) });
    this.messages.push(message);
    this.events.push({ type: 'receive_message', payload: { message } });
    return message;
  }

  edit(seq: number, content: string): void {
    const held = this.at(seq);
    if (held.deletedAt) return;
    this.update({ ...held, content, revision: held.revision + 1 });
  }

  remove(seq: number): void {
    const held = this.at(seq);
    if (held.deletedAt) return;
    this.update({ ...held, content: '', reactions: [], deletedAt: held.createdAt });
  }

  react(seq: number, userId: string, emoji: string, on: boolean): void {
    const held = this.at(seq);
    if (held.deletedAt) return;
    const people = new Map(held.reactions.map((r) => [r.emoji, r.userIds]));
    const before = people.get(emoji) ?? [];
    if (before.includes(userId) === on) return;
    people.set(emoji, on ? [...before, userId] : before.filter((id) => id !== userId));
    const reactions = [...people]
      .filter(([, ids]) => ids.length > 0)
      .map(([e, userIds]) => ({ emoji: e, count: userIds.length, userIds }));
    this.update({ ...held, reactions }, [{ userId, emoji, on }]);
  }

  sync(since: number | undefined, epoch: string | undefined, me: string): Sync[] {
    const base = { roomId: this.roomId, epoch: this.epoch, users: {}, rulesVersion: 0 };
    if (!since || epoch !== this.epoch || since > this.version) {
      const messages = this.messages.slice(-50).map((m) => this.withMine(m, me));
      const hasBefore = this.messages.length > 50;
      return [{ ...base, since: 0, version: this.version, messages, reset: true, more: false, hasBefore }];
    }
    const changed = this.messages.filter((m) => m.version > since).sort((a, b) => a.version - b.version);
    const parts: Sync[] = [];
    let from = since;
    do {
      const messages = changed.splice(0, 3);
      const version = messages.at(-1)?.version ?? from;
      const more = changed.length > 0;
      parts.push({ ...base, since: from, version, messages, reset: false, more });
      from = version;
    } while (changed.length > 0);
    return parts;
  }

  page(kind: 'before' | 'after' | 'around' | 'latest', seq: number, limit: number, me: string): MessagePage {
    const total = this.messages.length;
    let from = Math.max(1, total - limit + 1);
    if (kind === 'before') from = Math.max(1, seq - limit);
    if (kind === 'after') from = seq + 1;
    if (kind === 'around') from = Math.max(1, seq - Math.floor(limit / 2));
    const to = kind === 'before' ? seq - 1 : Math.min(total, from + limit - 1);
    const messages = this.messages.slice(from - 1, to).map((m) => this.withMine(m, me));
    return { messages, users: {}, version: this.version, hasBefore: from > 1, hasAfter: to < total };
  }

  /** The message as it is read: with one's own reactions, and what it quotes as that is now. */
  withMine(message: Message, me: string): Message {
    const mine = message.reactions.filter((r) => r.userIds.includes(me)).map((r) => r.emoji);
    return { ...this.quoting(message), myReactions: mine };
  }

  private quoting(message: Message): Message {
    return message.replyTo ? { ...message, replyTo: this.quote(message.replyTo.seq) } : message;
  }

  private quote(of: number): ReplyRef {
    const { id, seq, senderId, content, deletedAt } = this.at(of);
    return { id, seq, senderId, ...(deletedAt ? { deletedAt } : { excerpt: content }) };
  }

  private at(seq: number): Message {
    const held = this.messages[seq - 1];
    if (!held) throw new Error(`no message ${seq}`);
    return held;
  }

  private update(message: Message, reacted?: ReactionChange[]): void {
    const next = { ...this.quoting(message), version: ++this.version };
    this.messages[next.seq - 1] = next;
    this.events.push({ type: 'message_updated', payload: { message: next, ...(reacted && { reacted }) } });
  }
}
