import type { UserId } from '../../protocol';
import { Timer } from '../backoff';

/** What tabs of one person tell each other; the content is the outbox's. */
export interface Mirror<T> {
  tell(message: T): void;
  close(): void;
}

export function openMirror<T>(userId: UserId, heard: (message: T) => void): Mirror<T> {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(`loquat-outbox:${userId}`);
  channel.onmessage = (event: MessageEvent<T>) => heard(event.data);
  return { tell: (message) => channel.postMessage(message), close: () => channel.close() };
}

interface Options {
  /** The tab sends from now on. */
  elected(): void;
  deposed(): void;
}

/**
 * Which of the tabs sends. Only to save work: the server removes duplicates. Without Web Locks (plain http
 * on a LAN) every tab is elected.
 */
export class Election {
  leader = false;
  private readonly abort = new AbortController();
  private release: (() => void) | undefined;
  private readonly again = new Timer();

  constructor(
    private readonly userId: UserId,
    private readonly options: Options,
  ) {}

  start(): void {
    void this.stand({ signal: this.abort.signal });
  }

  /** The one who holds it does not get on: this tab takes over. */
  steal(): void {
    if (!this.leader && !this.abort.signal.aborted) void this.stand({ steal: true });
  }

  stop(): void {
    this.leader = false;
    this.again.clear();
    this.abort.abort();
    this.release?.();
  }

  private async stand(how: LockOptions): Promise<void> {
    const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
    if (!locks) {
      this.elect();
      return;
    }
    try {
      await locks.request(`loquat-outbox:${this.userId}`, how, () => {
        if (this.abort.signal.aborted) return undefined;
        const held = new Promise<void>((resolve) => {
          this.release = resolve;
        });
        this.elect();
        return held;
      });
    } catch {
      // Stolen by the tab in front. The first request stood in the queue all the while if this one was a theft.
      this.depose();
      if (how.signal && !this.abort.signal.aborted) {
        this.again.set(1_000, () => void this.stand({ signal: this.abort.signal }));
      }
    }
  }

  private elect(): void {
    if (this.leader) return;
    this.leader = true;
    this.options.elected();
  }

  private depose(): void {
    if (!this.leader) return;
    this.leader = false;
    this.options.deposed();
  }
}
