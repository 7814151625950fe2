import { expect, test } from 'vitest';
import type { Member, Message, MessagePage, RoomActivity, RoomSummary, Sync } from '../protocol';
import { anEntry } from '../testing/builders';
import { event, given } from '../testing/given';
import { ModelRoom, type Told } from '../testing/modelRoom';
import { Random } from '../testing/random';
import type { Action, PageKind, RoomEntry, State } from '.';
import { judge, stampOf } from './slices/rooms/counters';
import { isBehind, isUncounted } from './slices/rooms/reducer';
import { hasHole } from './slices/timelines/position';

const me = 'u-me';
const ada = 'u-ada';
const id = 'r-general';

interface Question {
  /** What the server read, once it did. */
  answer?: RoomSummary;
  heard: { version: number; readRev: number };
  /** What was said without counts since it was asked. */
  uncounted: RoomActivity[];
}

const aQuestion = (): Question => ({ heard: { version: 0, readRev: 0 }, uncounted: [] });

/** One person's client, with the room on screen: both namespaces, pages, acknowledgements, questions. */
class Simulation {
  state: State;
  private home: Told[] | undefined;
  private room: Told[] | undefined;
  private told = { home: 0, room: 0 };
  private readonly late: Told[] = [];
  private acks: Action[] = [];
  private question: Question | undefined;
  private page: { kind: PageKind; seq: number; position: number; answer?: MessagePage } | undefined;
  /** A list of members on its way. */
  private list: { rulesVersion: number; members: Member[] } | undefined;
  private ids = 0;
  private lost = false;

  constructor(
    private readonly random: Random,
    readonly model: ModelRoom,
  ) {
    this.state = given({ auth: { status: 'signedIn', me: model.users[me] as never } });
  }

  step(): void {
    const { random, model } = this;
    const roll = random.below(100);
    const who = random.pick([...model.reads.keys()]);
    if (roll < 14) model.say(who, this.seq());
    else if (roll < 18) this.send();
    else if (roll < 28) this.alter(who);
    else if (roll < 32) this.seen(who);
    else if (roll < 36) this.comeAndGo();
    else if (roll < 38) model.rename(`room ${model.version}`);
    else if (roll < 40) model.renameUser(who, `name ${model.version}`);
    else if (roll < 46) model.activity();
    else if (roll < 49) this.cut();
    else if (roll < 58) this.connect();
    else if (roll < 63) this.ask();
    else if (roll < 70) this.answers();
    else if (roll < 73) this.again();
    else if (roll < 75) this.lose();
    else if (roll < 77) this.fill();
    else for (let i = random.below(8); i >= 0; i--) this.deliver();
  }

  settle(): void {
    const { model } = this;
    for (let i = 0; i < 6; i++) {
      model.activity();
      this.connect();
      this.fill();
      while (this.next()) this.deliver();
      for (let k = 0; k < 60; k++) this.answers();
    }
    if (this.question || this.page || this.list || this.acks.length > 0)
      throw new Error('waits without an end');
  }

  private apply(action: Action): void {
    const before = this.state.rooms.byId[id];
    this.state = given(this.state, action);
    const after = this.state.rooms.byId[id];
    if (before && after) this.onwards(before, after);
    this.consider();
  }

  /** What is shown never goes back to what it was; in this model the version of a name stands in it. */
  private onwards(before: RoomEntry, after: RoomEntry): void {
    const [was, is] = [before, after].map((room) => [
      room.lastMessage?.seq ?? 0,
      Number(room.name.split(' ')[1] ?? 0),
    ]) as [number[], number[]];
    for (const [i, value] of is.entries()) if (value < (was[i] ?? 0)) throw new Error(`${was} → ${is}`);
  }

  private seq(): number | undefined {
    return this.random.below(3) === 0 ? 1 + this.random.below(this.model.messages.length) : undefined;
  }

  private alter(who: string): void {
    const { random, model } = this;
    const seq = 1 + random.below(model.messages.length);
    const message = model.messages[seq - 1] as Message;
    if (message.kind === 'system') return;
    const roll = random.below(4);
    if (roll === 0) model.change(seq, `edited ${model.version}`);
    else if (roll === 1) model.change(seq);
    else model.react(seq, who, random.pick(['👍', '🎉']), random.below(3) > 0);
    if (roll < 2 && this.room) this.acks.push({ type: 'timelines/message', message: this.read(seq) });
  }

  private read(seq: number): Message {
    return this.model.withMine(this.model.messages[seq - 1] as Message, me);
  }

  private seen(who: string): void {
    const { model } = this;
    model.read(who, 1 + this.random.below(model.messages.length));
    const told = who === me && this.room && this.random.below(2);
    if (told) this.acks.push({ type: 'rooms/counters', roomId: id, counters: model.counters() });
  }

  /** One's own message: the echo, and later its acknowledgement. */
  private send(): void {
    if (!this.room || !this.model.isMember) return;
    const clientId = `own-${++this.ids}`;
    const { seq, id: messageId, content, version, createdAt } = this.model.say(me, undefined, clientId);
    const entry = anEntry(content, { clientId, createdAt });
    this.apply({ type: 'outbox/put', entry });
    const saved = { roomId: id, clientId, id: messageId, seq, version, createdAt, duplicate: false };
    this.acks.push({ type: 'outbox/saved', userId: me, saved, entry });
  }

  private comeAndGo(): void {
    const { random, model } = this;
    const who = random.pick(['u-bo', 'u-cy', me]);
    if (!model.reads.has(who)) model.join(who);
    else if (who !== me || random.below(3) === 0) this.remove(who);
  }

  /** Whoever is put out is told nothing above that. */
  private remove(who: string): void {
    this.collect();
    this.model.leave(who);
    if (who !== me) return;
    this.room = undefined;
    this.told.room = this.model.events.length;
    // Answers to what was asked over that namespace end with it.
    this.acks = this.acks.filter((ack) => ack.type !== 'rooms/counters');
  }

  private cut(): void {
    this.home = undefined;
    this.room = undefined;
    this.question = undefined;
  }

  /** "/" first or the room's namespace first; each is read when it is its turn. */
  private connect(): void {
    const { model, state } = this;
    if (!this.home) {
      this.home = [{ type: 'session', payload: model.session() }];
      this.told.home = model.home.length;
      // A tab that comes back asks for profiles.
      this.home.push({ type: 'users/got', payload: Object.values(model.users) });
    }
    const held = state.timelines[id];
    const wanted = held === undefined || held.status !== 'gone' || state.rooms.byId[id] !== undefined;
    if (this.room || !wanted || !model.isMember) return;
    const since = held?.status === 'ready' ? held : undefined;
    this.room = model.sync(since?.version, since?.epoch, me).map((payload) => ({ type: 'sync', payload }));
    this.told.room = model.events.length;
  }

  /** What was said goes to the sockets that are there. */
  private collect(): void {
    const { model } = this;
    this.home?.push(...model.home.slice(this.told.home));
    this.room?.push(...(model.events as Told[]).slice(this.told.room));
    this.told = { home: model.home.length, room: model.events.length };
  }

  /** The two namespaces are told in any order. */
  private next(): Told | undefined {
    this.collect();
    const [one, other] = this.random.below(2) ? [this.home, this.room] : [this.room, this.home];
    return (one?.length ? one : other)?.[0];
  }

  private deliver(): void {
    this.cross();
    const told = this.next();
    if (!told) return;
    (this.home?.[0] === told ? this.home : this.room)?.shift();
    this.take(told);
    if (told.type.startsWith('message') || told.type === 'receive_message' || told.type === 'read')
      this.late.push(told);
  }

  /** What another node says of one's reading has no order with what this one says of the room. */
  private cross(): void {
    const [one, two] = this.home ?? [];
    const types = [one?.type, two?.type].sort().join();
    if (!one || !two || types !== 'room_activity,room_read' || this.random.below(2)) return;
    this.home?.splice(0, 2, two, one);
  }

  private take({ type, payload }: Told): void {
    if (type === 'users/got') {
      this.apply({ type, users: payload as never });
      return;
    }
    if (/^room_(added|activity|read)$/.test(type)) this.crossed(payload as never);
    if (type === 'session') this.question = undefined;
    this.apply(event(type as never, payload as never));
    // The client leaves the namespace of a room that is gone, and enters it anew when it is there again.
    if (/^(session|room_removed)$/.test(type) && this.state.timelines[id]?.status === 'gone')
      this.room = undefined;
    if (type === 'sync' && !(payload as Sync).more) this.members();
  }

  /** As the client does after each sync: the list again, if the rules have changed. */
  private members(): void {
    const { timelines, members } = this.state;
    const rulesVersion = timelines[id]?.rulesVersion ?? 0;
    if (this.list || rulesVersion <= (members[id]?.rulesVersion ?? -1) || !this.model.isMember) return;
    this.list = { rulesVersion, members: this.model.members() };
  }

  /** Asked again if the rules changed while the list was on its way. */
  private answerMembers(): void {
    const { list } = this;
    this.list = undefined;
    if (!list || this.state.timelines[id]?.status !== 'ready') return;
    if ((this.state.timelines[id]?.rulesVersion ?? 0) > list.rulesVersion) this.members();
    else this.apply({ type: 'members/got', roomId: id, append: false, ...list });
  }

  /** A node loses what it should have told; the hole is filled sooner or later. */
  private lose(): void {
    this.collect();
    if (!/^(receive_message|message_updated)$/.test(this.room?.[0]?.type ?? '')) return;
    this.room?.shift();
    this.lost = true;
  }

  private fill(): void {
    const held = this.state.timelines[id];
    if (!this.room || held?.status !== 'ready' || !(this.lost || hasHole(held))) return;
    this.collect();
    const parts = this.model.sync(held.version, held.epoch, me);
    this.room.push(...parts.map((payload) => ({ type: 'sync', payload })));
    this.lost = false;
  }

  /** Something that was told is told again: older after newer. */
  private again(): void {
    const told = this.late.slice(-12)[this.random.below(12)];
    if (told && this.room && this.state.timelines[id]?.status === 'ready' && told.type !== 'read')
      this.take(told);
  }

  private crossed(payload: RoomActivity & { room?: RoomSummary }): void {
    const said = payload.room ?? payload;
    const held = this.state.rooms.byId[id];
    if (said.unreadCount === undefined || said.readRev === undefined) {
      if (this.question) this.question.uncounted.push(payload);
      else if (held && isUncounted(held, payload)) this.question = aQuestion();
      return;
    }
    const stamp = { version: said.version, readRev: said.readRev };
    if (this.question) {
      const { heard } = this.question;
      heard.version = Math.max(heard.version, stamp.version);
      heard.readRev = Math.max(heard.readRev, stamp.readRev);
    } else if (held && judge(stampOf(held), stamp) === 'ask') this.question = aQuestion();
  }

  private consider(): void {
    if (!this.question && this.home && isBehind(this.state, id)) this.question = aQuestion();
  }

  private ask(): void {
    const held = this.state.timelines[id];
    if (held?.status !== 'ready' || held.request || held.seqs.length === 0 || !this.model.isMember) return;
    const kind = this.random.pick<PageKind>(['before', 'after', 'around', 'around', 'latest']);
    const any = 1 + this.random.below(this.model.messages.length);
    const seq = (kind === 'before' ? held.seqs[0] : kind === 'after' ? held.seqs.at(-1) : any) ?? 1;
    this.page = { kind, seq, position: held.version };
    const request = { id: ++this.ids, kind, position: held.version };
    this.apply({ type: 'timelines/asked', roomId: id, request });
  }

  /** A page, a row, a list or an acknowledgement: first the server reads it, later it comes, in any order. */
  private answers(): void {
    const roll = this.random.below(4);
    if (roll === 0) this.answerPage();
    else if (roll === 1) this.answerQuestion();
    else if (roll === 2) this.answerMembers();
    else {
      const [ack] = this.acks.splice(this.random.below(Math.max(1, this.acks.length)), 1);
      if (ack) this.apply(ack);
    }
  }

  private answerPage(): void {
    const { page, state, model } = this;
    const requestId = state.timelines[id]?.request?.id;
    if (!page) return;
    if (!page.answer) {
      page.answer = model.page(page.kind, page.seq, 7, me);
      return;
    }
    this.page = undefined;
    if (requestId === undefined) return;
    this.apply({ type: 'timelines/page', roomId: id, requestId, kind: page.kind, page: page.answer });
  }

  private answerQuestion(): void {
    const { question, model } = this;
    if (!question || !this.home) return;
    if (!question.answer) {
      if (model.isMember) question.answer = model.summary();
      else this.question = undefined;
      return;
    }
    const { answer: room, heard, uncounted } = question;
    const again = heard.version > room.version || heard.readRev > room.readRev;
    this.question = again ? aQuestion() : undefined;
    this.apply({ type: 'rooms/summary', room });
    for (const payload of uncounted.filter((said) => said.version > room.version)) {
      this.crossed(payload);
      this.apply(event('room_activity', payload));
    }
  }
}

/** What is shown, without the stamps by which it is kept in order. */
function shown({ rooms, timelines, reads, members, users, outbox }: State) {
  const held = rooms.byId[id];
  const { version: _, countVersion: __, lastVersion: ___, uncounted = false, ...row } = held ?? {};
  const list = [...(members[id]?.list ?? [])].sort((a, b) => (a.userId < b.userId ? -1 : 1));
  const { status, version, rulesVersion, ahead } = timelines[id] ?? {};
  const inside = status !== undefined && status !== 'gone';
  const timeline = inside ? { status, version, rulesVersion, ahead } : 'gone';
  return { row, uncounted, timeline, reads: reads[id] ?? {}, members: list, users, outbox };
}

function messages(model: ModelRoom, state: State) {
  const { seqs = [], bySeq = {}, hasBefore, hasAfter } = state.timelines[id] ?? {};
  const [from, to] = [seqs[0] ?? 0, seqs.at(-1) ?? 0];
  const sorted = (list: (Message | undefined)[]) =>
    list.map((m) => m && { ...m, myReactions: [...(m.myReactions ?? [])].sort() });
  const held = { hasBefore, hasAfter, list: sorted(seqs.map((seq) => bySeq[seq])) };
  const truth = model.messages.slice(from - 1, to).map((message) => model.withMine(message, me));
  const { length } = model.messages;
  return [held, { hasBefore: from > 1, hasAfter: to < length, list: sorted(truth) }];
}

function same(run: Simulation, seed: string): void {
  const { model } = run;
  const fresh = new Simulation(new Random(1), model);
  fresh.settle();
  expect(shown(run.state), seed).toEqual(shown(fresh.state));
  if (!model.isMember) return;
  const [held, truth] = messages(model, run.state);
  expect(held, seed).toEqual(truth);
}

test('whatever happens, is cut, lost, crosses or comes twice: when all has come a client shows what a fresh one shows', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const model = new ModelRoom(me, ada, ['Me', 'Ada', 'Bo', 'Cy'], seed % 3 === 0);
    for (let i = 0; i < (seed % 2 ? 2 : 70); i++) model.say(ada, i % 4 === 3 ? i : undefined);
    const run = new Simulation(new Random(seed), model);
    for (let calm = 1; calm <= 8; calm++) {
      for (let i = 0; i < 30; i++) run.step();
      run.settle();
      same(run, `seed ${seed}, ${calm}`);
    }
  }
});
