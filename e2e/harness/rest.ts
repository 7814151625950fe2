import { type IncomingHttpHeaders, request } from 'node:http';
import type {
  ErrorCode,
  Member,
  MessagePage,
  Room,
  RoomRole,
  RoomSummary,
  User,
  Visibility,
} from '../../web/src/protocol/wire.gen';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  errors?: { field: string; message: string }[];
  retryAfterMs?: number;
}

export interface SignedIn {
  user: User;
  accessToken: string;
  expiresIn: number;
}

export interface Reply<T> {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; undefined if there is none. */
  body: T;
}

export interface Ask {
  body?: unknown;
  /** The body's bytes as they are, instead of JSON. */
  raw?: string;
  headers?: Record<string, string>;
  /** The address to connect from: limits count addresses, and all of 127/8 is this machine. */
  from?: string;
}

/** One HTTP request, header by header as asked for (fetch would not let us say Host or Origin). */
export function http(base: string, method: string, path: string, ask: Ask = {}): Promise<Reply<unknown>> {
  const text = ask.raw ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
  return new Promise((resolve, reject) => {
    const r = request(
      new URL(path, base),
      {
        method,
        agent: false,
        localAddress: ask.from,
        headers: {
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...ask.headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (c) => chunks.push(c));
        answer.on('error', reject);
        answer.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          let json: unknown;
          try {
            json = body === '' ? undefined : JSON.parse(body);
          } catch {
            json = undefined;
          }
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: body, body: json });
        });
      },
    );
    r.on('error', reject);
    r.end(text);
  });
}

/** A failure that a helper did not expect. */
export class Unexpected extends Error {
  constructor(
    readonly reply: Reply<unknown>,
    what: string,
  ) {
    super(`${what}: ${reply.status} ${reply.text.slice(0, 300)}`);
  }
}

/** REST on behalf of somebody: their access token and their cookie. */
export class Rest {
  token = '';
  cookie = '';

  constructor(public base: string) {}

  /** Any call; the answer is not judged. */
  async call<T = Problem>(method: string, path: string, body?: unknown, ask: Ask = {}): Promise<Reply<T>> {
    const headers: Record<string, string> = { ...ask.headers };
    if (this.token) headers.authorization ??= `Bearer ${this.token}`;
    if (this.cookie && path.startsWith('/auth')) headers.cookie ??= this.cookie;
    const reply = await http(this.base, method, `/api/v1${path}`, { ...ask, body, headers });
    for (const line of reply.headers['set-cookie'] ?? []) {
      if (line.startsWith('loquat_refresh=')) this.cookie = line.slice(0, line.indexOf(';'));
    }
    return reply as Reply<T>;
  }

  /** A call that must succeed, with a new token where the one that is held has expired. */
  async ok<T>(method: string, path: string, body?: unknown, ask: Ask = {}): Promise<T> {
    let reply = await this.call<T>(method, path, body, ask);
    if ((reply.body as Problem | undefined)?.code === 'token_expired') {
      await this.refresh();
      reply = await this.call<T>(method, path, body, ask);
    }
    if (reply.status < 200 || reply.status > 299)
      throw new Unexpected(reply as Reply<unknown>, `${method} ${path}`);
    return reply.body;
  }

  async register(username: string, more: Record<string, unknown> = {}, ask: Ask = {}): Promise<SignedIn> {
    const answer = await this.ok<SignedIn>('POST', '/auth/register', { username, password, ...more }, ask);
    this.token = answer.accessToken;
    return answer;
  }

  async login(username: string, secret = password, ask: Ask = {}): Promise<SignedIn> {
    const answer = await this.ok<SignedIn>('POST', '/auth/login', { username, password: secret }, ask);
    this.token = answer.accessToken;
    return answer;
  }

  async refresh(): Promise<SignedIn> {
    const answer = await this.ok<SignedIn>('POST', '/auth/refresh');
    this.token = answer.accessToken;
    return answer;
  }

  room(name: string, visibility: Visibility = 'private', memberIds: string[] = []): Promise<Room> {
    return this.ok('POST', '/rooms', { name, visibility, memberIds });
  }

  async rooms(): Promise<RoomSummary[]> {
    return (await this.ok<{ rooms: RoomSummary[] }>('GET', '/rooms?limit=200')).rooms;
  }

  add(roomId: string, userId: string, role?: RoomRole): Promise<Member> {
    return this.ok('POST', `/rooms/${roomId}/members`, { userId, role });
  }

  page(roomId: string, query = ''): Promise<MessagePage> {
    return this.ok('GET', `/rooms/${roomId}/messages${query}`);
  }

  /** The whole history of a room, page by page. */
  async history(roomId: string): Promise<MessagePage['messages']> {
    const all: MessagePage['messages'] = [];
    for (let after = 0; ; ) {
      const page = await this.page(roomId, `?after=${after}&limit=200`);
      all.push(...page.messages);
      const last = page.messages.at(-1);
      if (!page.hasAfter || !last) return all;
      after = last.seq;
    }
  }
}

/** Everybody's password. */
export const password = 'correct horse 7';
