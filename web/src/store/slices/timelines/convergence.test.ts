import { describe, expect, test } from 'vitest';
import type { MessagePage, Sync } from '../../../protocol';
import { Random } from '../../../testing/random';
import { RoomLog } from '../../../testing/roomLog';
import { initialState } from '../../initial';
import { reduce } from '../../reduce';
import type { PageKind, State } from '../../types';

const me = 'u-me';
const room = 'r-general';

/** A client whose connection is cut at any point and whose pages come late, against the room's log. */
class Simulation {
  state: State = { ...initialState, auth: { status: 'signedIn', me: { id: me } as never } };
  private queue: { type: string; payload: unknown }[] = [];
  private delivered = 0;
  private connected = false;
  private pages: { id: number; kind: PageKind; asked: number; seq: number; answer?: MessagePage }[] = [];
  private ids = 0;

  constructor(
    private readonly random: Random,
    readonly log: RoomLog,
  ) {}

  step(): void {
    const { random, log } = this;
    const roll = random.below(100);
    if (roll < 30) log.create(random.pick([me, 'u-ada', 'u-bo']), undefined, this.quoted());
    else if (roll < 50 && log.messages.length > 0) this.alter();
    else if (roll < 55) this.cut();
    else if (roll < 60) this.connect();
    else if (roll < 70) this.ask();
    else if (roll < 80) this.answerPage();
    // Mostly the client keeps up: otherwise no page would ever be older than what it holds.
    else for (let i = random.below(8); i >= 0; i--) this.deliver();
  }

  /** Every third message replies to some other one. */
  private quoted(): number | undefined {
    const { length } = this.log.messages;
    return length > 0 && this.random.below(3) === 0 ? 1 + this.random.below(length) : undefined;
  }

  settle(): void {
    this.connect();
    while (this.pages.length > 0) this.answerPage();
    while (this.queue.length > 0 || this.delivered < this.log.events.length) this.deliver();
  }

  private alter(): void {
    const seq = 1 + this.random.below(this.log.messages.length);
    const roll = this.random.below(4);
    if (roll === 0) this.log.edit(seq, `edited ${this.log.version}`);
    else if (roll === 1) this.log.remove(seq);
    else {
      const who = this.random.pick([me, 'u-ada', 'u-bo']);
      this.log.react(seq, who, this.random.pick(['👍', '🎉']), this.random.below(3) > 0);
    }
  }

  private cut(): void {
    this.connected = false;
    this.queue = [];
  }

  private connect(): void {
    if (this.connected) return;
    this.connected = true;
    const held = this.state.timelines[room];
    this.queue = this.log.sync(held?.version, held?.epoch, me).map((payload) => ({ type: 'sync', payload }));
    this.delivered = this.log.events.length;
  }

  private deliver(): void {
    if (!this.connected) return;
    for (const event of this.log.events.slice(this.delivered)) this.queue.push(event);
    this.delivered = this.log.events.length;
    const next = this.queue.shift();
    if (next) this.state = reduce(this.state, { ...next, at: 0 } as never);
  }

  private ask(): void {
    const held = this.state.timelines[room];
    if (held?.status !== 'ready' || held.request || held.seqs.length === 0) return;
    const id = ++this.ids;
    const kind = this.random.pick<PageKind>(['before', 'after', 'around', 'around', 'latest']);
    const seq =
      kind === 'before'
        ? held.seqs[0]
        : kind === 'after'
          ? held.seqs.at(-1)
          : 1 + this.random.below(this.log.messages.length);
    this.state = reduce(this.state, {
      type: 'timelines/asked',
      roomId: room,
      request: { id, kind, position: held.version },
    });
    this.pages.push({ id, kind, asked: held.version, seq: seq ?? 1 });
  }

  /** First the server reads the page; a later call brings it. */
  private answerPage(): void {
    const page = this.pages[0];
    if (!page) return;
    if (!page.answer) {
      page.answer = this.log.page(page.kind, page.seq, 7, me);
      return;
    }
    this.pages.shift();
    this.state = reduce(this.state, {
      type: 'timelines/page',
      roomId: room,
      requestId: page.id,
      kind: page.kind,
      page: page.answer,
    });
  }
}

describe('stale state + events = fresh snapshot', () => {
  test('whatever is cut, late or paged', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const log = new RoomLog();
      // Every second room is longer than a first page, with answers that quote what is not loaded.
      for (let i = 1; i <= (seed % 2 ? 1 : 80); i++)
        log.create('u-ada', undefined, i % 3 ? undefined : i / 3);
      const run = new Simulation(new Random(seed), log);
      for (let i = 0; i < 250; i++) run.step();
      run.settle();
      const held = run.state.timelines[room];
      if (!held) throw new Error('no timeline');
      const from = held.seqs[0] ?? 0;
      const to = held.seqs.at(-1) ?? 0;
      const fresh = log.messages.slice(from - 1, to).map((message) => log.withMine(message, me));
      const shown = held.seqs.map((seq) => held.bySeq[seq]);
      const sorted = (list: typeof shown) =>
        list.map((m) => m && { ...m, myReactions: [...(m.myReactions ?? [])].sort() });
      expect(sorted(shown), `seed ${seed}`).toEqual(sorted(fresh));
      expect(held.version, `seed ${seed}`).toBe(log.version);
      expect(held.hasBefore, `seed ${seed}`).toBe(from > 1);
      if (!held.hasAfter) expect(to, `seed ${seed}`).toBe(log.messages.length);
      expect(held.ahead, `seed ${seed}`).toBeUndefined();
    }
  });
});

test('a sync in parts that is cut between two parts loses nothing', () => {
  const log = new RoomLog();
  for (let i = 0; i < 4; i++) log.create('u-ada');
  const apply = (state: State, sync: Sync) => reduce(state, { type: 'sync', payload: sync, at: 0 });
  let state = log.sync(undefined, undefined, me).reduce(apply, initialState);
  for (let i = 0; i < 8; i++) log.create('u-bo');
  log.edit(6, 'later');
  const [first] = log.sync(4, 'e1', me);
  state = apply(state, first as Sync);
  const position = state.timelines[room]?.version;
  expect(position).toBeLessThan(log.version);
  state = log.sync(position, 'e1', me).reduce(apply, state);
  expect(state.timelines[room]?.seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(state.timelines[room]?.bySeq[6]?.content).toBe('later');
});
