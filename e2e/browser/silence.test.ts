import { afterAll, describe, expect, test } from 'vitest';
import { complaints } from '../harness/browser';
import { http } from '../harness/rest';
import { Scene } from '../harness/scene';
import { until } from '../harness/until';

// Each takes its time, most of it waiting, so they run at once. Each has a server of its own.
afterAll(() => expect(complaints()).toEqual([]));

describe.concurrent('a connection that has died without a word', () => {
  test('half open: the time-out of a send ends it, and the client comes back by itself', async () => {
    const scene = await Scene.open();
    await scene.begin();
    const { anna, ben, room } = scene;
    const { id } = await anna.net.webSocket();
    await anna.net.fault({ kind: 'halfopen', connections: [id] });
    const begun = Date.now();
    await anna.person.say(room, 'into the void');
    await ben.person.say(room, 'to somebody who does not hear');
    await anna.person.sees('into the void', ['pending', 'waiting']);
    await until('the message to arrive', () => ben.person.message('into the void').isVisible(), 30_000);
    // Ten seconds for the answer, then a new connection; missing pings would have shown after 45 s.
    expect(Date.now() - begun).toBeGreaterThan(9_000);
    await anna.person.sees('into the void');
    await anna.person.sees('to somebody who does not hear');
    expect((await anna.net.connections()).find((c) => c.id === id)?.state).toBe('open'); // nobody told it
    await scene.exchange('after');
    await scene.agrees();
  });

  test('nothing comes for longer than the heartbeat: the reader is up to date again, without having written', async () => {
    const scene = await Scene.open();
    await scene.begin();
    const { anna, ben, room } = scene;
    const { id } = await anna.net.webSocket();
    await anna.net.fault({ kind: 'stall', direction: 'down', connections: [id] });
    for (const text of ['one', 'two', 'three']) await ben.person.say(room, text);
    await ben.person.sees('three');
    expect(await anna.person.message('one').count()).toBe(0);
    await until('a new connection', async () => (await anna.net.webSocket()).id !== id, 60_000);
    for (const text of ['one', 'two', 'three']) await anna.person.sees(text);
    // What was held comes at last: nothing of it shows twice.
    await anna.net.pass();
    await scene.exchange('after');
    await scene.agrees();
  }, 90_000);

  test('a laptop that slept: its token has expired and its connection is gone; it is back without a log-in', async () => {
    const scene = await Scene.open({ env: { LOQUAT_ACCESS_TOKEN_TTL: '3s' } });
    const { anna, ben, room } = scene;
    const { clock } = anna.person.page;
    await clock.install();
    await scene.begin();
    await anna.person.composer(room).fill('half a sent');
    await clock.pauseAt(Date.now() + 60_000); // no timer runs from here on
    await anna.net.lose();
    for (const text of ['one', 'two', 'three']) await ben.person.say(room, text);
    await ben.person.sees('three');
    const younger = await anna.person.rest(scene.server.url);
    const { token } = younger;
    await until('a token that is younger than the page’s to have expired', async () => {
      const headers = { authorization: `Bearer ${token}` };
      return (await http(scene.server.url, 'GET', '/api/v1/me', { headers })).status === 401;
    });
    // Awake, in another network: nothing is left of the connections of the old one.
    await anna.net.change({ accept: 'pass' });
    await anna.net.reset();
    await clock.fastForward('01:00:00');
    await clock.resume();
    for (const text of ['one', 'two', 'three']) await anna.person.sees(text);
    expect(await anna.person.page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
    expect(await anna.person.composer(room).inputValue()).toBe('half a sent');
    await scene.exchange('after');
    await scene.agrees();
  }, 60_000);

  test('the tab that sends has lost its connection: the one in front takes over, before the time-out', async () => {
    const scene = await Scene.open();
    await scene.begin();
    const { anna, ben, room } = scene;
    const { id } = await anna.net.webSocket();
    const tab = await anna.person.context.newPage();
    await tab.goto(`${anna.net.url}/r/${scene.roomId}`);
    await anna.person.upgraded(tab);
    await anna.net.fault({ kind: 'halfopen', connections: [id] });
    const begun = Date.now();
    await anna.person.say(room, 'from behind');
    await anna.person.sees('from behind', ['pending'], tab);
    // Headless windows are all in front; the first one says that it is not.
    await anna.person.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    });
    await until('the message to arrive', () => ben.person.message('from behind').isVisible());
    expect(Date.now() - begun).toBeLessThan(9_500); // the first tab has not given up yet
    expect((await anna.net.connections()).find((c) => c.id === id)?.state).toBe('open');
    await anna.person.say(room, 'from the front', tab);
    await ben.person.sees('from the front');
    for (const text of ['from behind', 'from the front'])
      for (const page of [anna.person.page, tab]) await anna.person.sees(text, ['saved', 'read'], page);
    expect(await scene.stored(anna)).toEqual(['before Anna', 'from behind', 'from the front']);
    await scene.agrees();
  });
});
