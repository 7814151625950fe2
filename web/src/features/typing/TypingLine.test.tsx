import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../testing/axe';
import { aUser } from '../../testing/builders';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { TypingLine } from './TypingLine';

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Ed'].map((name) => aUser(name));

it.each([
  [0, ''],
  [1, 'Ada is typing'],
  [2, 'Ada and Bo are typing'],
  [3, 'Ada, Bo and Cy are typing'],
  [5, 'Ada, Bo and 3 others are typing'],
])('%i people: %j', async (count, sentence) => {
  seed({
    users: Object.fromEntries(people.map((user) => [user.id, user])),
    typing: { 'r-general': Object.fromEntries(people.slice(0, count).map((user) => [user.id, 1])) },
  });
  render(<TypingLine roomId="r-general" />);
  expect(screen.getByTestId('typing').textContent).toBe(sentence);
  await expectAccessible();
});
