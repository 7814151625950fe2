import type { ErrorCode, WireError } from '../../protocol';
import type { OutboxEntry } from '../../store';

/** `failed` is tried again by itself, `rejected` is final. */
export type Verdict = 'failed' | 'rejected' | 'strike';

const table: Record<ErrorCode, Verdict> = {
  unauthorized: 'failed',
  token_expired: 'failed',
  rate_limited: 'failed',
  unavailable: 'failed',
  internal: 'strike',
  forbidden: 'rejected',
  not_found: 'rejected',
  conflict: 'rejected',
  client_id_reused: 'rejected',
  edit_conflict: 'rejected',
  invalid: 'rejected',
  too_large: 'rejected',
};

const maxStrikes = 5;

/** What becomes of an entry that the server said no to. An unknown code may be tried again, but not forever. */
export function refused(held: OutboxEntry, { code, message, details }: WireError): OutboxEntry {
  const verdict: Verdict = table[code] ?? 'strike';
  const error = { code, message };
  if (verdict !== 'strike') {
    const theirs = code === 'edit_conflict' ? details?.message : undefined;
    return { ...held, state: verdict, error, ...(theirs && { theirs }) };
  }
  const strikes = (held.strikes ?? 0) + 1;
  return { ...held, state: 'failed', error, strikes, ...(strikes >= maxStrikes && { needsPerson: true }) };
}
