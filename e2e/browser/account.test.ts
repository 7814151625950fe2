import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { complaints, Person } from '../harness/browser';
import { password } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => expect(complaints()).toEqual([]));

describe('signing in', () => {
  test('stays over a reload and in a new tab; signing out ends both and forgets everything', async () => {
    const anna = await Person.signUp(server.url, 'Anna');
    await anna.createRoom('general');
    await anna.say('general', 'a secret of mine');
    await anna.sees('a secret of mine');
    await anna.page.reload();
    await anna.sees('a secret of mine');
    const tab = await anna.context.newPage();
    await tab.goto(anna.page.url());
    await anna.sees('a secret of mine', ['saved', 'read'], tab);
    await anna.page.getByRole('button', { name: 'Your menu' }).click();
    await anna.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const page of [anna.page, tab]) await page.getByRole('button', { name: 'Sign in' }).waitFor();
    for (const page of [anna.page, tab]) expect(await page.getByText('a secret of mine').count()).toBe(0);
    await anna.page.reload();
    await anna.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await anna.signIn();
    await anna.go('general');
    await anna.sees('a secret of mine');
    await anna.context.close();
  });

  test('says what is wrong, and lets the person try again', async () => {
    const anna = await Person.signUp(server.url, 'Ada');
    const other = await Person.open(server.url);
    const p = other.page;
    await p.getByLabel('Username').fill(anna.username);
    await p.getByLabel('Password').fill('not the password');
    await p.getByRole('button', { name: 'Sign in' }).click();
    await p.getByText('Username and password do not match.').waitFor();
    await p.getByRole('button', { name: 'Create an account' }).click();
    await p.getByLabel('Username').fill(anna.username);
    await p.getByLabel('Display name').fill('Somebody');
    await p.getByLabel('Password').fill(password);
    await p.getByRole('button', { name: 'Create account' }).click();
    await p.getByText('This username is taken. Try another one.').waitFor();
    await p.getByRole('button', { name: 'Sign in' }).click();
    other.username = anna.username;
    await other.signIn();
    await anna.context.close();
    await other.context.close();
  });

  test('ended elsewhere: the window goes to the door', async () => {
    const anna = await Person.signUp(server.url, 'Eva');
    const rest = await anna.rest();
    const { sessions } = await rest.ok<{ sessions: { id: string; current: boolean }[] }>(
      'GET',
      '/me/sessions',
    );
    for (const s of sessions) if (!s.current) await rest.call('DELETE', `/me/sessions/${s.id}`);
    await anna.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await anna.signIn();
    await anna.context.close();
  });

  test('tokens are renewed while the window is open', async () => {
    const brief = await startServer({ env: { LOQUAT_ACCESS_TOKEN_TTL: '2s' } });
    const anna = await Person.signUp(brief.url, 'Anna');
    await anna.createRoom('general');
    const begun = Date.now();
    for (let i = 0; Date.now() - begun < 5_000; i++) {
      await anna.say('general', `still here ${i}`);
      await anna.sees(`still here ${i}`);
    }
    await anna.createRoom('second');
    expect(await anna.bar().count()).toBe(0);
    await anna.context.close();
    await brief.stop();
  });
});

test('profile: a new name is seen by others at once, appearance is kept', async () => {
  const anna = await Person.signUp(server.url, 'Anna');
  const ben = await Person.signUp(server.url, 'Ben');
  await anna.createRoom('names');
  await ben.join('names');
  await anna.say('names', 'who am I');
  await ben.sees('who am I');
  await anna.page.getByRole('button', { name: 'Your menu' }).click();
  await anna.page.getByRole('menuitem', { name: 'Settings' }).click();
  await anna.page.getByLabel('Display name').fill('Anna the Second');
  await anna.page.getByRole('button', { name: 'Save' }).click();
  await ben.page.getByTestId('message').getByText('Anna the Second').waitFor();
  await anna.page.keyboard.press('Escape');
  await anna.page.getByRole('button', { name: 'Your menu' }).click();
  await anna.page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const background = () => anna.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await until('darkness', async () => {
    const [r = 255] = (await background()).match(/\d+/g)?.map(Number) ?? [];
    return r < 80 && (await background());
  });
  await anna.page.reload();
  await anna.composer('names').waitFor();
  expect(await background()).toBe(dark);
  await anna.context.close();
  await ben.context.close();
});

test('by keyboard alone: sign in, create a room, send', async () => {
  const anna = await Person.signUp(server.url, 'Kay');
  await anna.page.getByRole('button', { name: 'Your menu' }).click();
  await anna.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await anna.page.getByLabel('Username').waitFor();
  await anna.page.reload();
  const p = anna.page;
  await p.getByLabel('Username').waitFor();
  const focused = () =>
    p.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
  /** Tab until something of this name has the focus. */
  const tabTo = async (name: RegExp) => {
    for (let i = 0; i < 40; i++) {
      if (name.test(await focused())) return;
      await p.keyboard.press('Tab');
    }
    throw new Error(`no way to ${name} by Tab`);
  };
  await until('the field to have the focus', () =>
    p.getByLabel('Username').evaluate((e) => e === document.activeElement),
  );
  await p.keyboard.type(anna.username);
  await p.keyboard.press('Tab');
  await p.keyboard.type(password);
  await p.keyboard.press('Enter');
  await anna.nav().waitFor();
  await tabTo(/^Create a room$/);
  await p.keyboard.press('Enter');
  await until('the name field', () =>
    p.getByLabel('Name', { exact: true }).evaluate((e) => e === document.activeElement),
  );
  await p.keyboard.type('keyboard');
  await p.keyboard.press('Enter');
  await until('the field for messages to have the focus', () =>
    anna.composer('keyboard').evaluate((e) => e === document.activeElement),
  );
  await p.keyboard.type('typed without a mouse');
  await p.keyboard.press('Enter');
  await anna.sees('typed without a mouse');
  // A dialog gives the focus back to what opened it.
  await tabTo(/^Create a room$/);
  await p.keyboard.press('Enter');
  await p.getByRole('dialog').waitFor();
  await p.keyboard.press('Escape');
  await until('the dialog to close', async () => (await p.getByRole('dialog').count()) === 0);
  expect(await focused()).toBe('Create a room');
  await anna.context.close();
});
