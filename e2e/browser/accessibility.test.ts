import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { complaints, Person, visible } from '../harness/browser';
import { type Server, startServer } from '../harness/server';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: Server;
let anna: Person;
let ben: Person;

/**
 * What axe finds on the page as it is, in both appearances. Left out: the invisible spans with which the library of the menus keeps the focus in
 * them, and that an open menu belongs to no landmark.
 */
async function violations(person: Person): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await person.page.emulateMedia({ colorScheme });
    // axe computes colours: whatever still fades is neither here nor there.
    await person.page.evaluate(() =>
      Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))),
    );
    // As a script of the debugger, which the page's policy does not stop.
    await person.page.evaluate(axe);
    const results = await person.page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run(
            context: object,
            options: object,
          ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
        };
      };
      return (
        await axe.run(
          { exclude: ['[data-base-ui-focus-guard]'] },
          { rules: { region: { enabled: !document.querySelector('[role=menu]') } } },
        )
      ).violations.map(
        (v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 200)} ${n.failureSummary}`).join('\n')}`,
      );
    });
    found.push(...results.map((r) => `${colorScheme} ${r}`));
  }
  return found;
}

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => expect(complaints()).toEqual([]));

test('setting up, signing in, signing up', async () => {
  anna = await Person.open(server.url);
  await visible(anna.page.getByLabel('Username'));
  expect(await violations(anna)).toEqual([]);
  await anna.signUp('Anna');
  ben = await Person.open(server.url);
  await visible(ben.page.getByRole('button', { name: 'Sign in' }));
  await ben.page.getByRole('button', { name: 'Sign in' }).click();
  await visible(ben.page.getByText('Enter your username.'));
  expect(await violations(ben)).toEqual([]);
  await ben.page.getByRole('button', { name: 'Create an account' }).click();
  expect(await violations(ben)).toEqual([]);
  await ben.page.reload();
  await ben.signUp('Ben');
});

test('home and dialogs', async () => {
  expect(await violations(anna)).toEqual([]);
  for (const name of ['Create a room', 'Browse rooms', 'New direct message']) {
    await anna.nav().getByRole('button', { name }).click();
    await visible(anna.page.getByRole('dialog'));
    expect(await violations(anna), name).toEqual([]);
    await anna.page.keyboard.press('Escape');
    await anna.page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await anna.page.getByRole('button', { name: 'Your menu' }).click();
  await visible(anna.page.getByRole('menuitem', { name: 'Settings' }));
  expect(await violations(anna), 'menu').toEqual([]);
  await anna.page.getByRole('menuitem', { name: 'Settings' }).click();
  await visible(anna.page.getByRole('dialog'));
  expect(await violations(anna), 'settings').toEqual([]);
  await anna.page.keyboard.press('Escape');
  await anna.page.getByRole('dialog').waitFor({ state: 'hidden' });
});

test('a room with everything in it, and its members', async () => {
  await anna.createRoom('general');
  await ben.join('general');
  const texts = [
    '# Title\n\ntext with `code`, **bold**, ~~gone~~ and https://example.org',
    '```js\nconst a = 1; // note\n```',
    '> quoted\n\n- one\n- two',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    `@${anna.username} look`,
  ];
  for (const text of texts) await ben.say('general', text);
  await visible(anna.page.getByText('look'));
  await anna.say('general', 'mine');
  await anna.sees('mine');
  expect(await violations(anna)).toEqual([]);
  await anna.page.getByRole('button', { name: 'Members', exact: true }).click();
  await visible(anna.page.getByRole('region', { name: 'Members' }).getByText('Ben'));
  expect(await violations(anna), 'members').toEqual([]);
  await anna.page.getByRole('button', { name: 'Actions for Ben' }).click();
  await visible(anna.page.getByRole('menuitem', { name: 'Remove from room' }));
  expect(await violations(anna), 'actions').toEqual([]);
  await anna.page.keyboard.press('Escape');
  for (const name of ['Room settings', 'Leave room', 'Delete room']) {
    await anna.page.getByRole('button', { name }).click();
    await visible(anna.page.getByRole('dialog'));
    expect(await violations(anna), name).toEqual([]);
    await anna.page.keyboard.press('Escape');
    await anna.page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
});

test('a room from outside, and one that is gone', async () => {
  const carl = await Person.signUp(server.url, 'Carl');
  await carl.page.goto(anna.page.url());
  await visible(carl.page.getByRole('button', { name: 'Join room' }));
  expect(await violations(carl), 'preview').toEqual([]);
  await carl.page.goto(`${server.url}/r/01900000-0000-7000-8000-000000000000`);
  await visible(carl.page.getByText('This room does not exist, or you are not a member'));
  expect(await violations(carl), 'missing').toEqual([]);
  await carl.context.close();
});

test('a phone: list, room, members; offline with a message that waits', async () => {
  await anna.page.getByRole('region', { name: 'Members' }).getByRole('button', { name: 'Close' }).click();
  await anna.page.setViewportSize({ width: 390, height: 844 });
  await visible(anna.page.getByRole('button', { name: 'Back to rooms' }));
  expect(await violations(anna), 'room').toEqual([]);
  await server.kill();
  await anna.say('general', 'waits');
  await visible(anna.bar().getByText(/1 message waiting/));
  expect(await violations(anna), 'offline').toEqual([]);
  await server.start();
  await anna.sees('waits');
  await anna.page.getByRole('button', { name: 'Back to rooms' }).click();
  await visible(anna.link('general'));
  expect(await violations(anna), 'list').toEqual([]);
});
