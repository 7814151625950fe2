import type {
  ClientId,
  ErrorCode,
  Excerpt,
  Member,
  Message,
  MessageId,
  Presence,
  Room,
  RoomId,
  RoomSummary,
  Timestamp,
  User,
  UserId,
} from './wire';

/** What an acknowledgement or a refused CONNECT says when it says no. */
export interface WireError {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
  details?: { message?: Message };
}

export type Ack<T extends object = object> = ({ ok: true } & T) | { ok: false; error: WireError };

export interface Session {
  user: User;
  /** At most 200, latest activity first. */
  rooms: RoomSummary[];
  roomsTotal: number;
  epoch: string;
  serverTime: Timestamp;
  expiresIn: number;
}

export type RemovalReason = 'left' | 'removed' | 'banned' | 'deleted';

export interface RoomRemoved {
  roomId: RoomId;
  version: number;
  reason: RemovalReason;
}

export interface RoomActivity {
  roomId: RoomId;
  seq: number;
  version: number;
  readRev?: number;
  unreadCount?: number;
  mentionCount?: number;
  lastMessage?: Excerpt;
  users?: Record<UserId, User>;
}

/** What every statement about a member's counters carries. */
export interface Counters {
  version: number;
  readSeq: number;
  readRev: number;
  unreadCount: number;
  mentionCount: number;
}

export interface RoomRead extends Counters {
  roomId: RoomId;
}

export interface MessageSaved {
  roomId: RoomId;
  clientId: ClientId;
  id: MessageId;
  seq: number;
  version: number;
  createdAt: Timestamp;
  duplicate: boolean;
}

export interface RequestFailed {
  event: string;
  roomId: RoomId;
  clientId?: ClientId;
  error: WireError;
}

export interface Sync {
  roomId: RoomId;
  epoch: string;
  since: number;
  version: number;
  messages: Message[];
  users: Record<UserId, User>;
  reset: boolean;
  more: boolean;
  hasBefore?: boolean;
  rulesVersion: number;
  online?: UserId[];
  onlineCount?: number;
  readSeqs?: Record<UserId, number>;
}

export interface ReactionChange {
  userId: UserId;
  emoji: string;
  on: boolean;
}

export interface MessageUpdated {
  message: Message;
  reacted?: ReactionChange[];
}

export interface MemberEvent {
  roomId: RoomId;
  version: number;
  member: Member;
}

/** Namespace "/", server to client. */
export interface SessionEvents {
  session: Session;
  room_added: { room: RoomSummary };
  room_updated: { room: Room };
  room_removed: RoomRemoved;
  room_activity: RoomActivity;
  room_read: RoomRead;
  user_updated: { user: User };
  presence: { users: Record<UserId, Presence> };
  session_ended: { reason: 'logged_out' | 'revoked' | 'banned' };
}

/** Namespace "/rooms/{roomId}", server to client. */
export interface RoomEvents {
  sync: Sync;
  receive_message: { message: Message };
  message_updated: MessageUpdated;
  message_saved: MessageSaved;
  request_failed: RequestFailed;
  typing: { roomId: RoomId; userId: UserId; typing: boolean };
  read: { roomId: RoomId; userId: UserId; seq: number };
  user_connected: { roomId: RoomId; userId: UserId };
  user_disconnected: { roomId: RoomId; userId: UserId; lastSeenAt: Timestamp };
  member_added: MemberEvent;
  member_removed: MemberEvent;
  member_updated: MemberEvent;
}

/** Requests on "/": what is sent, and what an ok acknowledgement holds. */
export interface SessionRequests {
  room_summary: [{ roomId: RoomId }, { room: RoomSummary }];
  presence_subscribe: [{ userIds: UserId[] }, { users: Record<UserId, Presence> }];
  set_status: [{ status: 'online' | 'away' }, object];
  sent_status: [{ clientIds: ClientId[] }, { sent: MessageSaved[] }];
  authenticate: [{ token: string }, { expiresIn: number }];
}

/** Requests on a room's namespace. */
export interface RoomRequests {
  resync: [{ roomId: RoomId; since: number }, object];
  send_message: [
    { roomId: RoomId; content: string; senderId?: UserId; clientId?: ClientId; replyTo?: MessageId },
    MessageSaved,
  ];
  mark_read: [{ roomId: RoomId; seq: number; unread?: true }, Counters];
  edit_message: [
    { roomId: RoomId; messageId: MessageId; content: string; baseRevision: number; opId?: string },
    { message: Message; duplicate: boolean },
  ];
  delete_message: [
    { roomId: RoomId; messageId: MessageId; opId?: string },
    { message: Message; duplicate: boolean },
  ];
  react: [{ roomId: RoomId; messageId: MessageId; emoji: string; on: boolean }, { message: Message }];
  authenticate: [{ token: string }, { expiresIn: number }];
}
