import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaints, Person, screenshots, visible } from '../harness/browser';
import { FaultProxy } from '../harness/proxy';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';
import { type Team, team } from './orchard';

const readme = fileURLToPath(new URL('../../docs/screenshot.png', import.meta.url));

const sizes = [
  { name: 'desktop', viewport: { width: 1440, height: 900 }, phone: false },
  { name: 'phone', viewport: { width: 390, height: 844 }, phone: true },
];

beforeAll(() => {
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
});

afterAll(() => expect(complaints()).toEqual([]));

describe.each(sizes)('$name', ({ name, viewport, phone }) => {
  let server: Server;
  let proxy: FaultProxy;
  let ada: Person;
  let crew: Team;
  let roomId: string;

  /** Both appearances of the screen as it is. */
  async function picture(screen: string, person = ada): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await person.page.emulateMedia({ colorScheme });
      await person.page.evaluate(() => document.fonts.ready);
      await person.page.evaluate(() =>
        Promise.all(
          document
            .getAnimations()
            .map((a) => (a.effect?.getTiming().iterations === Infinity ? 0 : a.finished.catch(() => {}))),
        ),
      );
      const path = join(screenshots, `${screen}-${name}-${colorScheme}.png`);
      const bytes = await person.page.screenshot({ path });
      if (screen === 'room' && !phone && colorScheme === 'light')
        await person.page.screenshot({ path: readme });
      expect(bytes.length).toBeGreaterThan(1_000);
    }
  }

  beforeAll(async () => {
    server = await startServer();
    proxy = await FaultProxy.start(server.port);
    ada = await Person.open(proxy.url, { viewport, isMobile: phone, hasTouch: phone });
  });

  afterAll(async () => {
    await ada.context.close();
    await server.stop();
  });

  test('the door', async () => {
    const p = ada.page;
    await visible(p.getByLabel('Username'));
    await picture('setup');
    crew = await team(server.url);
    roomId = crew.harvest;
    await p.reload();
    await visible(p.getByRole('button', { name: 'Sign in' }));
    await p.getByRole('button', { name: 'Sign in' }).click();
    await visible(p.getByText('Enter your username.'));
    await picture('sign-in');
    await p.getByRole('button', { name: 'Create an account' }).click();
    await picture('sign-up');
    const fresh = await Person.open(server.url, { viewport, isMobile: phone, hasTouch: phone });
    await fresh.signUp('Nadia');
    await picture('welcome', fresh);
    await fresh.context.close();
  });

  test('home, and what opens from it', async () => {
    const p = ada.page;
    await p.reload();
    ada.username = 'ada';
    ada.name = 'Ada';
    await ada.signIn();
    await visible(ada.link('harvest-planning'));
    await picture('home');
    for (const [screen, button] of [
      ['create-room', 'Create a room'],
      ['browse-rooms', 'Browse rooms'],
      ['new-direct', 'New direct message'],
    ] as const) {
      await ada.nav().getByRole('button', { name: button }).click();
      await visible(p.getByRole('dialog'));
      await until(
        'the list',
        async () =>
          screen === 'create-room' || (await p.getByRole('dialog').getByRole('listitem').count()) > 2,
      );
      await picture(screen);
      await p.keyboard.press('Escape');
      await p.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await p.getByRole('button', { name: 'Your menu' }).click();
    await visible(p.getByRole('menuitem', { name: 'Settings' }));
    await picture('menu');
    await p.getByRole('menuitem', { name: 'Settings' }).click();
    await visible(p.getByRole('dialog'));
    await picture('settings');
    await p.keyboard.press('Escape');
    await p.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('a room', async () => {
    const p = ada.page;
    await ada.go('harvest-planning');
    await visible(p.getByText('Both by tonight'));
    if (phone) {
      await picture('room');
      await p.getByRole('button', { name: 'Members', exact: true }).click();
      await visible(p.getByRole('region', { name: 'Members' }).getByText('Bo Marsh'));
      await picture('members');
      await p.getByRole('region', { name: 'Members' }).getByRole('button', { name: 'Close' }).click();
    } else {
      await p.getByRole('button', { name: 'Members', exact: true }).click();
      await visible(p.getByRole('region', { name: 'Members' }).getByText('Bo Marsh'));
      crew.mei.device.room(roomId).emit('typing', { roomId });
      await visible(p.getByTestId('typing').getByText(/typing/));
      await picture('room');
    }
    await p.goto(`${proxy.url}/`);
    await visible(ada.link('harvest-planning'));
    await ada.link('Bo Marsh').click();
    await visible(p.getByText('key to the cold store'));
    await ada.say('Bo Marsh', 'In the blue tin, as always.');
    await ada.sees('In the blue tin, as always.');
    await picture('direct');
  });

  test('when something is not well', async () => {
    const p = ada.page;
    await p.goto(`${proxy.url}/r/${roomId}`);
    await visible(p.getByText('Both by tonight'));
    await crew.ada.rest.ok('PATCH', `/rooms/${roomId}/members/${crew.bo.id}`, { role: 'owner' });
    await proxy.cut();
    await ada.say('harvest-planning', 'Then I order the crates today.');
    await visible(ada.bar().getByText(/1 message waiting/));
    await picture('offline');
    await crew.bo.rest.ok('PATCH', `/rooms/${roomId}/members/${crew.ada.id}`, { role: 'reader' });
    await proxy.pass();
    await visible(p.getByRole('group', { name: 'Not sent' }));
    await picture('not-sent');
    await p.goto(`${proxy.url}/r/01900000-0000-7000-8000-000000000000`);
    await visible(p.getByText('This room does not exist, or you are not a member'));
    await picture('missing');
  });
});
