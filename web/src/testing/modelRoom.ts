import type {
  Counters,
  Excerpt,
  Member,
  Message,
  MessagePage,
  RoomSummary,
  Session,
  Sync,
  SystemLine,
  User,
  UserId,
} from '../protocol';
import type { PageKind } from '../store';
import { excerptOf } from '../store/excerpt';
import { aMember, aMessage, aRoom, aSession, aUser } from './builders';
import { RoomLog } from './roomLog';

export interface Told {
  type: string;
  payload: unknown;
}

/** What the list is to be told; it is collected first, and counted when it is told. */
interface News {
  seq: number;
  version: number;
  last?: Message | undefined;
}

/** A room with people in it, and what the server tells one of them, over the room's namespace and over "/". */
export class ModelRoom extends RoomLog {
  readonly users: Record<UserId, User> = {};
  /** Members, and how far each has read. */
  readonly reads = new Map<UserId, number>();
  /** Over "/". What goes over the room's namespace is `events`. */
  readonly home: Told[] = [];
  private name = 'General';
  private rulesVersion = 0;
  private readRev = 0;
  private news: (News & { altered?: boolean }) | undefined;
  private collected: News | undefined;

  /**
   * The owner stays, whatever happens. In a large room there are no receipts, nobody is told who comes and goes
   * but in the room itself, and nothing is counted unasked.
   */
  constructor(
    readonly me: UserId,
    readonly owner: UserId,
    people: string[],
    readonly large = false,
  ) {
    super();
    for (const name of people) {
      const user = aUser(name);
      this.users[user.id] = user;
    }
    this.line(owner, { type: 'room_created', userIds: Object.keys(this.users) });
    for (const id of Object.keys(this.users)) this.reads.set(id, 1);
  }

  get isMember(): boolean {
    return this.reads.has(this.me);
  }

  say(who: UserId, quoted?: number, clientId?: string): Message {
    const message = this.create(who, clientId, quoted);
    if (message.seq % 3 === 0) message.mentions.push(this.me);
    this.note(message, true);
    return message;
  }

  /** An edit or a deletion; reactions are no news for a list. */
  change(seq: number, content?: string): void {
    const { version } = this;
    if (content === undefined) this.remove(seq);
    else this.edit(seq, content);
    const message = this.messages[seq - 1];
    if (message && this.version > version) this.note(message, false);
  }

  join(who: UserId): void {
    if (this.reads.has(who)) return;
    const line = this.line(who, { type: 'joined', userId: who });
    this.reads.set(who, line.seq);
    this.member('member_added', who);
    if (who !== this.me) return;
    this.readRev = 0;
    this.home.push({ type: 'room_added', payload: { room: this.summary() } });
  }

  leave(who: UserId): void {
    if (!this.reads.has(who)) return;
    this.reads.delete(who);
    const { version } = this.line(this.owner, { type: 'removed', userId: who });
    this.member('member_removed', who);
    if (who !== this.me) return;
    this.home.push({ type: 'room_removed', payload: { roomId: this.roomId, version, reason: 'removed' } });
    this.news = undefined;
    this.collected = undefined;
  }

  rename(name: string): void {
    this.name = name;
    this.line(this.owner, { type: 'renamed', value: name });
    this.updated();
  }

  read(who: UserId, seq: number): void {
    const held = this.reads.get(who);
    if (held === undefined || seq <= held) return;
    this.reads.set(who, seq);
    if (who === this.me) {
      this.readRev++;
      this.tell('room_read', { roomId: this.roomId, ...this.counters() });
    }
    if (!this.large) this.stream('read', { roomId: this.roomId, userId: who, seq });
  }

  renameUser(who: UserId, displayName: string): void {
    const user = this.users[who];
    if (!user) return;
    this.users[who] = { ...user, displayName, rev: user.rev + 1 };
    this.home.push({ type: 'user_updated', payload: { user: this.users[who] } });
  }

  /** First what is to be told is taken, then, a moment later, it is counted and told. */
  activity(): void {
    const told = this.collected;
    this.collected = this.news?.altered ? { ...this.news, last: this.latest } : this.news;
    this.news = undefined;
    if (!told || !this.isMember) return;
    const { version, readRev, unreadCount, mentionCount } = this.counters();
    const counts = this.large ? { version: told.version } : { version, readRev, unreadCount, mentionCount };
    const last = told.last && { lastMessage: this.excerpt(told.last), users: { ...this.users } };
    this.tell('room_activity', { roomId: this.roomId, seq: told.seq, ...counts, ...last });
  }

  counters(): Counters {
    const readSeq = this.reads.get(this.me) ?? 0;
    const unread = this.messages.filter(
      (m) => m.seq > readSeq && m.kind === 'text' && !m.deletedAt && m.senderId !== this.me,
    );
    const mentionCount = unread.filter((m) => m.mentions.includes(this.me)).length;
    return {
      version: this.version,
      readSeq,
      readRev: this.readRev,
      unreadCount: unread.length,
      mentionCount,
    };
  }

  summary(): RoomSummary {
    const { latest, name } = this;
    return aRoom('General', {
      name,
      memberCount: this.reads.size,
      seq: this.messages.length,
      ...this.counters(),
      ...(latest && { lastMessage: this.excerpt(latest) }),
    });
  }

  session(): Session {
    return aSession(this.users[this.me] as User, this.isMember ? [this.summary()] : []);
  }

  members(): Member[] {
    return [...this.reads.keys()].map((id) => aMember(this.users[id] as User));
  }

  override sync(since: number | undefined, epoch: string | undefined, me: string): Sync[] {
    return super.sync(since, epoch, me).map((part) => ({
      ...part,
      messages: part.messages.map((message) => this.withMine(message, me)),
      users: { ...this.users },
      rulesVersion: this.rulesVersion,
      ...(!part.more && !this.large && { readSeqs: Object.fromEntries(this.reads) }),
    }));
  }

  override page(kind: PageKind, seq: number, limit: number, me: string): MessagePage {
    return { ...super.page(kind, seq, limit, me), users: { ...this.users } };
  }

  private get latest(): Message | undefined {
    return this.messages.findLast((message) => message.kind === 'text');
  }

  private excerpt(message: Message): Excerpt {
    const { id, seq, senderId, kind, content, createdAt, deletedAt } = message;
    const senderName = this.users[senderId]?.displayName ?? '';
    const excerpt = excerptOf(content);
    return { id, seq, senderId, senderName, kind, excerpt, createdAt, ...(deletedAt && { deletedAt }) };
  }

  private note(message: Message, created: boolean): void {
    const held = this.news;
    const stamp = { seq: this.messages.length, version: this.version };
    if (message.kind === 'system') this.news = { ...held, ...stamp };
    else if (created || held?.last?.id === message.id) this.news = { ...stamp, last: message };
    else this.news = { ...held, ...stamp, altered: held?.last === undefined };
  }

  private line(who: UserId, system: SystemLine): Message {
    const seq = this.messages.length + 1;
    const { roomId } = this;
    this.rulesVersion = ++this.version;
    const over = { roomId, version: this.version, senderId: who, clientId: `s:${seq}` };
    const message = aMessage(seq, { ...over, kind: 'system', content: system.type, system });
    this.messages.push(message);
    this.events.push({ type: 'receive_message', payload: { message } });
    this.note(message, true);
    return message;
  }

  private member(type: 'member_added' | 'member_removed', who: UserId): void {
    const member = aMember(this.users[who] as User);
    this.stream(type, { roomId: this.roomId, version: this.version, member });
    if (!this.large) this.updated();
  }

  private updated(): void {
    const { id, kind, name, topic, visibility, createdAt, memberCount, seq, version } = this.summary();
    const room = { id, kind, name, topic, visibility, createdAt, memberCount, seq, version };
    this.tell('room_updated', { room });
  }

  private stream(type: string, payload: unknown): void {
    (this.events as Told[]).push({ type, payload });
  }

  private tell(type: string, payload: unknown): void {
    if (this.isMember) this.home.push({ type, payload });
  }
}
