import { ApiError, type MessagePage, type RoomId } from '../protocol';
import type { PageKind, Timeline } from '../store';
import { type Context, until } from './context';

const limit = 50;
const patienceMs = 15_000;
/** An answer older than what we hold: another node's view, which catches up. */
const maxAsks = 5;
const askAgainMs = 200;

/** Loads pages of messages: one at a time for each room. */
export class Pages {
  private readonly last = new Map<RoomId, Promise<void>>();
  /** What is asked for already: whoever asks the same gets the same answer. */
  private readonly pending = new Map<string, Promise<void>>();
  private ids = 0;

  constructor(private readonly context: Context) {}

  before(roomId: RoomId): Promise<void> {
    return this.once(roomId, 'before', (held) => (held.hasBefore ? held.seqs[0] : undefined));
  }

  after(roomId: RoomId): Promise<void> {
    return this.once(roomId, 'after', (held) => (held.hasAfter ? held.seqs.at(-1) : undefined));
  }

  around(roomId: RoomId, seq: number): Promise<void> {
    return this.once(roomId, 'around', (held) => (held.bySeq[seq] ? undefined : seq), seq);
  }

  latest(roomId: RoomId): Promise<void> {
    return this.once(roomId, 'latest', (held) => (held.hasAfter ? 0 : undefined));
  }

  private timeline(roomId: RoomId): Timeline | undefined {
    return this.context.store.getState().timelines[roomId];
  }

  private once(
    roomId: RoomId,
    kind: PageKind,
    from: (held: Timeline) => number | undefined,
    place = 0,
  ): Promise<void> {
    const key = `${roomId} ${kind} ${place}`;
    const pending = this.pending.get(key);
    if (pending) return pending;
    const asked = this.queue(roomId, kind, from).finally(() => this.pending.delete(key));
    this.pending.set(key, asked);
    return asked;
  }

  /** `from` says, when its turn has come, which seq to ask with; undefined: nothing to ask. */
  private queue(roomId: RoomId, kind: PageKind, from: (held: Timeline) => number | undefined): Promise<void> {
    const turn = (this.last.get(roomId) ?? Promise.resolve()).then(
      () => this.load(roomId, kind, from),
      () => this.load(roomId, kind, from),
    );
    this.last.set(roomId, turn);
    return turn;
  }

  private async load(
    roomId: RoomId,
    kind: PageKind,
    from: (held: Timeline) => number | undefined,
  ): Promise<void> {
    // A page is joined to a window, and the first window comes by sync.
    const there = await until(this.context.store, (s) => s.timelines[roomId]?.status === 'ready', patienceMs);
    const held = this.timeline(roomId);
    if (!there || !held) throw new ApiError('network', 'the room is not there');
    const seq = from(held);
    if (seq === undefined) return;
    const id = ++this.ids;
    this.context.dispatch({ type: 'timelines/asked', roomId, request: { id, kind, position: held.version } });
    try {
      const page = await this.ask(roomId, kind, seq, held.version);
      this.context.dispatch({ type: 'timelines/page', roomId, requestId: id, kind, page });
    } catch (error) {
      this.context.dispatch({ type: 'timelines/pageFailed', roomId, requestId: id });
      throw error;
    }
  }

  private async ask(roomId: RoomId, kind: PageKind, seq: number, position: number): Promise<MessagePage> {
    const place = kind === 'latest' ? {} : { [kind]: seq };
    for (let asks = 1; ; asks++) {
      const page = await this.context.api.messages(roomId, { ...place, limit });
      if (page.version >= position) return page;
      if (asks >= maxAsks) throw new ApiError('unavailable', 'the page is older than what is shown');
      await new Promise((resolve) => setTimeout(resolve, askAgainMs * asks));
    }
  }
}
