import * as v from 'valibot';
import {
  ApiError,
  type AuthResult,
  type Member,
  type MessagePage,
  type Room,
  type RoomId,
  type RoomRole,
  type RoomSummary,
  type ServerInfo,
  type User,
  type UserId,
  type UserSession,
} from '../protocol';
import { member, messagePage, room, roomSummary, user } from '../protocol/guards';
import { type Call, type Fetch, send } from './http';
import { newId } from './id';
import { type Token, Tokens } from './tokens';

export interface PageQuery {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}

interface Options {
  fetch?: Fetch;
  /** Origin of the server; '' is the page's own. */
  base?: string;
  /** Every refreshed token, so that open sockets can take it over. */
  onToken?: (token: Token) => void;
  /** The refresh cookie is dead. */
  onSignedOut?: () => void;
}

const authResult = v.looseObject({ user, accessToken: v.string(), expiresIn: v.number() });
const server = v.looseObject({ registration: v.string(), transports: v.array(v.string()) });
const many = <T extends v.GenericSchema>(name: string, item: T) =>
  v.looseObject({ [name]: v.optional(v.array(item), []), nextCursor: v.optional(v.string()) });
const retryMs = [300, 1_500];

/** The calls of /api/v1. Every promise rejects with ApiError. */
export class Api {
  readonly tokens: Tokens;
  private readonly fetch: Fetch;
  private readonly base: string;

  constructor(private readonly options: Options = {}) {
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.base = options.base ?? '';
    this.tokens = new Tokens(() => this.askRefresh(), options.onToken);
  }

  server(): Promise<ServerInfo> {
    return this.open('/server', { answer: server });
  }

  register(body: object): Promise<AuthResult> {
    return this.open('/auth/register', { method: 'POST', body, answer: authResult });
  }

  login(body: { username: string; password: string }): Promise<AuthResult> {
    return this.open('/auth/login', { method: 'POST', body, answer: authResult });
  }

  logout(): Promise<void> {
    const token = this.tokens.current?.value;
    return this.open('/auth/logout', { method: 'POST', ...(token && { token }) });
  }

  updateMe(body: object): Promise<User> {
    return this.call('/me', { method: 'PATCH', body, answer: user });
  }

  sessions(): Promise<UserSession[]> {
    return this.call<{ sessions: UserSession[] }>('/me/sessions').then((answer) => answer.sessions);
  }

  endSession(id: string): Promise<void> {
    return this.call(`/me/sessions/${id}`, { method: 'DELETE' });
  }

  searchUsers(q: string): Promise<User[]> {
    return this.users({ q });
  }

  /** At most 100. */
  usersById(ids: UserId[]): Promise<User[]> {
    return this.users({ ids: ids.join(',') });
  }

  rooms(cursor?: string): Promise<{ rooms: RoomSummary[]; nextCursor?: string }> {
    return this.call('/rooms', { query: { cursor, limit: 200 }, answer: many('rooms', roomSummary) });
  }

  directory(q: string, cursor?: string): Promise<{ rooms: Room[]; nextCursor?: string }> {
    return this.call('/rooms/directory', {
      query: { q: q || undefined, cursor },
      answer: many('rooms', room),
    });
  }

  room(id: RoomId): Promise<Room> {
    return this.call(`/rooms/${id}`, { answer: room });
  }

  createRoom(body: object): Promise<Room> {
    return this.change('/rooms', { method: 'POST', body, answer: room });
  }

  updateRoom(id: RoomId, body: object): Promise<Room> {
    return this.change(`/rooms/${id}`, { method: 'PATCH', body, answer: room });
  }

  deleteRoom(id: RoomId): Promise<void> {
    return this.change(`/rooms/${id}`, { method: 'DELETE' });
  }

  joinRoom(id: RoomId): Promise<Room> {
    return this.change(`/rooms/${id}/join`, { method: 'POST', answer: room });
  }

  leaveRoom(id: RoomId): Promise<void> {
    return this.change(`/rooms/${id}/leave`, { method: 'POST' });
  }

  openDirect(userId: UserId): Promise<Room> {
    return this.change('/directs', { method: 'POST', body: { userId }, answer: room });
  }

  members(id: RoomId, cursor?: string): Promise<{ members: Member[]; nextCursor?: string }> {
    return this.call(`/rooms/${id}/members`, {
      query: { cursor, limit: 200 },
      answer: many('members', member),
    });
  }

  addMember(id: RoomId, userId: UserId, role?: RoomRole): Promise<Member> {
    const body = { userId, ...(role && { role }) };
    return this.change(`/rooms/${id}/members`, { method: 'POST', body, answer: member });
  }

  setRole(id: RoomId, userId: UserId, role: RoomRole): Promise<Member> {
    return this.change(`/rooms/${id}/members/${userId}`, { method: 'PATCH', body: { role }, answer: member });
  }

  removeMember(id: RoomId, userId: UserId): Promise<void> {
    return this.change(`/rooms/${id}/members/${userId}`, { method: 'DELETE' });
  }

  messages(id: RoomId, query: PageQuery): Promise<MessagePage> {
    return this.call(`/rooms/${id}/messages`, { query: { ...query }, answer: messagePage });
  }

  private users(query: Record<string, string>): Promise<User[]> {
    const answer = many('users', user);
    return this.call<{ users: User[] }>('/users', { query, answer }).then((found) => found.users);
  }

  private open<T>(path: string, call: Call): Promise<T> {
    return send(this.fetch, this.base, path, call);
  }

  /** What changes a room: the same key with each try, so that trying again is harmless. */
  private change<T>(path: string, call: Call): Promise<T> {
    return this.call(path, { ...call, idempotencyKey: newId() });
  }

  /** With the access token, renewed once if need be; harmless calls are tried again when no answer came. */
  private async call<T>(path: string, call: Call = {}): Promise<T> {
    const harmless = (call.method ?? 'GET') === 'GET' || call.idempotencyKey !== undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.authorized<T>(path, call);
      } catch (error) {
        const wait = retryMs[attempt];
        const again = error instanceof ApiError && (error.code === 'network' || error.code === 'unavailable');
        if (!harmless || !again || wait === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? wait));
      }
    }
  }

  private async authorized<T>(path: string, call: Call): Promise<T> {
    const token = await this.tokens.live();
    try {
      return await this.open<T>(path, { ...call, token: token.value });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      const fresh = await this.tokens.renew(token);
      return this.open<T>(path, { ...call, token: fresh.value });
    }
  }

  private async askRefresh(): Promise<AuthResult> {
    try {
      return await this.open<AuthResult>('/auth/refresh', { method: 'POST', answer: authResult });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthorized') this.options.onSignedOut?.();
      throw error;
    }
  }
}
