// What the official client sees of the server in node_test.go.
// Usage: node client.mjs <url> <transports, comma separated> <package of the client>
import assert from 'node:assert/strict';

const [url, transportList, pkg] = process.argv.slice(2);
const transports = transportList.split(',');
const { io, Manager } = await import(pkg);

const open = [];
function connect(path = '/', options = {}) {
  const socket = io(url + path, { transports, forceNew: true, reconnection: false, ...options });
  open.push(socket);
  return socket;
}

function once(emitter, event, ms = 5000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "${event}" within ${ms} ms`)), ms);
    emitter.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

function ask(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no acknowledgement of "${event}"`)), 5000);
    socket.emit(event, ...args, (...answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

const tests = {
  async 'connects, with an id of 20 characters'() {
    const socket = connect();
    await once(socket, 'connect');
    assert.match(socket.id, /^[\w-]{20}$/);
    assert.notEqual(socket.id, socket.io.engine.id);
  },

  async 'gets acknowledgements of every kind'() {
    const socket = connect();
    for (const v of [
      1,
      1.5,
      'text',
      '€ 𝄞 \u2028 <&>',
      null,
      true,
      [1, [2]],
      { a: { b: [null] } },
      'x'.repeat(70000),
    ]) {
      assert.deepEqual(await ask(socket, 'echo', v), [v]);
    }
    assert.deepEqual(await ask(socket, 'nothing', 0), [{}]);
    assert.deepEqual(await ask(socket, 'fail', 'why'), [{ error: 'why' }]);
    assert.deepEqual(await ask(socket, 'later', 7), [7]);
  },

  async 'sends and receives binary'() {
    const socket = connect();
    const bytes = Buffer.from([0, 1, 2, 30, 255]);
    const [back] = await ask(socket, 'reverse', bytes);
    assert.deepEqual(Buffer.from(back), Buffer.from([255, 30, 2, 1, 0]));
    const [nested] = await ask(socket, 'nested', {
      name: 'n',
      data: bytes,
      more: [{ data: Buffer.from('z') }],
    });
    assert.deepEqual(Buffer.from(nested.all[0]), bytes);
    assert.deepEqual(Buffer.from(nested.all[1].deep), Buffer.from('z'));
    assert.equal(nested.name, 'n');
    const big = Buffer.alloc(300000, 7);
    const [bigBack] = await ask(socket, 'reverse', big);
    assert.equal(Buffer.compare(Buffer.from(bigBack), big), 0);
  },

  async 'answers what the server asks'() {
    const socket = connect();
    socket.on('question', (n, bytes, answer) => answer(n * 2, bytes));
    socket.emit('ask me', 21);
    const [got] = await once(socket, 'told');
    assert.equal(got, 42);
  },

  async 'is refused with message and data, and may try again'() {
    const socket = connect('/rooms/r1', { auth: { token: 'bad' } });
    const [err] = await once(socket, 'connect_error');
    assert.equal(err.message, 'forbidden');
    assert.deepEqual(err.data, { code: 'forbidden', room: 'r1' });
    socket.auth = { token: 'good' };
    socket.connect();
    await once(socket, 'connect');
    const unknown = connect('/nowhere');
    const [invalid] = await once(unknown, 'connect_error');
    assert.equal(invalid.message, 'Invalid namespace');
  },

  async 'gets a snapshot before live frames, and none is lost'() {
    const socket = connect('/rooms/busy', { auth: { token: 'good' } });
    const seen = [];
    socket.on('sync', (n) => seen.push(['sync', n]));
    socket.on('live', (n) => seen.push(['live', n]));
    await once(socket, 'enough');
    assert.equal(seen[0][0], 'sync');
    let next = seen[0][1] + 1;
    for (const [kind, n] of seen.slice(1)) {
      assert.deepEqual([kind, n], ['live', next++]);
    }
    assert.ok(seen.length > 10, `${seen.length} frames`);
  },

  async 'hears its room and not others, nor itself'() {
    const [a, b, c] = [connect(), connect(), connect()];
    await ask(a, 'join', 'red');
    await ask(b, 'join', 'red');
    await ask(c, 'join', 'blue');
    const heard = [];
    for (const [name, s] of [
      ['a', a],
      ['b', b],
      ['c', c],
    ])
      s.on('said', (what) => heard.push(name + what));
    await ask(a, 'say', { room: 'red', what: '1' });
    await ask(c, 'say', { room: 'red', what: '2' });
    await Promise.all([a, b, c].map((s) => ask(s, 'echo', 0)));
    assert.deepEqual(heard.sort(), ['a2', 'b1', 'b2']);
  },

  async 'shares one connection between namespaces'() {
    const manager = new Manager(url, { transports, reconnection: false });
    const root = manager.socket('/');
    const room = manager.socket('/rooms/x', { auth: { token: 'good' } });
    open.push(root, room);
    await Promise.all([once(root, 'connect'), once(room, 'connect')]);
    assert.notEqual(root.id, room.id);
    room.disconnect();
    assert.deepEqual(await ask(root, 'echo', 1), [1]);
    room.connect();
    await once(room, 'connect');
  },

  async 'stays away after DISCONNECT'() {
    const socket = connect('/', { reconnection: true, reconnectionDelay: 10 });
    await once(socket, 'connect');
    socket.emit('send me away', 0);
    const [reason] = await once(socket, 'disconnect');
    assert.equal(reason, 'io server disconnect');
    assert.equal(socket.active, false);
    socket.connect();
    await once(socket, 'connect');
  },

  async 'comes back after the transport was closed'() {
    const socket = connect('/', { reconnection: true, reconnectionDelay: 10 });
    await once(socket, 'connect');
    const id = socket.id;
    // A client that is cut in the middle of an upgrade does not poll again, and notices only by its heartbeat.
    const { engine } = socket.io;
    if (engine.transport.name === 'polling' && transports.includes('websocket'))
      await once(engine, 'upgrade');
    socket.emit('cut me off', 0);
    const [reason] = await once(socket, 'disconnect');
    assert.equal(reason, 'transport close');
    await once(socket, 'connect');
    assert.notEqual(socket.id, id);
  },

  async 'keeps order both ways, whatever the transport does meanwhile'() {
    const socket = connect();
    const got = [];
    socket.on('count', (n, bytes) => {
      got.push(n);
      assert.equal(Buffer.from(bytes)[0], n % 256);
    });
    const answers = [];
    for (let i = 0; i < 400; i++) {
      socket.emit('number', i, (n) => answers.push(n));
      if (i % 10 === 0) await new Promise((r) => setTimeout(r, 1));
    }
    assert.deepEqual(await ask(socket, 'numbers', 0), [Array.from({ length: 400 }, (_, i) => i)]);
    assert.deepEqual(
      got,
      Array.from({ length: 400 }, (_, i) => i),
    );
    assert.deepEqual(
      answers,
      Array.from({ length: 400 }, (_, i) => i),
    );
    if (transports.length === 2) assert.equal(socket.io.engine.transport.name, 'websocket');
  },

  async 'outlives several heartbeats, and a message too large ends it'() {
    const socket = connect('/', { reconnection: false });
    await once(socket, 'connect');
    await new Promise((r) => setTimeout(r, 700));
    assert.equal(socket.connected, true);
    if (transports.length === 2) await new Promise((r) => setTimeout(r, 100));
    socket.emit('echo', 'x'.repeat(1_100_000));
    const [reason] = await once(socket, 'disconnect');
    assert.match(reason, /^transport (close|error)$/);
  },

  async 'gives up the offline buffer after connecting, in order'() {
    const socket = connect('/', { autoConnect: false });
    const answers = [];
    for (let i = 0; i < 20; i++) socket.emit('echo', i, (n) => answers.push(n));
    socket.connect();
    await ask(socket, 'echo', 'last');
    assert.deepEqual(
      answers,
      Array.from({ length: 20 }, (_, i) => i),
    );
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (err) {
    failed++;
    console.log(`not ok ${name}: ${err.stack}`);
  }
  for (const socket of open.splice(0)) socket.disconnect();
}
process.exit(failed ? 1 : 0);
