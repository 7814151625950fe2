// A Node.js server of the same application, with one client of its own. It does what it reads: each line is {id, code}, the body of an async
// function; it answers {id, value} or {id, error}.
// Usage: node peer.mjs <redis url> <key> <package of the client>
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createAdapter } from '@socket.io/redis-adapter';
import { Emitter } from '@socket.io/redis-emitter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const [url, key, pkg] = process.argv.slice(2);
const { io: connect } = await import(pkg);
const pub = createClient({ url });
const sub = pub.duplicate();
await Promise.all([pub.connect(), sub.connect()]);

const http = createServer();
const io = new Server(http, { adapter: createAdapter(pub, sub, { key, requestsTimeout: 3000 }) });
const emitter = new Emitter(pub, { key });
const told = [];
io.on('tell', (...args) => told.push(args));
io.on('ask', (n, answer) => answer({ node: n }));
io.on('connection', (socket) => {
  socket.data = { who: 'node' };
  socket.join(['node', 7]);
});
await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
while ((await pub.sendCommand(['PUBSUB', 'NUMSUB', `${key}-request#/#`]))[1] < 1) await tick();

const client = connect(`http://127.0.0.1:${http.address().port}`, {
  transports: ['websocket'],
  reconnection: false,
});
let heard = [];
client.onAny((...args) => {
  const answer = typeof args.at(-1) === 'function' ? args.pop() : undefined;
  heard.push(args);
  answer?.('node');
});
await until(() => client.connected && io.sockets.sockets.get(client.id)?.rooms.has('node'));

function tick() {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function until(condition) {
  for (let i = 0; i < 1000; i++) {
    if (condition()) return;
    await tick();
  }
  throw new Error(`never: ${condition}`);
}

/** What the client has heard before the event called "end". */
async function hears() {
  await until(() => heard.some(([event]) => event === 'end'));
  const at = heard.findIndex(([event]) => event === 'end');
  const events = heard.slice(0, at);
  heard = heard.slice(at + 1);
  return events;
}

const Body = Object.getPrototypeOf(async () => {}).constructor;
const scope = { io, emitter, client, told, hears, until };
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
say({ id: 0 });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, code } = JSON.parse(line);
  try {
    say({ id, value: (await new Body(...Object.keys(scope), code)(...Object.values(scope))) ?? null });
  } catch (err) {
    say({ id, error: err.stack });
  }
}
process.exit(0);
