import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { complaints } from '../harness/browser';
import { Scene, type Seat } from '../harness/scene';
import { until } from '../harness/until';

let scene: Scene;
let anna: Seat;
let ben: Seat;

beforeAll(async () => {
  scene = await Scene.open();
  ({ anna, ben } = scene);
});

beforeEach(() => scene.begin());

afterEach(async () => {
  for (const { net } of scene.seats) await net.pass();
  expect(complaints()).toEqual([]);
});

/** Writes one message after the other, as fast as the page takes them, and answers what was written. */
async function write({ person }: Seat, what: string, count: number): Promise<string[]> {
  const texts = Array.from({ length: count }, (_, i) => `${what} ${i}`);
  for (const text of texts) await person.say(scene.room, text);
  return texts;
}

/** Waits until the server holds all of it, and expects each once, in the order written. */
async function arrived(seat: Seat, texts: string[]): Promise<void> {
  await until(
    `all that ${seat.person.name} wrote`,
    async () => {
      const there = new Set(await scene.stored(seat));
      return texts.every((t) => there.has(t));
    },
    30_000,
  ); // the client waits for up to 10 s before it connects again, more than once if it must
  expect((await scene.stored(seat)).filter((t) => !t.startsWith('before'))).toEqual(texts);
}

/** Nothing of a window asks for anything while messages wait. */
async function calm({ person }: Seat): Promise<void> {
  expect(await person.page.getByRole('group', { name: 'Not sent' }).count()).toBe(0);
  expect(await person.page.getByRole('dialog').count()).toBe(0);
  expect(await person.page.getByRole('alert').count()).toBe(0);
}

describe('the network is cut while both write, and comes back', () => {
  test('for one of them', async () => {
    const [a, b] = [write(anna, 'a', 12), write(ben, 'b', 12)];
    await until('the first to be stored', async () => (await scene.stored(anna)).includes('a 2'));
    await anna.net.cut();
    const texts = { anna: await a, ben: await b };
    texts.anna.push(...(await write(anna, 'a offline', 3)));
    texts.ben.push(...(await write(ben, 'b meanwhile', 3)));
    await arrived(ben, texts.ben);
    await calm(anna);
    await anna.net.pass();
    await arrived(anna, texts.anna);
    await scene.agrees();
  });

  test('for both, in the middle of a frame each, one in each direction, three times', async () => {
    const texts = new Map(scene.seats.map((s) => [s, [] as string[]]));
    for (const round of [1, 2, 3]) {
      const opened = await Promise.all(scene.seats.map((s) => s.net.webSocket()));
      await anna.net.fault({ kind: 'cut', direction: 'up', afterBytes: 700 * round });
      await ben.net.fault({ kind: 'cut', direction: 'down', afterBytes: 900 * round });
      await Promise.all(
        scene.seats.map(async (s) =>
          texts.get(s)?.push(...(await write(s, `${s.person.name} ${round}:`, 10))),
        ),
      );
      for (const [i, { net }] of scene.seats.entries())
        await until('the connection to be cut', async () =>
          (await net.connections()).some((c) => c.id === opened[i]?.id && c.state === 'cut'),
        );
      for (const s of scene.seats) await arrived(s, texts.get(s) ?? []);
      for (const s of scene.seats) await calm(s);
    }
    await scene.agrees();
  });
});

/** Text that no compression makes shorter, so that a cut at its middle is a cut at the frame's. */
function long(length: number): string {
  let seed = 7;
  return Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed % 36).toString(36);
  }).join('');
}

describe('a reload in the middle of a send', () => {
  const text = long(4_000);

  /** Everything of Anna's is refused from now on; she writes, and the connection breaks at the fault. */
  async function breaks(fault: { direction: 'up' | 'down'; afterBytes: number }): Promise<void> {
    const { id } = await anna.net.webSocket();
    await anna.net.change({ accept: 'refuse' });
    expect(await anna.net.fault({ kind: 'cut', connections: [id], ...fault })).toEqual([id]);
    await anna.person.say(scene.room, text);
    await until('the connection to be cut', async () =>
      (await anna.net.connections()).some((c) => c.id === id && c.state === 'cut'),
    );
  }

  /** The page starts anew, and the message arrives, once. */
  async function reloads(): Promise<void> {
    await anna.net.change({ accept: 'pass' });
    await anna.person.page.reload();
    await anna.person.sees(text);
    await ben.person.sees(text);
    expect((await scene.stored()).filter((t) => t === text)).toHaveLength(1);
    await scene.exchange('after');
    await scene.agrees();
  }

  test('cut inside its frame: the server never had it', async () => {
    await breaks({ direction: 'up', afterBytes: 2_000 });
    expect(await scene.stored()).not.toContain(text);
    await reloads();
  });

  test('cut inside what comes back: the server has it', async () => {
    await breaks({ direction: 'down', afterBytes: 2_000 });
    await ben.person.sees(text);
    await reloads();
  });

  test('cut after its frame, before any of the answer: the server has it', async () => {
    const { id } = await anna.net.webSocket();
    await anna.net.fault({ kind: 'stall', direction: 'down', connections: [id] });
    await anna.person.say(scene.room, text);
    await ben.person.sees(text);
    await anna.person.sees(text, ['pending']);
    await anna.net.cut();
    await reloads();
  });
});
