import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settle } from '../../testing/wait';
import { Election, openMirror } from './tabs';

/** Web Locks as one browser has them: one holder, a queue, and stealing. */
class FakeLocks {
  private holder: { reject(error: Error): void } | undefined;
  private readonly queue: (() => void)[] = [];

  request(_: string, how: LockOptions, run: () => Promise<void> | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const hold = () => {
        const me = { reject };
        this.holder = me;
        Promise.resolve(run()).then((value) => {
          if (this.holder !== me) return;
          this.holder = undefined;
          resolve(value);
          this.queue.shift()?.();
        });
      };
      how.signal?.addEventListener('abort', () => {
        const at = this.queue.indexOf(hold);
        if (at >= 0) this.queue.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
      if (how.steal) {
        this.holder?.reject(new DOMException('stolen', 'AbortError'));
        hold();
      } else if (this.holder) this.queue.push(hold);
      else hold();
    });
  }
}

const tabs: Election[] = [];
const aTab = () => {
  const tab = new Election('u-me', { elected: vi.fn(), deposed: vi.fn() });
  tabs.push(tab);
  tab.start();
  return tab;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('navigator', { locks: new FakeLocks() });
});

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the tab that sends', () => {
  test('is one, and the next when it closes', async () => {
    const [a, b] = [aTab(), aTab()];
    await settle();
    expect([a.leader, b.leader]).toEqual([true, false]);
    a.stop();
    await settle();
    expect(b.leader).toBe(true);
  });

  test('is the tab in front when that takes over; the one before stands again', async () => {
    const [a, b] = [aTab(), aTab()];
    await settle();
    b.steal();
    await settle();
    expect([a.leader, b.leader]).toEqual([false, true]);
    vi.advanceTimersByTime(1_000);
    b.stop();
    await settle();
    expect(a.leader).toBe(true);
  });

  test('is every tab where there are no Web Locks', async () => {
    vi.stubGlobal('navigator', {});
    const [a, b] = [aTab(), aTab()];
    await settle();
    expect([a.leader, b.leader]).toEqual([true, true]);
  });
});

test('tabs of one person hear each other, those of another do not', async () => {
  const heard: string[] = [];
  const mine = openMirror<string>('u-me', (text) => heard.push(`me ${text}`));
  const same = openMirror<string>('u-me', (text) => heard.push(`same ${text}`));
  const other = openMirror<string>('u-bo', (text) => heard.push(`other ${text}`));
  mine.tell('hi');
  await vi.waitFor(() => expect(heard).toEqual(['same hi']));
  for (const mirror of [mine, same, other]) mirror.close();
});
