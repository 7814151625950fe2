import { afterEach, beforeAll, expect, test } from 'vitest';
import { agrees } from '../harness/agree';
import { complaints, Person } from '../harness/browser';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

let server: Server;
let anna: Person;
let ben: Person;

beforeAll(async () => {
  server = await startServer({ env: { LOQUAT_RATE_LIMITS: '' } });
  anna = await Person.signUp(server.url, 'Anna');
  ben = await Person.signUp(server.url, 'Ben');
});

afterEach(() => expect(complaints()).toEqual([]));

test('two people meet in a room: one makes it, the other finds it, both write', async () => {
  const roomId = await anna.createRoom('general');
  await ben.join('general');
  await anna.say('general', 'Hello Ben');
  await ben.sees('Hello Ben');
  await ben.say('general', 'Hello **Anna**');
  await anna.sees('Hello Anna');
  expect(await anna.message('Hello Anna').locator('strong').last().textContent()).toBe('Anna');
  await anna.page.getByText('Ben joined').waitFor();
  for (const p of [anna, ben]) {
    const rows = await p.read('general');
    expect(rows.map((r) => [r.seq, r.text])).toEqual([
      [3, 'Hello Ben'],
      [4, 'Hello Anna'],
    ]);
  }
  expect(roomId).toMatch(/^[0-9a-f-]{36}$/);
});

test('somebody is added to a private room, sees it at once, and nobody else does', async () => {
  const carl = await Person.signUp(server.url, 'Carl');
  const roomId = await anna.createRoom('secret', 'Private');
  await anna.say('secret', 'only us');
  await anna.page.getByRole('button', { name: 'Members', exact: true }).click();
  await anna.page
    .getByRole('region', { name: 'Members' })
    .getByRole('button', { name: 'Add people' })
    .click();
  await anna.page.getByRole('searchbox', { name: 'Search people' }).fill('Ben');
  await anna.page.getByRole('dialog').getByRole('button', { name: /Ben/ }).click();
  await anna.page.getByRole('dialog').getByText('Ben was added').waitFor();
  await anna.page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await ben.go('secret');
  await ben.sees('only us');
  await ben.say('secret', 'indeed');
  await anna.sees('indeed');
  expect(await carl.link('secret').count()).toBe(0);
  await carl.page.goto(`${server.url}/r/${roomId}`);
  await carl.page.getByText('This room does not exist, or you are not a member').waitFor();
  await agrees(server.url, [ben], { id: roomId, name: 'secret' });
  await carl.context.close();
});

test('typing shows to the other one only, and goes', async () => {
  await Promise.all([anna.go('general'), ben.go('general')]);
  await ben.composer('general').pressSequentially('I am thin', { delay: 20 });
  await anna.page.getByTestId('typing').getByText('Ben is typing').waitFor();
  expect(await ben.page.getByTestId('typing').textContent()).toBe('');
  await ben.composer('general').fill('');
  await until(
    'the line to be empty',
    async () => (await anna.page.getByTestId('typing').textContent()) === '',
  );
  await ben.composer('general').pressSequentially('I am thinking', { delay: 20 });
  await anna.page.getByTestId('typing').getByText('Ben is typing').waitFor();
  await ben.composer('general').press('Enter');
  await anna.sees('I am thinking');
  await until(
    'the line to be empty',
    async () => (await anna.page.getByTestId('typing').textContent()) === '',
  );
});

test('a private chat: found by name, named after the other, with receipts', async () => {
  await anna.nav().getByRole('button', { name: 'New direct message' }).click();
  await anna.page.getByRole('searchbox', { name: 'Search people' }).fill('ben');
  await anna.page.getByRole('dialog').getByRole('button', { name: /Ben/ }).click();
  await anna.composer('Ben').waitFor();
  await anna.say('Ben', 'just between us');
  await anna.sees('just between us', ['saved']);
  await ben.go('Anna');
  await ben.sees('just between us');
  await anna.sees('just between us', ['read']);
  await ben.say('Anna', 'of course');
  await anna.sees('of course');
});

test('unread counts, mentions and the New line', async () => {
  await Promise.all([anna.go('general'), ben.go('secret')]);
  for (const text of ['one', 'two', `three @${ben.username}`]) await anna.say('general', text);
  await anna.sees('two');
  const link = ben.link('general');
  await until(
    'the badge',
    async () =>
      /3 unread/.test((await link.getAttribute('aria-label')) ?? (await link.textContent()) ?? '') ||
      (await ben
        .nav()
        .getByRole('link', { name: /^general,.*3 unread/ })
        .count()) === 1,
  );
  expect(
    await ben
      .nav()
      .getByRole('link', { name: /1 mention/ })
      .count(),
  ).toBe(1);
  await until('the title', async () => /3/.test(await ben.page.title()));
  await ben.go('general');
  await ben.page.getByTestId('new-line').waitFor();
  const line = await ben.page.getByTestId('new-line').boundingBox();
  const first = await ben.message('one').boundingBox();
  const before = await ben.message('I am thinking').boundingBox();
  expect(line && first && before && before.y < line.y && line.y < first.y + first.height).toBe(true);
  await until(
    'the badge to be gone',
    async () =>
      (await ben
        .nav()
        .getByRole('link', { name: /unread/ })
        .count()) === 0,
  );
  await until('the title to be plain', async () => !/3/.test(await ben.page.title()));
  const rest = await ben.rest();
  await until('the server to know', async () => (await rest.rooms()).every((r) => r.unreadCount === 0));
});

test('removed from a room: it is gone from the sidebar and from the screen', async () => {
  await Promise.all([anna.go('secret'), ben.go('secret')]);
  if (!(await anna.page.getByRole('region', { name: 'Members' }).isVisible()))
    await anna.page.getByRole('button', { name: 'Members', exact: true }).click();
  await anna.page.getByRole('button', { name: 'Actions for Ben' }).click();
  await anna.page.getByRole('menuitem', { name: 'Remove from room' }).click();
  await anna.page
    .getByRole('dialog')
    .getByRole('button', { name: /Remove/ })
    .click();
  await ben.page.getByText('You were removed from this room').waitFor();
  await until('the row to be gone', async () => (await ben.link('secret').count()) === 0);
  await anna.page.getByText('Anna removed Ben from the room').waitFor();
});
