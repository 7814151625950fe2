import { describe, expect, it } from 'vitest';
import { inCode, typedName } from './typedName';

const at = (text: string) => typedName(text, text.length);

describe('typedName', () => {
  it.each([
    [':th', { start: 0, name: 'th', closed: false }],
    ['so :thu', { start: 3, name: 'thu', closed: false }],
    ['(:+1', { start: 1, name: '+1', closed: false }],
    ['🍊:or', { start: 2, name: 'or', closed: false }],
    ['ok :thumbsup:', { start: 3, name: 'thumbsup', closed: true }],
  ])('finds the name in %j', (text, found) => {
    expect(at(text)).toEqual(found);
  });

  it.each([':t', 'at 10:30', 'http://x', 'a::th', 'word:th', ': th', ':th ', ''])(
    'finds none in %j',
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );

  it('looks at the cursor, not at the end', () => {
    expect(typedName(':th is', 3)).toEqual({ start: 0, name: 'th', closed: false });
    expect(typedName(':th is', 6)).toBeUndefined();
  });
});

describe('code', () => {
  it.each(['`:th', '``a ` :th', '```\n:th', '```yaml\na\n:th', '~~~\n:th', '    :th', 'text\n\n\t:th'])(
    'begins before the cursor in %j',
    (text) => {
      expect(inCode(text.slice(0, -3))).toBe(true);
      expect(at(text)).toBeUndefined();
    },
  );

  it.each(['`a` :th', '```\na\n```\n:th', '`open\n\n:th', 'text\n    :th', '\\` :th', '``a`` :th'])(
    'has ended before the cursor in %j',
    (text) => {
      expect(at(text)?.name).toBe('th');
    },
  );
});
