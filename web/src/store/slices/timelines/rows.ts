import type { Message, MessageId, ReplyRef, UserId } from '../../../protocol';
import type { OutboxEntry, Timeline } from '../../types';
import type { ReactingState } from '../reacting/state';
import { patched, type RowChange } from './patched';
import { quoteOf } from './quotes';

export type { RowChange };

export type MessageState = 'pending' | 'waiting' | 'saved' | 'read';

export type Row =
  | { type: 'day'; key: string /** YYYY-MM-DD, local */; date: string }
  | { type: 'new'; key: string }
  | {
      type: 'message';
      /** The same for the echo and the saved message. */
      key: string;
      /** With one's own changes that are on their way. */
      message: Message;
      /** Starts a group: another author, more than five minutes, a day, a system or "New" line before it. */
      first: boolean;
      mine: boolean;
      /** Own messages only. */
      state?: MessageState;
      /** An own change of the message that is not done with. */
      change?: RowChange;
    }
  | {
      type: 'echo';
      key: string;
      entry: OutboxEntry;
      first: boolean;
      state: 'pending' | 'waiting';
      /** What it answers, if that is loaded. */
      quote?: ReplyRef;
    }
  | { type: 'system'; key: string; message: Message }
  | { type: 'rejected'; key: string; entry: OutboxEntry };

export interface RowsInput {
  timeline: Timeline;
  /** In the order of sending. */
  outbox: OutboxEntry[];
  /** In the order in which they were made. */
  changes: OutboxEntry[];
  reacting: ReactingState;
  me: UserId | undefined;
  /** Up to where the other person of a direct room has read. */
  peerRead: number | undefined;
  offline: boolean;
}

const groupMs = 5 * 60_000;

export function messageKey(senderId: UserId, clientId: string): string {
  return `c:${senderId}:${clientId}`;
}

export function localDay(timestamp: string): string {
  const date = new Date(timestamp);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

class Grouping {
  private today = '';
  private author: UserId | undefined;
  private at = 0;

  constructor(private readonly rows: Row[]) {}

  breakGroup(): void {
    this.author = undefined;
  }

  /** Adds the day's line when a new day begins. */
  beginDay(timestamp: string): void {
    const day = localDay(timestamp);
    if (day === this.today) return;
    this.today = day;
    this.breakGroup();
    this.rows.push({ type: 'day', key: `d:${day}`, date: day });
  }

  first(author: UserId, timestamp: string): boolean {
    const at = Date.parse(timestamp);
    const first = author !== this.author || at - this.at > groupMs;
    this.author = author;
    this.at = at;
    return first;
  }
}

function startsNew(message: Message, timeline: Timeline, me: UserId | undefined): boolean {
  const { newFrom, seqs, hasBefore } = timeline;
  if (newFrom === undefined || message.seq < newFrom) return false;
  if (message.kind !== 'text' || message.deletedAt || message.senderId === me) return false;
  // The first unread message is older than what is loaded.
  return !hasBefore || (seqs[0] ?? 0) <= newFrom;
}

export function buildRows(input: RowsInput): Row[] {
  const { timeline, me, peerRead, offline, reacting } = input;
  const rows: Row[] = [];
  const group = new Grouping(rows);
  const own = new Set<string>();
  const changes = byMessage(input.changes);
  let newShown = false;

  for (const seq of timeline.seqs) {
    const held = timeline.bySeq[seq];
    if (!held) continue;
    group.beginDay(held.createdAt);
    const key = messageKey(held.senderId, held.clientId);
    if (held.kind === 'system') {
      group.breakGroup();
      rows.push({ type: 'system', key, message: held });
      continue;
    }
    const { message, change } = patched(held, {
      changes: changes.get(held.id) ?? none,
      wishes: reacting[held.id],
      me,
      offline,
    });
    if (!newShown && startsNew(message, timeline, me)) {
      newShown = true;
      group.breakGroup();
      rows.push({ type: 'new', key: 'new' });
    }
    const mine = message.senderId === me;
    const row: Row = {
      type: 'message',
      key,
      message,
      first: group.first(message.senderId, message.createdAt),
      mine,
      ...(change && { change }),
    };
    if (mine) {
      own.add(message.clientId);
      row.state = peerRead !== undefined && peerRead >= seq ? 'read' : 'saved';
    }
    rows.push(row);
  }
  if (!timeline.hasAfter) pushOutbox(rows, group, input, own);
  return rows;
}

const none: OutboxEntry[] = [];

function byMessage(changes: OutboxEntry[]): Map<MessageId | undefined, OutboxEntry[]> {
  const map = new Map<MessageId | undefined, OutboxEntry[]>();
  for (const entry of changes) {
    if (entry.state === 'cancelled') continue;
    const list = map.get(entry.messageId);
    if (list) list.push(entry);
    else map.set(entry.messageId, [entry]);
  }
  return map;
}

function pushOutbox(rows: Row[], group: Grouping, input: RowsInput, own: Set<string>) {
  const { timeline, outbox } = input;
  let waiting = input.offline;
  const rejected: Row[] = [];
  for (const entry of outbox) {
    if (entry.state === 'cancelled' || own.has(entry.clientId)) continue;
    const key = messageKey(entry.userId, entry.clientId);
    if (entry.state === 'rejected') {
      rejected.push({ type: 'rejected', key, entry });
      continue;
    }
    // One that failed holds those behind it.
    waiting ||= entry.state === 'failed';
    group.beginDay(entry.createdAt);
    const first = group.first(entry.userId, entry.createdAt);
    const quote = quoteOf(timeline, entry.replyTo);
    const state = waiting ? 'waiting' : 'pending';
    rows.push({ type: 'echo', key, entry, first, state, ...(quote && { quote }) });
  }
  rows.push(...rejected);
}

function sameRow(a: Row, b: Row): boolean {
  const x = a as Record<string, unknown>;
  const y = b as Record<string, unknown>;
  const fields = new Set([...Object.keys(x), ...Object.keys(y)]);
  return [...fields].every((field) => Object.is(x[field], y[field]));
}

/** Takes the row objects of the last result where nothing changed, so that components need not render again. */
export function reuseRows(before: Row[], after: Row[]): Row[] {
  const known = new Map(before.map((row) => [`${row.type} ${row.key}`, row]));
  let same = before.length === after.length;
  const rows = after.map((row, i) => {
    const old = known.get(`${row.type} ${row.key}`);
    const kept = old && sameRow(old, row) ? old : row;
    same &&= kept === before[i];
    return kept;
  });
  return same ? before : rows;
}
