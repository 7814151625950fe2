import type { ErrorCode } from './wire.gen';

export interface FieldError {
  field: string;
  message: string;
}

/** 'network' is the client's own: no answer came, so the end is unknown. */
export type ApiErrorCode = ErrorCode | 'network';

interface Extra {
  fields?: FieldError[];
  retryAfterMs?: number;
  status?: number;
}

/** What every rejected promise of Client holds. `message` is a sentence of the server's, for logs and fallbacks. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly fields: FieldError[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(code: ApiErrorCode, message: string, extra: Extra = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.fields = extra.fields;
    this.retryAfterMs = extra.retryAfterMs;
    this.status = extra.status;
  }
}
