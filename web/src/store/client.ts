import type {
  ClientId,
  MessageId,
  Room,
  RoomId,
  RoomRole,
  User,
  UserId,
  UserSession,
  Visibility,
} from '../protocol';
import type { ComposerMode, Theme } from './types';

/** Everything the interface may ask for. Promises reject with ApiError. */
export interface Client {
  /** GET /server, try the refresh cookie, connect; sets auth.status. May be called again after 'unreachable'. */
  start(): Promise<void>;
  register(input: {
    username: string;
    password: string;
    displayName?: string;
    setupToken?: string;
    inviteCode?: string;
  }): Promise<void>;
  login(input: { username: string; password: string }): Promise<void>;
  /** The caller warns first when selectWaiting() > 0. */
  logout(): Promise<void>;

  /** The room is on screen: connects its namespace. Returns the release; the last 10 rooms stay connected. */
  openRoom(id: RoomId): () => void;
  /** Resolves once the record is durable and the echo in the store. */
  send(id: RoomId, content: string, replyTo?: MessageId): Promise<void>;
  retry(clientId: ClientId): void;
  retryAll(): void;
  /** False: it is being sent, or was sent meanwhile. */
  discard(clientId: ClientId): Promise<boolean>;
  /** Edit: removes the entry and returns its text; undefined if it may not be edited now. */
  takeBack(clientId: ClientId): Promise<string | undefined>;

  /**
   * Changes an own message's text. Resolves once the change is durable and shown; it is sent like a message.
   * baseRevision: what the person saw; absent: what they see now, own changes under way included.
   */
  edit(id: RoomId, messageId: MessageId, content: string, baseRevision?: number): Promise<void>;
  /** Deletes a message, likewise. */
  remove(id: RoomId, messageId: MessageId): Promise<void>;
  /** Shown at once, kept in memory until the server has answered. */
  react(id: RoomId, messageId: MessageId, emoji: string, on: boolean): void;
  /** Of an edit that met another one. 'mine' makes a new change on top of theirs, of content if it is given. */
  settleConflict(opId: ClientId, choice: 'mine' | 'theirs', content?: string): Promise<void>;
  /** Of a change that was refused. */
  retryChange(opId: ClientId): void;
  discardChange(opId: ClientId): Promise<void>;
  /** What the composer is doing; no mode: writing a new message. */
  compose(id: RoomId, mode?: ComposerMode): void;

  /** Call with each key; thinned out inside. */
  typing(id: RoomId, on: boolean): void;
  /** A message was visible in a focused window. */
  seen(id: RoomId, seq: number): void;
  markUnread(id: RoomId, seq: number): Promise<void>;

  loadBefore(id: RoomId): Promise<void>;
  loadAfter(id: RoomId): Promise<void>;
  /** Replaces the window by one around seq, unless seq is loaded. */
  loadAround(id: RoomId, seq: number): Promise<void>;
  loadLatest(id: RoomId): Promise<void>;

  /** People that are shown under this key; presence is asked for the union of all keys. Returns the release. */
  showUsers(key: string, ids: UserId[]): () => void;
  setAway(away: boolean): void;

  createRoom(input: {
    name: string;
    topic?: string;
    visibility: Visibility;
    memberIds?: UserId[];
  }): Promise<Room>;
  updateRoom(id: RoomId, patch: { name?: string; topic?: string; visibility?: Visibility }): Promise<void>;
  deleteRoom(id: RoomId): Promise<void>;
  joinRoom(id: RoomId): Promise<void>;
  leaveRoom(id: RoomId): Promise<void>;
  directory(q: string, cursor?: string): Promise<{ rooms: Room[]; nextCursor?: string }>;
  previewRoom(id: RoomId): Promise<Room>;
  openDirect(userId: UserId): Promise<Room>;
  searchUsers(q: string): Promise<User[]>;
  loadMembers(id: RoomId, cursor?: string): Promise<void>;
  addMember(id: RoomId, userId: UserId, role?: RoomRole): Promise<void>;
  setRole(id: RoomId, userId: UserId, role: RoomRole): Promise<void>;
  removeMember(id: RoomId, userId: UserId): Promise<void>;

  updateMe(patch: { displayName?: string; password?: string; currentPassword?: string }): Promise<void>;
  listSessions(): Promise<UserSession[]>;
  endSession(id: string): Promise<void>;
  setDraft(id: RoomId, text: string): void;
  setTheme(theme: Theme): void;
  setLocale(locale: string): void;
  loadMoreRooms(): Promise<void>;
}
