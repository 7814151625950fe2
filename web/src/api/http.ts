import type { GenericSchema } from 'valibot';
import { ApiError, type ApiErrorCode, type FieldError } from '../protocol';
import { guarded } from '../protocol/guards';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  body?: object;
  token?: string;
  idempotencyKey?: string;
  /** A broken answer is an error like no answer. */
  answer?: GenericSchema;
  timeoutMs?: number;
}

const codes: Record<number, ApiErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  422: 'invalid',
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** One request under /api/v1. Throws ApiError; 'network' when there is no answer, or no answer of the server's. */
export async function send<T>(fetch: Fetch, base: string, path: string, call: Call): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (call.body) headers['content-type'] = 'application/json';
  if (call.token) headers.authorization = `Bearer ${call.token}`;
  if (call.idempotencyKey) headers['idempotency-key'] = call.idempotencyKey;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${base}/api/v1${path}${queryOf(call.query)}`, {
      method: call.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(call.timeoutMs ?? 15_000),
      ...(call.body && { body: JSON.stringify(call.body) }),
    });
    text = await response.text();
  } catch (cause) {
    throw new ApiError('network', cause instanceof Error ? cause.message : 'no answer');
  }
  if (!response.ok) throw problem(response, parse(text));
  if (response.status === 204 || text === '') return undefined as T;
  const body = parse(text);
  const answer = call.answer ? guarded<T>(call.answer, body) : (body as T | undefined);
  if (answer === undefined) throw new ApiError('network', `${path}: not an answer of this protocol`);
  return answer;
}

function queryOf(query: Call['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? `?${new URLSearchParams(entries.map(([k, value]) => [k, String(value)]))}` : '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Problem {
  title?: string;
  detail?: string;
  code?: ApiErrorCode;
  errors?: FieldError[];
  retryAfterMs?: number;
}

/** application/problem+json; a proxy's own page has no code, and its status must do. */
function problem(response: Response, body: unknown): ApiError {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Problem;
  const after = Number(response.headers.get('retry-after'));
  const retryAfterMs = said.retryAfterMs ?? (after > 0 ? after * 1_000 : undefined);
  return new ApiError(
    said.code ?? codes[response.status] ?? 'internal',
    said.detail ?? said.title ?? `HTTP ${response.status}`,
    {
      status: response.status,
      ...(said.errors && { fields: said.errors }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  );
}
