import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { agrees } from '../harness/agree';
import { complaints, Person } from '../harness/browser';
import { type Cluster, startCluster } from '../harness/cluster';

let cluster: Cluster;
let anna: Person;
let ben: Person;
let roomId: string;
const room = 'general';

beforeAll(async () => {
  cluster = await startCluster(2);
  const [one, two] = cluster.nodes;
  anna = await Person.signUp(one?.url ?? '', 'Anna');
  ben = await Person.signUp(two?.url ?? '', 'Ben');
  roomId = await anna.createRoom(room);
  await ben.join(room);
  await anna.say(room, 'before');
  await ben.sees('before');
}, 60_000);

afterEach(() => expect(complaints()).toEqual([]));

afterAll(async () => {
  for (const node of cluster.nodes) if (node.alive()) expect(await node.stop()).toBe(0);
});

/** Both windows show what either node holds. */
async function agree(): Promise<void> {
  for (const node of cluster.nodes) await agrees(node.url, [anna, ben], { id: roomId, name: room });
}

test('two people at two nodes: messages, edits, reactions, typing, presence and reads', async () => {
  await ben.composer(room).pressSequentially('I am wri');
  await anna.page.getByText('Ben is typing').waitFor();
  await anna.page
    .getByRole('button', { name: /members/i })
    .first()
    .click();
  await anna.page.getByText('Online, 2').waitFor();
  await ben.say(room, 'written at the other node');
  await anna.sees('written at the other node');
  await anna.act('written at the other node', 'Quick 👍');
  await ben.page.getByRole('button', { name: '👍, 1 person' }).waitFor();
  await ben.edit('written at the other node', 'edited there');
  await anna.sees('edited there');
  await agree();
});

test('Redis goes and comes: each node serves its own people, and both are up to date afterwards', async () => {
  await cluster.redis.stop();
  await anna.say(room, 'while Redis is away');
  await anna.sees('while Redis is away');
  // The nodes do not hear each other, and look into the database.
  await ben.sees('while Redis is away');
  await cluster.redis.start();
  await ben.say(room, 'back again');
  await anna.sees('back again');
  await agree();
});

test('MongoDB goes and comes: what is written waits in the outbox, and arrives once', async () => {
  await cluster.toMongodb.cut();
  for (const text of ['one', 'two', 'three']) await anna.say(room, text);
  await anna.sees('three', ['pending', 'waiting']);
  await cluster.toMongodb.pass();
  for (const text of ['one', 'two', 'three']) await ben.sees(text);
  await agree();
});

test('kill -9 of a node in the middle of sends: the other goes on, and nothing is lost', async () => {
  const [one] = cluster.nodes;
  const burst = (async () => {
    for (let i = 0; i < 15; i++) await anna.say(room, `burst ${i}`);
  })();
  await ben.sees('burst 2');
  await one?.kill();
  await burst;
  await ben.say(room, 'while she is away');
  await ben.sees('while she is away');
  await one?.start();
  await ben.sees('burst 14');
  await anna.sees('while she is away');
  await agree();
});
