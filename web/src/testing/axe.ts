import axe from 'axe-core';
import { expect } from 'vitest';

/**
 * Fails with what axe has to say about a piece of the page. Contrast needs real layout, and is measured on the tokens;
 * landmarks are the business of the whole page.
 */
export async function expectAccessible(element: Element = document.body): Promise<void> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const said = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join('\n  ')}`,
  );
  expect(said).toEqual([]);
}
