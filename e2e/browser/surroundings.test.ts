import { afterEach, describe, expect, test } from 'vitest';
import { agrees } from '../harness/agree';
import { complaints, lanName, Person } from '../harness/browser';
import { FaultProxy } from '../harness/proxy';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

// Where browsers give less: the same must work there.

afterEach(() => expect(complaints()).toEqual([]));

const room = 'general';

/** Anna behind a proxy, Ben at the server, in one room; `at` makes the address that Anna uses. */
async function meet(at = (net: FaultProxy) => net.url) {
  const server: Server = await startServer();
  const net = await FaultProxy.start(server.port);
  const ben = await Person.signUp(server.url, 'Ben');
  return {
    server,
    net,
    ben,
    url: at(net),
    /** Signed up by now, Anna comes into the room. */
    async enter(anna: Person): Promise<string> {
      const roomId = await anna.createRoom(room);
      await ben.join(room);
      await anna.upgraded();
      await anna.say(room, 'before');
      await ben.sees('before');
      return roomId;
    },
  };
}

describe('plain http on a LAN: no secure context', () => {
  const lan = (net: FaultProxy) => net.url.replace('127.0.0.1', lanName);

  test('no locks and no random UUIDs: sends, edits, a reload in the middle and two tabs work all the same', async () => {
    const { server, net, ben, url, enter } = await meet(lan);
    const anna = await Person.signUp(url, 'Anna');
    expect(
      await anna.page.evaluate(() => [isSecureContext, 'locks' in navigator, 'randomUUID' in crypto]),
    ).toEqual([false, false, false]);
    const roomId = await enter(anna);
    await anna.edit('before', 'edited');
    await ben.sees('edited');
    // A reload in the middle of a send.
    await net.deafen();
    await anna.say(room, 'answered into the void');
    await ben.sees('answered into the void');
    await net.reset();
    await anna.page.reload();
    await anna.sees('answered into the void');
    // Without locks every tab sends what waits: the server knows it again.
    const tab = await anna.context.newPage();
    await tab.goto(`${url}/r/${roomId}`);
    await anna.sees('edited', ['saved', 'read'], tab);
    await net.cut();
    for (const text of ['one', 'two', 'three']) await anna.say(room, text);
    await anna.sees('three', ['pending', 'waiting'], tab);
    await net.pass();
    for (const text of ['one', 'two', 'three']) await ben.sees(text);
    await agrees(server.url, [anna, ben], { id: roomId, name: room });
    const texts = (await (await ben.rest()).history(roomId)).filter((m) => m.kind === 'text');
    expect(texts.map((m) => m.content)).toEqual(['edited', 'answered into the void', 'one', 'two', 'three']);
  });
});

describe('a browser that keeps nothing', () => {
  test('the queue lives as long as the page, and the bar says so while a message waits', async () => {
    const { server, net, ben, url, enter } = await meet();
    const anna = await Person.open(url);
    await anna.context.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('not here', 'InvalidStateError');
      };
    });
    await anna.page.reload();
    await anna.signUp('Anna');
    const roomId = await enter(anna);
    expect(await anna.bar().count()).toBe(0);
    await net.cut();
    for (const text of ['one', 'two']) await anna.say(room, text);
    await anna.bar().getByText('2 messages waiting, kept only until you close this tab').waitFor();
    await net.pass();
    for (const text of ['one', 'two']) await ben.sees(text);
    await until('the bar to go', async () => (await anna.bar().count()) === 0);
    await agrees(server.url, [anna, ben], { id: roomId, name: room });
  });
});

describe('two people on one browser', () => {
  test('signing out with unsent messages warns, and nobody sends what another wrote', async () => {
    const { server, net, ben, url, enter } = await meet();
    const anna = await Person.signUp(url, 'Anna');
    const roomId = await enter(anna);
    const account = anna.username;
    await anna.fetched();
    await net.cut();
    await anna.say(room, 'hers alone');
    await anna.sees('hers alone', ['pending', 'waiting']);
    await anna.signOut();
    const warning = anna.page.getByRole('dialog', { name: 'Sign out with unsent messages?' });
    await warning.getByText('1 message has not been sent yet.').waitFor();
    await warning.getByRole('button', { name: 'Stay' }).click();
    await until('the warning to go', async () => (await warning.count()) === 0);
    expect(await anna.message('hers alone').count()).toBe(1);
    // Without the server nobody can be signed out, and it says so.
    await anna.signOut();
    const go = warning.getByRole('button', { name: 'Sign out anyway' });
    await go.click();
    await warning.getByText('The server cannot be reached right now').waitFor();
    // Once it is there she is; what she wrote has not been sent by then.
    await anna.context.route('**/socket.io/**', (route) => route.abort());
    await net.pass();
    await go.click();
    await anna.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await anna.context.unroute('**/socket.io/**');
    // Somebody else sits down in front of it.
    await anna.signUp('Cleo');
    await anna.join(room);
    await anna.say(room, 'said by Cleo');
    await ben.sees('said by Cleo');
    expect(await anna.message('hers alone').count()).toBe(0);
    await anna.signOut();
    await anna.page.getByRole('button', { name: 'Sign in' }).waitFor();
    anna.name = 'Anna';
    anna.username = account;
    await anna.signIn();
    await anna.go(room);
    await ben.sees('hers alone');
    await anna.say(room, 'said by Anna');
    await ben.sees('said by Anna');
    await agrees(server.url, [anna, ben], { id: roomId, name: room });
    const texts = (await (await ben.rest()).history(roomId)).filter((m) => m.kind === 'text');
    const mine = (await anna.rest()).id;
    expect(texts.map((m) => [m.content, m.senderId === mine])).toEqual([
      ['before', true],
      ['said by Cleo', false],
      ['hers alone', true],
      ['said by Anna', true],
    ]);
  });
});
