import { newId } from '../../api';
import type {
  Ack,
  Acknowledged,
  ClientId,
  Message,
  MessageSaved,
  RoomId,
  RoomRequests,
  UserId,
} from '../../protocol';
import type { Action, LoquatStore, OutboxEntry } from '../../store';
import { halfJitter, Timer } from '../backoff';
import { NoAnswer } from '../link';
import { Changes } from './changes';
import { isUnsent, laneOf, requestOf } from './entries';
import { Records } from './records';
import type { Change, Storage } from './storage';
import { Election, type Mirror, openMirror } from './tabs';
import { TakingBack } from './takingBack';
import { refused } from './verdict';

export interface Sender {
  request<R extends keyof Acknowledged<RoomRequests>>(
    event: R,
    payload: RoomRequests[R][0],
  ): Promise<Ack<Acknowledged<RoomRequests>[R][1]>>;
}

export interface OutboxOptions {
  userId: UserId;
  store: LoquatStore;
  dispatch(action: Action): void;
  openStorage(): Promise<Storage>;
  /** The room's channel, once everything missed has come. */
  sender(roomId: RoomId): Sender | undefined;
  /** Asks for the room to be connected; ready() is called when it is. */
  need(roomId: RoomId): void;
  /** undefined: no answer. At most 100. */
  sentStatus(clientIds: ClientId[]): Promise<MessageSaved[] | undefined>;
  /** The server is silent: a live one would have answered. */
  restart(): void;
}

type Told =
  | { type: 'put'; entry: OutboxEntry; now?: boolean }
  | { type: 'removed'; clientIds: ClientId[] }
  | { type: 'saved'; saved: MessageSaved; entry?: OutboxEntry }
  | { type: 'changed'; opId: ClientId; message: Message };

const retryBaseMs = 1_000;
const retryMaxMs = 30_000;
const stalledMs = 5_000;
const watchMs = 1_000;
const keepCancelledMs = 24 * 3_600_000;
const askAgainMs = 5_000;

/**
 * The queue of what the person wrote, changed and deleted. Each record is durable before its echo shows, and
 * committed as `sending` before it is emitted; one is in flight for each room, and for each message that is
 * changed; the clientId never changes, so that trying again is harmless.
 */
export class Outbox {
  private readonly records: Records;
  private readonly takingBack: TakingBack;
  private started: Promise<void> | undefined;
  private stopped = false;
  /** For edits and deletions. */
  readonly changes: Changes;
  /** Lanes with something in flight. */
  private readonly inFlight = new Set<string>();
  private readonly retryAt = new Map<ClientId, number>();
  private readonly timers = new Map<string, Timer>();
  private readonly election: Election;
  private readonly mirror: Mirror<Told>;
  private readonly watch: ReturnType<typeof setInterval>;
  private readonly settling = new Timer();
  private still = { sign: '', since: 0 };

  constructor(private readonly options: OutboxOptions) {
    this.election = new Election(options.userId, {
      elected: () => void this.elected(),
      deposed: () => undefined,
    });
    this.mirror = openMirror(options.userId, (told) => this.heard(told));
    this.watch = setInterval(() => this.watchLeader(), watchMs);
    this.records = new Records({
      userId: options.userId,
      open: options.openStorage,
      known: () => this.entries(),
      kept: (storage) => options.dispatch({ type: 'connection/storage', storage }),
    });
    const box = {
      userId: options.userId,
      store: options.store,
      entries: () => this.entries(),
      place: (entry: OutboxEntry) => this.placed(entry),
      change: (clientId: ClientId, how: Change) => this.change(clientId, how),
      put: (entry: OutboxEntry) => this.put(entry),
      removed: (clientIds: ClientId[]) => this.removed(clientIds),
      saved: (saved: MessageSaved) => this.saved(saved),
      pump: (roomId: RoomId) => this.pump(roomId),
      sentStatus: options.sentStatus,
    };
    this.changes = new Changes(box);
    this.takingBack = new TakingBack(box);
  }

  start(): Promise<void> {
    this.started ??= this.load();
    return this.started;
  }

  /** Resolves once the record is durable and its echo in the store. */
  async add(roomId: RoomId, content: string, replyTo?: string): Promise<void> {
    await this.placed({
      userId: this.options.userId,
      clientId: newId(),
      roomId,
      content,
      createdAt: new Date().toISOString(),
      position: 0,
      tries: 0,
      state: 'queued',
      ...(replyTo && { replyTo }),
    });
  }

  async retry(clientId: ClientId): Promise<void> {
    const entry = await this.change(clientId, (held) => {
      if (held.state !== 'rejected' && held.state !== 'failed') return undefined;
      const { error, needsPerson, strikes, theirs, ...rest } = held;
      // Its end is as unknown as ever: an older try may still land.
      return { ...rest, state: 'failed' };
    });
    if (!entry) return;
    this.put(entry, true);
    this.retryAt.delete(clientId);
    this.pump(entry.roomId);
  }

  retryAll(): void {
    for (const entry of this.entries()) {
      // What met another change is for the person to decide.
      if (!entry.theirs && (entry.state === 'rejected' || entry.state === 'failed'))
        void this.retry(entry.clientId);
    }
  }

  /** Takes an entry out, if it surely was not and will not be sent. Answers its text. */
  takeBack(clientId: ClientId): Promise<string | undefined> {
    return this.takingBack.take(clientId);
  }

  /** The room is connected and everything missed has come: what failed is tried again now. */
  ready(roomId: RoomId): void {
    for (const entry of this.entries(roomId)) this.retryAt.delete(entry.clientId);
    this.pump(roomId);
  }

  /** The browser came back online. */
  online(): void {
    this.retryAt.clear();
    this.pumpAll();
  }

  /** A snapshot came, or a room went: what waits for rooms that are gone is settled by asking. */
  async settleGone(): Promise<void> {
    if (!this.election.leader || this.stopped || this.settling.armed) return;
    const gone = this.entries().filter((entry) => isUnsent(entry) && this.isGone(entry.roomId));
    // A change of what cannot be seen any more is nothing to anybody.
    for (const entry of gone.filter((one) => one.kind)) await this.dropped(entry);
    const sends = gone.filter((entry) => !entry.kind && !this.inFlight.has(laneOf(entry)));
    const batch = sends.slice(0, 100);
    if (batch.length === 0 || this.stopped || this.settling.armed) return;
    // Until the answer has come this also keeps everybody else from asking.
    this.settling.set(askAgainMs, () => void this.settleGone());
    const sent = await this.options.sentStatus(batch.map((entry) => entry.clientId));
    if (this.stopped || !sent) return;
    this.settling.clear();
    for (const entry of batch) {
      const saved = sent.find((one) => one.clientId === entry.clientId);
      if (saved) this.saved(saved);
      else await this.judged(entry, { code: 'forbidden', message: 'no longer in this room' });
    }
    void this.settleGone();
  }

  /** They came as messages, whatever became of their acknowledgement. */
  received(clientIds: ClientId[]): void {
    for (const clientId of clientIds) void this.change(clientId, () => 'delete');
    this.mirror.tell({ type: 'removed', clientIds });
  }

  /** The acknowledgement, by whichever way it came. */
  saved(saved: MessageSaved): void {
    const { userId, store } = this.options;
    const entry = store.getState().outbox[saved.clientId];
    this.options.dispatch({ type: 'outbox/saved', userId, saved, ...(entry && { entry }) });
    this.mirror.tell({ type: 'saved', saved, ...(entry && { entry }) });
    this.retryAt.delete(saved.clientId);
    void this.change(saved.clientId, () => 'delete');
  }

  waits(roomId: RoomId): boolean {
    return this.entries(roomId).some(isUnsent);
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.watch);
    this.settling.clear();
    for (const timer of this.timers.values()) timer.clear();
    this.election.stop();
    this.mirror.close();
    // After what was begun.
    void this.started?.finally(() => this.records.close());
  }

  private entries(roomId?: RoomId): OutboxEntry[] {
    const all = Object.values(this.options.store.getState().outbox);
    const those = roomId === undefined ? all : all.filter((entry) => entry.roomId === roomId);
    return those.sort((a, b) => a.position - b.position);
  }

  private async load(): Promise<void> {
    const { dispatch } = this.options;
    const entries = await this.records.open();
    if (this.stopped) return;
    const old = entries.filter(
      (e) => e.state === 'cancelled' && Date.now() - (e.cancelledAt ?? 0) > keepCancelledMs,
    );
    dispatch({ type: 'outbox/loaded', entries: entries.filter((entry) => !old.includes(entry)) });
    for (const entry of old) void this.change(entry.clientId, () => 'delete');
    this.election.start();
  }

  /** What another tab, or this one before a reload, was sending ended nobody knows how. */
  private async elected(): Promise<void> {
    for (const entry of await this.records.load()) {
      if (this.stopped || !isUnsent(entry) || this.inFlight.has(laneOf(entry))) continue;
      const now = await this.change(entry.clientId, (held) =>
        held.state === 'sending' ? { ...held, state: 'failed' } : undefined,
      );
      if (now) this.put(now);
    }
    this.pumpAll();
    void this.settleGone();
  }

  private pumpAll(): void {
    for (const roomId of new Set(this.entries().map((entry) => entry.roomId))) this.pump(roomId);
  }

  /** Sends the next entry of each lane of the room, if it is time. */
  private pump(roomId: RoomId): void {
    if (this.stopped || !this.election.leader) return;
    const heads = new Map<string, OutboxEntry>();
    for (const entry of this.entries(roomId)) {
      const lane = laneOf(entry);
      if (isUnsent(entry) && !heads.has(lane)) heads.set(lane, entry);
    }
    for (const [lane, head] of heads) this.pumpLane(lane, head);
  }

  private pumpLane(lane: string, head: OutboxEntry): void {
    const { roomId, clientId } = head;
    if (this.inFlight.has(lane) || head.needsPerson || this.takingBack.asks(clientId)) return;
    if (this.isGone(roomId)) {
      void this.settleGone();
      return;
    }
    const sender = this.options.sender(roomId);
    if (!sender) {
      this.options.need(roomId);
      return;
    }
    const wait = (this.retryAt.get(clientId) ?? 0) - Date.now();
    if (wait > 0) {
      const timer = this.timers.get(lane) ?? new Timer();
      this.timers.set(lane, timer);
      timer.set(wait, () => this.pump(roomId));
      return;
    }
    this.inFlight.add(lane);
    void this.emit(head, sender).finally(() => {
      this.inFlight.delete(lane);
      this.pump(roomId);
    });
  }

  private async emit({ clientId }: OutboxEntry, sender: Sender): Promise<void> {
    const entry = await this.change(clientId, (held) =>
      isUnsent(held) ? { ...this.changes.based(held), state: 'sending', tries: held.tries + 1 } : undefined,
    );
    if (this.stopped) return;
    if (!entry) {
      this.options.dispatch({ type: 'outbox/removed', clientIds: [clientId] });
      return;
    }
    this.put(entry);
    if (entry.state !== 'sending') return;
    const { event, payload } = requestOf(entry);
    try {
      const ack = await sender.request(event, payload);
      if (!ack.ok) await this.judged(entry, ack.error);
      else if ('message' in ack) await this.changed(entry, ack.message);
      else this.saved(ack);
    } catch (error) {
      await this.unknown(entry);
      if (error instanceof NoAnswer && error.why === 'timeout' && !this.stopped) this.options.restart();
    }
  }

  /** A change is stored. */
  private async changed(entry: OutboxEntry, message: Message): Promise<void> {
    const told = { opId: entry.clientId, message };
    // First what stands on top of it, which must not be sent from the old place.
    await this.changes.stored(entry, message);
    this.options.dispatch({ type: 'outbox/changed', ...told });
    this.mirror.tell({ type: 'changed', ...told });
    this.retryAt.delete(entry.clientId);
    await this.change(entry.clientId, () => 'delete');
  }

  private async judged(entry: OutboxEntry, error: Parameters<typeof refused>[1]): Promise<void> {
    const after = await this.change(entry.clientId, (held) =>
      isUnsent(held) ? refused(held, error) : undefined,
    );
    this.retryAt.set(entry.clientId, Date.now() + (error.retryAfterMs ?? retryDelay(entry.tries)));
    if (!after) return;
    if (after.state === 'rejected' && (await this.changes.refusedFor(after))) await this.dropped(after);
    else this.put(after);
  }

  private async unknown(entry: OutboxEntry): Promise<void> {
    const after = await this.change(entry.clientId, (held) =>
      held.state === 'sending' ? { ...held, state: 'failed' } : undefined,
    );
    this.retryAt.set(entry.clientId, Date.now() + retryDelay(entry.tries));
    if (after) this.put(after);
  }

  private isGone(roomId: RoomId): boolean {
    const { rooms, timelines } = this.options.store.getState();
    if (timelines[roomId]?.status === 'gone') return true;
    return rooms.loaded && !rooms.byId[roomId] && Object.keys(rooms.byId).length >= rooms.total;
  }

  private put(entry: OutboxEntry, now = false): void {
    if (this.stopped) return;
    this.options.dispatch({ type: 'outbox/put', entry });
    this.mirror.tell({ type: 'put', entry, ...(now && { now }) });
  }

  private async dropped({ clientId }: OutboxEntry): Promise<void> {
    await this.change(clientId, () => 'delete');
    this.removed([clientId]);
  }

  private removed(clientIds: ClientId[]): void {
    this.options.dispatch({ type: 'outbox/removed', clientIds });
    this.mirror.tell({ type: 'removed', clientIds });
  }

  /** Another tab changed something; the one that sends goes on with it. */
  private heard(told: Told): void {
    if (this.stopped) return;
    const { userId, dispatch } = this.options;
    if (told.type === 'removed') dispatch({ type: 'outbox/removed', clientIds: told.clientIds });
    else if (told.type === 'saved') dispatch({ ...told, type: 'outbox/saved', userId });
    else if (told.type === 'changed') dispatch({ ...told, type: 'outbox/changed' });
    else {
      dispatch({ type: 'outbox/put', entry: told.entry });
      if (told.now) this.retryAt.delete(told.entry.clientId);
      this.pump(told.entry.roomId);
    }
  }

  /** The tab in front takes over when the queue has not moved for a while although there is a connection. */
  private watchLeader(): void {
    const { connection } = this.options.store.getState();
    const waiting = this.entries().filter((entry) => isUnsent(entry) && !entry.needsPerson);
    const front = typeof document === 'undefined' || document.visibilityState === 'visible';
    if (this.election.leader || waiting.length === 0 || !front || connection.status !== 'online') {
      this.still = { sign: '', since: Date.now() };
      return;
    }
    const sign = waiting.map((entry) => `${entry.clientId} ${entry.state} ${entry.tries}`).join();
    if (sign !== this.still.sign) this.still = { sign, since: Date.now() };
    else if (Date.now() - this.still.since >= stalledMs) this.election.steal();
  }

  /** Makes a record durable, shows it, and sends it when its turn comes. */
  private async placed(entry: OutboxEntry): Promise<void> {
    await this.start();
    const held = await this.records.add(entry);
    this.put(held);
    this.pump(held.roomId);
  }

  private async change(clientId: ClientId, how: Change): Promise<OutboxEntry | undefined> {
    return this.records.change(clientId, how);
  }
}

function retryDelay(tries: number): number {
  return halfJitter(Math.max(0, tries - 1), retryBaseMs, retryMaxMs);
}
