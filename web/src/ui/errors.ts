import { ApiError, type ApiErrorCode } from '../protocol';
import { t } from './i18n';

export const codeOf = (error: unknown): ApiErrorCode | undefined =>
  error instanceof ApiError ? error.code : undefined;

/** Messages by field name, for a form; empty where the error is not about fields. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    (error.fields ?? []).map(({ field, message }) => [field.replace(/^body\./, ''), message]),
  );
}

/** One plain sentence about what went wrong, with a way on. */
export function plainError(error: unknown): string {
  const retryAfterMs = error instanceof ApiError ? error.retryAfterMs : undefined;
  switch (codeOf(error)) {
    case 'rate_limited':
      return retryAfterMs
        ? t('error.rateLimitedFor', { count: Math.ceil(retryAfterMs / 1000) })
        : t('error.rateLimited');
    case 'forbidden':
      return t('error.forbidden');
    case 'not_found':
      return t('error.notFound');
    case 'conflict':
    case 'edit_conflict':
    case 'client_id_reused':
      return t('error.conflict');
    case 'invalid':
      return t('error.invalid');
    case 'too_large':
      return t('error.tooLarge');
    case 'unauthorized':
    case 'token_expired':
      return t('error.unauthorized');
    case 'internal':
      return t('error.internal');
    default:
      return t('error.unavailable');
  }
}
