import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { formatDay, formatList, rich, setLocale, t } from '.';
import { en } from './en';

describe('t', () => {
  it('fills variables in and chooses the plural', () => {
    expect(t('common.close')).toBe('Close');
    expect(t('room.message', { name: 'ada' })).toBe('Message ada');
    expect(t('timeline.newBelow', { count: 1 })).toBe('1 new message');
    expect(t('timeline.newBelow', { count: 1234 })).toBe('1,234 new messages');
  });

  it('takes what looks like a variable in a value as text', () => {
    expect(t('room.message', { name: '{name}' })).toBe('Message {name}');
  });

  it('falls back to English for a language without catalogue', () => {
    setLocale('tlh');
    expect(t('common.close')).toBe('Close');
    setLocale('en-GB');
    expect(t('common.close')).toBe('Close');
  });

  it('has only variables that have names, and an `other` form for each plural', () => {
    for (const [key, entry] of Object.entries(en)) {
      const texts = typeof entry === 'string' ? [entry] : Object.values(entry);
      for (const text of texts) expect(text.replace(/\{\w+\}/g, ''), key).not.toMatch(/[{}]/);
      if (typeof entry !== 'string') expect(entry.other, key).toContain('{count}');
    }
  });
});

it('rich puts elements into a sentence', () => {
  const { container } = render(<p>{rich('typing.two', { first: <b>Ada</b>, second: <b>Bo</b> })}</p>);
  expect(container.innerHTML).toBe('<p><b>Ada</b> and <b>Bo</b> are typing</p>');
});

it('formatDay says today and yesterday by the calendar, not by the hour', () => {
  const now = new Date(2026, 10, 23, 0, 30);
  expect(formatDay(new Date(2026, 10, 23, 0, 1), now)).toBe('Today');
  expect(formatDay(new Date(2026, 10, 22, 23, 59), now)).toBe('Yesterday');
  expect(formatDay(new Date(2026, 10, 20, 12), now)).toContain('Friday');
  expect(formatDay(new Date(2024, 1, 29), now)).toContain('2024');
});

it('formatList', () => {
  expect(formatList(['Ada', 'Bo', 'Cy'])).toBe('Ada, Bo, and Cy');
});
