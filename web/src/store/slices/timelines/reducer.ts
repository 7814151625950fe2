import type {
  Message,
  MessageSaved,
  MessageUpdated,
  RoomId,
  RoomRemoved,
  Session,
  Sync,
} from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import type { OutboxEntry } from '../outbox/state';
import { isOldRemoval } from '../rooms/reducer';
import { atEvent, atSync } from './position';
import { quoteOf, withQuotes } from './quotes';
import { emptyTimeline, type PageRequest, type Timeline, type TimelinesState } from './state';
import { applyChanges, joinPage, replaceWindow, trim } from './window';

export function timelines(state: TimelinesState, action: Action, whole: State): TimelinesState {
  switch (action.type) {
    case 'session':
      return fromSession(state, action.payload, whole);
    case 'sync':
      return put(state, action.payload.roomId, (held) => synced(held, action.payload, whole));
    case 'receive_message':
    case 'message_updated':
      return change(state, action.payload.message.roomId, (held) => live(held, action.payload, whole));
    case 'member_added':
    case 'member_removed':
    case 'member_updated':
      return change(state, action.payload.roomId, (held) => withRules(held, action.payload.version));
    case 'room_removed':
      return change(state, action.payload.roomId, (held) => gone(held, action.payload, whole));
    case 'room_added':
      return change(state, action.payload.room.id, (held) =>
        held.status === 'gone' && action.payload.room.version > held.version ? emptyTimeline : held,
      );
    case 'timelines/opened':
      return put(state, action.roomId, (held) => opened(held, action.newFrom));
    case 'timelines/refused':
      return put(state, action.roomId, (held) =>
        held.status === 'gone' ? held : { ...emptyTimeline, status: 'gone' },
      );
    case 'timelines/asked':
      return change(state, action.roomId, (held) => asked(held, action.request));
    case 'timelines/page':
      return change(state, action.roomId, (held) => {
        if (held.request?.id !== action.requestId) return held;
        const joined = joinPage(held, action.kind, action.page, whole.auth.me?.id);
        const kept = held.held ?? [];
        const next = applyChanges(joined, kept, whole.auth.me?.id);
        return answered(withQuotes(next, [...action.page.messages, ...kept.map((one) => one.message)]));
      });
    case 'timelines/pageFailed':
      return change(state, action.roomId, (held) =>
        held.request?.id === action.requestId ? answered(held) : held,
      );
    case 'outbox/changed':
    case 'timelines/message':
      return change(state, action.message.roomId, (held) =>
        changed(held, [{ message: action.message }], whole),
      );
    case 'outbox/saved':
      return change(state, action.saved.roomId, (held) => saved(held, action.saved, action.entry, whole));
    case 'timelines/trimmed':
      return change(state, action.roomId, (held) => trim(held, action.keep));
    default:
      return state;
  }
}

function put(state: TimelinesState, room: RoomId, how: (held: Timeline) => Timeline): TimelinesState {
  const held = state[room];
  const next = how(held ?? emptyTimeline);
  return next === held ? state : { ...state, [room]: next };
}

function change(state: TimelinesState, room: RoomId, how: (held: Timeline) => Timeline): TimelinesState {
  return state[room] ? put(state, room, how) : state;
}

/** Another epoch drops what is known of the old one; a complete session tells which rooms are gone. */
function fromSession(state: TimelinesState, session: Session, whole: State): TimelinesState {
  const dropped = isOtherEpoch(whole, session.epoch)
    ? Object.fromEntries(Object.entries(state).filter(([, held]) => held.epoch === session.epoch))
    : state;
  if (session.rooms.length < session.roomsTotal) return dropped;
  const present = new Set(session.rooms.map((room) => room.id));
  const missing = Object.keys(dropped).filter((id) => !present.has(id) && dropped[id]?.status !== 'gone');
  if (missing.length === 0) return dropped;
  const next = { ...dropped };
  for (const id of missing) {
    const wasMember = next[id]?.status === 'ready';
    next[id] = { ...emptyTimeline, status: 'gone', ...(wasMember && { goneReason: 'removed' }) };
  }
  return next;
}

function synced(held: Timeline, sync: Sync, whole: State): Timeline {
  const base = held.status === 'gone' ? emptyTimeline : held;
  const next = sync.reset ? reset(base, sync) : filled(base, sync, whole);
  return sync.onlineCount === undefined ? next : { ...next, onlineCount: sync.onlineCount };
}

/** Everything loaded is replaced, and a page that was asked for before is worth nothing. */
function reset(held: Timeline, sync: Sync): Timeline {
  const { newFrom, onlineCount, resets = 0 } = held;
  const bare: Timeline = {
    ...emptyTimeline,
    status: 'ready',
    version: sync.version,
    epoch: sync.epoch,
    rulesVersion: sync.rulesVersion,
    resets: resets + 1,
    ...(newFrom !== undefined && { newFrom }),
    ...(onlineCount !== undefined && { onlineCount }),
  };
  return replaceWindow(bare, sync.messages, { hasBefore: sync.hasBefore ?? false, hasAfter: false });
}

function filled(held: Timeline, sync: Sync, whole: State): Timeline {
  // Without a first page there is nothing to fill: the socket layer asks from 0.
  if (held.status !== 'ready') return held;
  const changes = sync.messages.map((message) => ({ message }));
  const next = atSync(changed(held, changes, whole), sync.since, sync.version);
  return withRules(next, sync.rulesVersion);
}

function live(held: Timeline, event: MessageUpdated, whole: State): Timeline {
  if (held.status !== 'ready') return held;
  const next = atEvent(changed(held, [event], whole), event.message.version);
  return event.message.kind === 'system' ? withRules(next, event.message.version) : next;
}

/** Applied at once, and kept for the page that is on its way. */
function changed(held: Timeline, changes: MessageUpdated[], whole: State): Timeline {
  const applied = applyChanges(held, changes, whole.auth.me?.id);
  // What is not beyond the position has been in the quotes already, or something newer.
  const news = changes.map((change) => change.message).filter(({ version }) => version > held.version);
  const next = withQuotes(applied, news);
  return held.request ? { ...next, held: [...(held.held ?? []), ...changes] } : next;
}

function withRules(held: Timeline, version: number): Timeline {
  return version > held.rulesVersion ? { ...held, rulesVersion: version } : held;
}

function gone(held: Timeline, removal: RoomRemoved, whole: State): Timeline {
  if (isOldRemoval(whole.rooms, removal)) return held;
  return { ...emptyTimeline, status: 'gone', goneReason: removal.reason, version: removal.version };
}

function opened(held: Timeline, newFrom: number | undefined): Timeline {
  const { newFrom: _, ...rest } = held;
  return newFrom === undefined ? rest : { ...rest, newFrom };
}

function asked(held: Timeline, request: PageRequest): Timeline {
  return {
    ...held,
    request,
    held: [],
    loadingBefore: request.kind === 'before',
    loadingAfter: request.kind === 'after',
  };
}

function answered(timeline: Timeline): Timeline {
  const { request: _, held: __, ...rest } = timeline;
  return { ...rest, loadingBefore: false, loadingAfter: false };
}

/**
 * The acknowledgement came before the broadcast: the echo becomes a message of version 0, which the
 * broadcast replaces. Behind the position the message is known already, or lies outside the window.
 */
function saved(held: Timeline, ack: MessageSaved, entry: OutboxEntry | undefined, whole: State): Timeline {
  if (!entry || held.status !== 'ready' || ack.version <= held.version) return held;
  const replyTo = quoteOf(held, entry.replyTo);
  const message: Message = {
    id: ack.id,
    roomId: ack.roomId,
    seq: ack.seq,
    version: 0,
    kind: 'text',
    senderId: entry.userId,
    clientId: ack.clientId,
    content: entry.content,
    revision: 0,
    createdAt: ack.createdAt,
    reactions: [],
    mentions: [],
    attachments: [],
    ...(replyTo && { replyTo }),
  };
  return applyChanges(held, [{ message }], whole.auth.me?.id);
}
