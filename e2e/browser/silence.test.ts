import { afterAll, describe, expect, test } from 'vitest';
import { complaints } from '../harness/browser';
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
});
