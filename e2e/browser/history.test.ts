import { afterEach, beforeAll, expect, test } from 'vitest';
import { agrees } from '../harness/agree';
import { complaints, Person, shown } from '../harness/browser';
import type { Rest } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import { Device, type RoomLine } from '../harness/sockets';
import { until } from '../harness/until';

let server: Server;
let anna: Person;
let ben: Person;
let roomId: string;
let asBen: Rest & { id: string };
let line: RoomLine;

beforeAll(async () => {
  server = await startServer();
  anna = await Person.signUp(server.url, 'Anna');
  ben = await Person.signUp(server.url, 'Ben');
  roomId = await anna.createRoom('general');
  await ben.join('general');
  asBen = await ben.rest();
  line = (await new Device(server.url, () => asBen.token).enter(roomId)).line;
});

afterEach(() => expect(complaints()).toEqual([]));

const write = (content: string) => line.get('send_message', { roomId, content });

test('500 messages are there after a reload, and scrolling up through them does not jump', async () => {
  await anna.createRoom('elsewhere'); // so that Anna does not look while they come
  for (let i = 0; i < 500; i += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, k) =>
        write(i + k === 250 ? `line 250\n${'long '.repeat(200)}end` : `line ${i + k}`),
      ),
    );
  }
  await anna.page.goto(`${server.url}/r/${roomId}`);
  await anna.composer('general').waitFor();
  await anna.upgraded();
  await anna.page.reload();
  const log = anna.log('general');
  await log.and(anna.page.locator('[aria-busy="false"]')).waitFor();
  await until('messages', async () => (await shown(anna.page)).length > 5);
  await log.evaluate((e) => {
    e.scrollTop = e.scrollHeight;
  });
  await anna.message('line 499').waitFor();
  // Wheel by wheel: each row that stays on screen moves by what the wheel said, not by what was loaded above it.
  const box = await log.boundingBox();
  await anna.page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 300);
  const tops = () =>
    anna.page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>('[data-testid="message"]')].map((e) => [
          e.dataset.seq ?? '',
          e.getBoundingClientRect().top,
        ]),
      ),
    );
  const jumps: string[] = [];
  let steps = 0;
  while (steps++ < 120) {
    const before = await tops();
    const top = await log.evaluate((e) => e.scrollTop);
    await anna.page.mouse.wheel(0, -400);
    await until(
      'the wheel',
      () => log.evaluate((e, was) => e.scrollTop !== was || e.scrollTop === 0, top),
      2_000,
    ).catch(() => {});
    await anna.page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    const after = await tops();
    const moved = Object.entries(after)
      .filter(([seq]) => before[seq] !== undefined)
      .map(([seq, y]) => y - (before[seq] ?? 0));
    // All rows move together, by at most what was asked for.
    for (const m of moved)
      if (m < -2 || m > 402 || Math.abs(m - (moved[0] ?? 0)) > 2)
        jumps.push(`step ${steps}: ${moved.map(Math.round).join(' ')}`);
    if (
      (await anna.page.getByText(/This is where/).count()) > 0 &&
      (await log.evaluate((e) => e.scrollTop)) === 0
    )
      break;
  }
  expect(jumps).toEqual([]);
  await anna.message('line 0').waitFor();
  await agrees(server.url, [anna], { id: roomId, name: 'general' });
});

test('new messages do not move somebody who reads further up; the pill tells and leads down', async () => {
  await anna.go('general');
  const log = anna.log('general');
  await log.evaluate((e) => {
    e.scrollTop = e.scrollHeight;
  });
  await anna.message('line 499').waitFor();
  await log.evaluate((e) => {
    e.scrollTop -= e.clientHeight * 2;
  });
  await anna.page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
  const before = (await shown(anna.page)).find((r) => r.seq > 0);
  const y = async () => (await anna.page.locator(`[data-seq="${before?.seq}"]`).boundingBox())?.y ?? 0;
  const was = await y();
  for (let i = 0; i < 3; i++) await write(`below ${i}`);
  const pill = anna.page.getByTestId('jump');
  await pill.getByText(/3 new messages/).waitFor();
  expect(Math.abs((await y()) - was)).toBeLessThanOrEqual(2);
  await pill.click();
  await anna.message('below 2').waitFor();
  await until('the pill to go', async () => (await pill.count()) === 0 || !(await pill.isVisible()));
});

test('the latest message stays in view when the window, or what is around the messages, changes its size', async () => {
  await anna.go('general');
  const log = anna.log('general');
  await log.evaluate((e) => {
    e.scrollTop = e.scrollHeight;
  });
  await write('the very last');
  const row = await anna.sees('the very last');
  const inView = async () => {
    const [a, b] = [await log.boundingBox(), await row.boundingBox()];
    return a !== null && b !== null && b.y + b.height <= a.y + a.height + 1;
  };
  await until('the message to be in view', inView);
  await anna.composer('general').fill('a draft\nof\nmany\nlines\nthat\ntakes\nmore\nroom');
  await until('it to be in view above a taller field', inView);
  await anna.composer('general').fill('');
  await anna.page.setViewportSize({ width: 900, height: 500 });
  await until('it to be in view in a smaller window', inView);
  await anna.page.setViewportSize({ width: 1280, height: 800 });
  await until('it to be in view in a larger window', inView);
});

test('two tabs of one person: both are up to date, closing one does not show the person offline', async () => {
  await ben.go('general');
  const tab = await anna.context.newPage();
  await tab.goto(`${server.url}/r/${roomId}`);
  await anna.composer('general', tab).waitFor();
  await anna.go('general');
  await anna.say('general', 'from the first tab');
  await anna.sees('from the first tab', ['saved', 'read'], tab);
  await anna.say('general', 'from the second tab', tab);
  await anna.sees('from the second tab');
  await ben.say('general', 'to both');
  await anna.sees('to both');
  await anna.sees('to both', ['saved', 'read'], tab);
  // Read in one is read in the other.
  const elsewhere = 'elsewhere';
  await anna.go(elsewhere);
  await anna.go(elsewhere, tab);
  await ben.say('general', 'unread for a while');
  const badge = (page = anna.page) => anna.nav(page).getByRole('link', { name: /^general,.*1 unread/ });
  await badge().waitFor();
  await badge(tab).waitFor();
  await anna.go('general', tab);
  await until('the badge to go in the other tab', async () => (await badge().count()) === 0);
  // Ben sees her online; one tab less changes nothing.
  await ben.page.getByRole('button', { name: 'Members', exact: true }).click();
  const region = ben.page.getByRole('region', { name: 'Members' });
  const presence = () =>
    region.getByTestId('avatar').evaluateAll((list) => list.map((e) => (e as HTMLElement).dataset.presence));
  await until(
    'both online',
    async () => (await presence()).every((p) => p === 'online') && (await presence()).length === 2,
  );
  // A page that is closed in the middle of the upgrade is missed only after the ping time-out.
  await anna.upgraded(tab);
  await anna.upgraded();
  await tab.close();
  const other = await Person.signUp(server.url, 'Dora');
  await other.join('general');
  await until('Dora online', async () => (await presence()).filter((p) => p === 'online').length === 3);
  const begun = Date.now();
  await other.upgraded();
  await other.context.close();
  await until(
    'Dora offline',
    async () => (await presence()).filter((p) => p === 'offline').length === 1,
    15_000,
  );
  expect(Date.now() - begun).toBeGreaterThan(3_000);
  // By now Anna would have gone offline as well.
  expect((await presence()).filter((p) => p === 'online')).toHaveLength(2);
  await anna.page.close();
  await until(
    'Anna offline',
    async () => (await presence()).filter((p) => p === 'offline').length === 2,
    15_000,
  );
  anna.page = await anna.context.newPage();
  await anna.page.goto(server.url);
  await anna.nav().waitFor();
  await until('Anna online', async () => (await presence()).filter((p) => p === 'online').length === 2);
});

test('a link leads to its message, with what is around it', async () => {
  await anna.page.goto(`${server.url}/r/${roomId}/253`);
  const row = anna.page.locator('[data-testid="message"][data-seq="253"]');
  await until('the message to be in view', async () => {
    const [log, box] = [await anna.log('general').boundingBox(), await row.boundingBox()];
    return log && box && box.y + box.height > log.y && box.y < log.y + log.height;
  });
  expect((await shown(anna.page)).map((r) => r.seq)).toEqual(expect.arrayContaining([252, 253, 254]));
});
