import type { Presence, UserId } from '../protocol';
import { Timer } from './backoff';

const maxUsers = 500;
const collectMs = 50;
const againMs = 2_000;

interface Options {
  /** undefined: not now. Rejects when there is no connection, or none any more. */
  subscribe(userIds: UserId[]): Promise<Record<UserId, Presence> | undefined>;
  setStatus(status: 'online' | 'away'): void;
  got(users: Record<UserId, Presence>): void;
}

/** Which people are shown, and whether oneself is away. Both belong to the socket: told again after each connect. */
export class PresenceWishes {
  private readonly shown = new Map<string, UserId[]>();
  private readonly timer = new Timer();
  private told = '';
  private away = false;

  constructor(private readonly options: Options) {}

  get status(): 'online' | 'away' {
    return this.away ? 'away' : 'online';
  }

  /** Who is on screen. */
  get ids(): UserId[] {
    return [...new Set([...this.shown.values()].flat())].sort().slice(0, maxUsers);
  }

  show(key: string, ids: UserId[]): () => void {
    this.shown.set(key, ids);
    this.soon();
    return () => {
      if (this.shown.get(key) !== ids) return;
      this.shown.delete(key);
      this.soon();
    };
  }

  setAway(away: boolean): void {
    if (this.away === away) return;
    this.away = away;
    this.options.setStatus(this.status);
  }

  connected(): void {
    this.told = '';
    if (this.away) this.options.setStatus('away');
    void this.tell();
  }

  stop(): void {
    this.timer.clear();
  }

  private soon(): void {
    if (!this.timer.armed) this.timer.set(collectMs, () => void this.tell());
  }

  private async tell(): Promise<void> {
    const { ids } = this;
    const wish = ids.join();
    if (wish === this.told) return;
    this.told = wish;
    const users = await this.options.subscribe(ids).catch(() => 'disconnected' as const);
    if (users && users !== 'disconnected') this.options.got(users);
    else if (this.told === wish) {
      this.told = '';
      // Without a connection the next one tells.
      if (!users && !this.timer.armed) this.timer.set(againMs, () => void this.tell());
    }
  }
}
