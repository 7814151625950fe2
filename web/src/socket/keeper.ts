import { fullJitter, Timer } from './backoff';
import type { Refusal } from './link';

export interface KeeperOptions {
  connect(): void;
  /** The access token as it is now. */
  token(): string;
  /** Gets another token than `used`; rejects when there is none to be had now. */
  renew(used: string): Promise<void>;
  /** forbidden, not_found: this namespace is closed to the person. */
  closed(refusal: Refusal): void;
}

const baseMs = 500;
const maxMs = 10_000;
/** A DISCONNECT so soon after coming back once more is meant. */
const onceMoreMs = 60_000;

/** Brings one namespace back where socket.io-client does not by itself: after a refusal and after a DISCONNECT. */
export class Keeper {
  private refusals = 0;
  private used = '';
  private broughtBackAt = Number.NEGATIVE_INFINITY;
  private readonly timer = new Timer();

  constructor(private readonly options: KeeperOptions) {}

  /** For the CONNECT that is about to be sent. */
  auth(): { token: string } {
    this.used = this.options.token();
    return { token: this.used };
  }

  connected(): void {
    this.refusals = 0;
    this.timer.clear();
  }

  refused(refusal: Refusal): void {
    const attempt = this.refusals++;
    switch (refusal.code) {
      case 'forbidden':
      case 'not_found':
        this.options.closed(refusal);
        return;
      case 'token_expired':
      case 'unauthorized':
        // Refused again right after a renewal: the server is not ready for us.
        if (attempt === 0) this.renew();
        else this.timer.set(fullJitter(attempt, baseMs, maxMs), () => this.renew());
        return;
      default: {
        const wait = fullJitter(attempt, baseMs, maxMs);
        this.timer.set(refusal.retryAfterMs === undefined ? wait : refusal.retryAfterMs + wait / 10, () =>
          this.options.connect(),
        );
      }
    }
  }

  /** A DISCONNECT packet that nothing explained. False: it came again, and this was it. */
  putOut(): boolean {
    if (Date.now() - this.broughtBackAt < onceMoreMs) return false;
    this.broughtBackAt = Date.now();
    this.options.connect();
    return true;
  }

  stop(): void {
    this.timer.clear();
  }

  private renew(): void {
    this.options.renew(this.used).then(
      () => this.options.connect(),
      () => this.timer.set(fullJitter(this.refusals++, baseMs, maxMs), () => this.renew()),
    );
  }
}
