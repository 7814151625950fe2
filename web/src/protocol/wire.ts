/** Shapes that cross the wire: docs/protocol.md. Optional means that the field may be absent. */

export type UserId = string;
export type RoomId = string;
export type MessageId = string;
export type ClientId = string;
/** RFC 3339 in UTC with milliseconds. */
export type Timestamp = string;

export type ErrorCode =
  | 'unauthorized'
  | 'token_expired'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'client_id_reused'
  | 'edit_conflict'
  | 'invalid'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

export type ServerRole = 'admin' | 'member';
export type RoomRole = 'owner' | 'moderator' | 'member' | 'reader' | 'guest';
export type RoomKind = 'group' | 'direct';
export type Visibility = 'public' | 'private';
export type Presence = 'online' | 'away' | 'offline';
export type Transport = 'polling' | 'websocket';

export interface ServerInfo {
  name: string;
  version: string;
  registration: 'open' | 'invite' | 'closed';
  /** True while there is no user. */
  setup: boolean;
  setupTokenRequired: boolean;
  transports: Transport[];
}

export interface User {
  id: UserId;
  username: string;
  displayName: string;
  avatarUrl?: string;
  createdAt: Timestamp;
  role: ServerRole;
  /** A statement with a smaller rev changes nothing. */
  rev: number;
}

/** Answer to register, login and refresh. */
export interface AuthResult {
  user: User;
  accessToken: string;
  /** Whole seconds. */
  expiresIn: number;
}

export interface Room {
  id: RoomId;
  kind: RoomKind;
  name: string;
  topic: string;
  visibility: Visibility;
  createdAt: Timestamp;
  memberCount: number;
  seq: number;
  version: number;
  /** Direct rooms only: the other person. */
  peer?: User;
}

export interface Excerpt {
  id: MessageId;
  seq: number;
  senderId: UserId;
  senderName: string;
  kind: MessageKind;
  /** At most 160 characters. */
  excerpt: string;
  createdAt: Timestamp;
  deletedAt?: Timestamp;
}

export interface RoomSummary extends Room {
  role: RoomRole;
  readSeq: number;
  readRev: number;
  /** Ends at 1,000, shown as "999+". */
  unreadCount: number;
  mentionCount: number;
  lastMessage?: Excerpt;
}

export interface Member {
  userId: UserId;
  user: User;
  role: RoomRole;
  joinedAt: Timestamp;
}

export type MessageKind = 'text' | 'system';

export type SystemType =
  | 'room_created'
  | 'joined'
  | 'added'
  | 'left'
  | 'removed'
  | 'role'
  | 'renamed'
  | 'topic'
  | 'visibility'
  | 'closed';

export interface SystemLine {
  type: SystemType;
  userId?: UserId;
  userIds?: UserId[];
  value?: string;
}

export interface Reaction {
  emoji: string;
  count: number;
  /** The first 20. */
  userIds: UserId[];
}

export interface ReplyRef {
  id: MessageId;
  seq: number;
  senderId: UserId;
  excerpt?: string;
  deletedAt?: Timestamp;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  mediaType: string;
}

export interface Message {
  id: MessageId;
  roomId: RoomId;
  seq: number;
  version: number;
  kind: MessageKind;
  senderId: UserId;
  clientId: ClientId;
  content: string;
  /** Counts edits. */
  revision: number;
  createdAt: Timestamp;
  editedAt?: Timestamp;
  deletedAt?: Timestamp;
  replyTo?: ReplyRef;
  reactions: Reaction[];
  /** Absent means unknown. */
  myReactions?: string[];
  mentions: UserId[];
  attachments: Attachment[];
  pinnedAt?: Timestamp;
  system?: SystemLine;
}

export interface MessagePage {
  /** Ascending by seq. */
  messages: Message[];
  users: Record<UserId, User>;
  /** The room's, read before the messages. */
  version: number;
  hasBefore: boolean;
  hasAfter: boolean;
}

export interface UserSession {
  id: string;
  createdAt: Timestamp;
  lastUsedAt: Timestamp;
  userAgent: string;
  address: string;
  current: boolean;
}
