import { expect, test } from 'vitest';
import { excerptOf } from './excerpt';

// The cases of the server's own test, and where it stops looking.
test.each([
  ['one\n\n two\tthree', 'one two three'],
  ['ä'.repeat(160), 'ä'.repeat(160)],
  ['ä'.repeat(161), `${'ä'.repeat(159)}…`],
  ['🍊'.repeat(8000), `${'🍊'.repeat(159)}…`],
  ['', ''],
  ['\u0085a\u2028b\u3000', 'a b'],
  [`${' '.repeat(1279)}ä`, ''],
  [`${' '.repeat(1278)}ä`, 'ä'],
])('%j', (content, excerpt) => {
  expect(excerptOf(content)).toBe(excerpt);
});
