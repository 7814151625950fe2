import { afterEach, expect, test } from 'vitest';
import { agrees } from '../harness/agree';
import { complaints, Person } from '../harness/browser';
import { Scene } from '../harness/scene';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

afterEach(() => expect(complaints()).toEqual([]));

const ends = [
  { signal: 'SIGKILL', end: (server: Server) => server.kill() },
  { signal: 'SIGTERM', end: async (server: Server) => expect(await server.stop()).toBe(0) },
];

test.each(ends)(
  '$signal in the middle of sends from both: every message exactly once, nothing but the bar to be seen',
  async ({ end }) => {
    const scene = await Scene.open();
    await scene.begin();
    const { server, roomId } = scene;
    const [anna, ben] = [scene.anna.person, scene.ben.person];
    const written = new Map<Person, string[]>([
      [anna, []],
      [ben, []],
    ]);
    /** Writes one message after the other, as fast as the page takes them. */
    const write = async (p: Person, count: number) => {
      const list = written.get(p) as string[];
      for (let i = 0; i < count; i++) {
        const text = `${p.name} ${list.length}`;
        list.push(text);
        await p.say('general', text);
      }
    };
    /** The latest of a person's messages that the server has acknowledged to their window. */
    const saved = (p: Person) =>
      p.page
        .locator('[data-testid="message"][data-state="saved"], [data-testid="message"][data-state="read"]')
        .count();
    for (let round = 0; round < 2; round++) {
      const burst = [write(anna, 20), write(ben, 20)];
      await until('some to be saved', async () => (await saved(anna)) > 3 && (await saved(ben)) > 3);
      await end(server);
      await Promise.all(burst);
      await anna
        .bar()
        .getByText(/Offline|Reconnecting/)
        .waitFor();
      // Nothing else is to be seen: no card, no dialog, no empty window; the field still takes what is written.
      for (const p of [anna, ben]) {
        expect(await p.page.getByRole('group', { name: 'Not sent' }).count()).toBe(0);
        expect(await p.page.getByRole('dialog').count()).toBe(0);
        expect(await p.page.getByRole('alert').count()).toBe(0);
      }
      await write(anna, 2);
      await server.start();
      const all = [...written.values()].flat();
      await until(
        'every message to arrive',
        async () => {
          const there = new Set((await scene.anna.rest.history(roomId)).map((m) => m.content));
          return all.every((text) => there.has(text));
        },
        20_000,
      );
      for (const p of [anna, ben]) {
        await until('the bar to go', async () => (await p.bar().count()) === 0);
      }
    }
    const stored = (await scene.anna.rest.history(roomId)).filter((m) => m.kind === 'text');
    for (const [p, list] of written) {
      const own = stored.filter((m) => m.content.startsWith(`${p.name} `)).map((m) => m.content);
      expect(own).toEqual(list); // each once, in the order written
    }
    await scene.agrees();
    await server.stop();
  },
);

test('a restart goes by without a word: SIGTERM, start, and both go on', async () => {
  const server = await startServer();
  const anna = await Person.signUp(server.url, 'Anna');
  const ben = await Person.signUp(server.url, 'Ben');
  const roomId = await anna.createRoom('general');
  await ben.join('general');
  await anna.say('general', 'before');
  await ben.sees('before');
  expect(await server.stop()).toBe(0);
  await server.start();
  await anna.say('general', 'after');
  await ben.say('general', 'indeed');
  await anna.sees('indeed');
  await ben.sees('after');
  await agrees(server.url, [anna, ben], { id: roomId, name: 'general' });
  await server.stop();
});
