import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settle } from '../testing/wait';
import { Keeper } from './keeper';

const refusal = (code: string, retryAfterMs?: number) =>
  ({ code, message: code, ...(retryAfterMs !== undefined && { retryAfterMs }) }) as never;

function aKeeper(renew = vi.fn(() => Promise.resolve())) {
  const connect = vi.fn();
  const closed = vi.fn();
  return { connect, closed, renew, keeper: new Keeper({ connect, closed, renew, token: () => 't1' }) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(1);
});

afterEach(() => vi.useRealTimers());

describe('a refused namespace', () => {
  test.each(['token_expired', 'unauthorized'])('%s: a new token at once, then connect', async (code) => {
    const { keeper, connect, renew } = aKeeper();
    expect(keeper.auth()).toEqual({ token: 't1' });
    keeper.refused(refusal(code));
    await settle(1);
    expect(renew).toHaveBeenCalledExactlyOnceWith('t1');
    expect(connect).toHaveBeenCalledOnce();
  });

  test('refused again right after a renewal: back-off, until it is connected', async () => {
    const { keeper, connect, renew } = aKeeper();
    keeper.refused(refusal('unauthorized'));
    await settle(1);
    keeper.refused(refusal('unauthorized'));
    await settle(1);
    expect(connect).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    await settle(1);
    expect(connect).toHaveBeenCalledTimes(2);
    keeper.connected();
    keeper.refused(refusal('token_expired'));
    await settle(1);
    expect(renew).toHaveBeenCalledTimes(3);
  });

  test('a renewal that fails is tried again', async () => {
    const renew = vi
      .fn<() => Promise<void>>()
      .mockRejectedValueOnce(new Error('network'))
      .mockResolvedValue();
    const { keeper, connect } = aKeeper(renew);
    keeper.refused(refusal('token_expired'));
    await settle(1);
    expect(connect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    await settle(1);
    expect(connect).toHaveBeenCalledOnce();
  });

  test.each(['rate_limited', 'unavailable', 'internal', 'unheard_of'])(
    '%s: after the time it says',
    (code) => {
      const { keeper, connect, renew } = aKeeper();
      keeper.refused(refusal(code, 3_000));
      vi.advanceTimersByTime(2_999);
      expect(connect).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1_001);
      expect(connect).toHaveBeenCalledOnce();
      expect(renew).not.toHaveBeenCalled();
    },
  );

  test('without a time: back-off of at most 10 s', () => {
    const { keeper, connect } = aKeeper();
    for (let i = 1; i <= 12; i++) {
      keeper.refused(refusal('unavailable'));
      vi.advanceTimersByTime(10_000);
      expect(connect).toHaveBeenCalledTimes(i);
    }
  });

  test.each(['forbidden', 'not_found'])('%s: never', async (code) => {
    const { keeper, connect, closed } = aKeeper();
    keeper.refused(refusal(code));
    vi.advanceTimersByTime(3_600_000);
    expect(connect).not.toHaveBeenCalled();
    expect(closed).toHaveBeenCalledOnce();
  });
});

test('put out without a word: once more, and not again', () => {
  const { keeper, connect } = aKeeper();
  expect(keeper.putOut()).toBe(true);
  expect(keeper.putOut()).toBe(false);
  expect(connect).toHaveBeenCalledOnce();
});
