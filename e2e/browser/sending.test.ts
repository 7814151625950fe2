import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agrees } from '../harness/agree';
import { complaints, Person, shown } from '../harness/browser';
import { FaultProxy } from '../harness/proxy';
import type { Rest } from '../harness/rest';
import { type Server, startServer } from '../harness/server';
import { until } from '../harness/until';

let server: Server;
let proxy: FaultProxy;
let anna: Person;
let ben: Person;
let roomId: string;
let asAnna: Rest & { id: string };
let asBen: Rest & { id: string };

/** Anna behind a proxy that can fail, Ben on the server itself. */
beforeAll(async () => {
  server = await startServer();
  proxy = await FaultProxy.start(server.port);
  anna = await Person.signUp(proxy.url, 'Anna');
  ben = await Person.signUp(server.url, 'Ben');
  asAnna = await anna.rest(server.url);
  asBen = await ben.rest();
});

/** Both in a new room. */
beforeEach(async () => {
  const { id } = await asAnna.room('general', 'private', [asBen.id]);
  roomId = id;
  await anna.page.goto(`${proxy.url}/r/${id}`);
  await ben.page.goto(`${server.url}/r/${id}`);
  await anna.upgraded();
  await anna.say('general', 'before');
  await anna.sees('before');
  await ben.sees('before');
});

afterEach(async () => {
  await proxy.pass();
  expect(complaints()).toEqual([]);
});

describe('a message', () => {
  test('shows at once as pending, and is saved in place', async () => {
    await proxy.stall();
    await anna.say('general', 'first');
    const row = await anna.sees('first', ['pending']);
    await anna.say('general', 'second');
    await anna.sees('second', ['pending', 'waiting']);
    const clientId = await row.getAttribute('data-client-id');
    const before = await row.boundingBox();
    // Its place in the list is the same element afterwards: no flicker, no jump, no double.
    await row.evaluate((e) => {
      (window as unknown as { row: unknown }).row = e.parentElement;
    });
    expect((await asBen.history(roomId)).some((m) => m.content === 'first')).toBe(false);
    await proxy.pass();
    await anna.sees('first', ['saved', 'read']);
    await anna.sees('second', ['saved', 'read']);
    const after = await anna.message('first').boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(2);
    expect(await anna.message('first').getAttribute('data-client-id')).toBe(clientId);
    expect(
      await anna
        .message('first')
        .evaluate((e) => (window as unknown as { row: unknown }).row === e.parentElement),
    ).toBe(true);
    await ben.sees('second');
    const stored = (await asBen.history(roomId)).filter((m) => m.kind === 'text');
    expect(stored.map((m) => m.content)).toEqual(['before', 'first', 'second']);
    expect(stored[1]?.clientId).toBe(clientId);
  });

  test('written while the connection is cut: the bar says so, everything arrives in order, once', async () => {
    await proxy.cut();
    for (let i = 0; i < 5; i++) await anna.say('general', `offline ${i}`);
    await anna
      .bar()
      .getByText(/5 messages waiting/)
      .waitFor();
    await ben.say('general', 'meanwhile');
    await ben.sees('meanwhile');
    await proxy.pass();
    for (let i = 0; i < 5; i++) await anna.sees(`offline ${i}`);
    await anna.sees('meanwhile');
    await until('the bar to go', async () => (await anna.bar().count()) === 0);
    await agrees(server.url, [anna, ben], { id: roomId, name: 'general' });
    const texts = (await asBen.history(roomId)).filter((m) => m.kind === 'text').map((m) => m.content);
    expect(texts).toEqual([
      'before',
      'meanwhile',
      'offline 0',
      'offline 1',
      'offline 2',
      'offline 3',
      'offline 4',
    ]);
  });

  test('whose acknowledgement is lost is sent again and stored once', async () => {
    await proxy.deafen();
    await anna.say('general', 'did you get this');
    await ben.sees('did you get this');
    await anna.sees('did you get this', ['pending', 'waiting']);
    await proxy.reset();
    await proxy.pass();
    await anna.sees('did you get this');
    await anna.say('general', 'and this');
    await anna.sees('and this');
    await agrees(server.url, [anna], { id: roomId, name: 'general' });
    expect((await asBen.history(roomId)).filter((m) => m.content === 'did you get this')).toHaveLength(1);
  });

  test('is still there after a reload in the middle of a send, and arrives once', async () => {
    await proxy.stall();
    for (const text of ['one', 'two', 'three']) await anna.say('general', text);
    // What shows is stored: the echo comes after the record.
    for (const text of ['one', 'two', 'three']) await anna.sees(text, ['pending', 'waiting']);
    await proxy.reset(); // what was on its way is lost; the page reloads over a fresh connection
    await proxy.pass();
    await anna.page.reload();
    await anna.composer('general').waitFor();
    for (const text of ['one', 'two', 'three']) await anna.sees(text);
    for (const text of ['one', 'two', 'three']) await ben.sees(text);
    await agrees(server.url, [anna], { id: roomId, name: 'general' });
    const texts = (await asBen.history(roomId)).filter((m) => m.kind === 'text').map((m) => m.content);
    expect(texts).toEqual(['before', 'one', 'two', 'three']);
  });

  test('is stored although the answer was lost, then the page is reloaded: still once', async () => {
    await proxy.deafen();
    await anna.say('general', 'half open');
    await ben.sees('half open');
    await proxy.reset();
    await proxy.pass();
    await anna.page.reload();
    await anna.sees('half open');
    await anna.say('general', 'next');
    await anna.sees('next');
    await agrees(server.url, [anna], { id: roomId, name: 'general' });
  });

  test('is sent by another tab when the one that wrote it is closed', async () => {
    const other = await anna.context.newPage();
    await other.goto(`${proxy.url}/r/${roomId}`);
    await anna.sees('before', ['saved', 'read'], other);
    await anna.upgraded(other);
    await proxy.stall();
    await anna.say('general', 'from a tab that closes');
    await anna.sees('from a tab that closes', ['pending']);
    await anna.page.close();
    anna.page = other;
    await proxy.reset();
    await proxy.pass();
    await ben.sees('from a tab that closes');
    await anna.sees('from a tab that closes');
    await agrees(server.url, [anna], { id: roomId, name: 'general' });
  });
});

describe('a message that is refused', () => {
  /** Anna writes while she is offline, and may not any more once she is back. */
  async function refused(text: string): Promise<void> {
    await asAnna.ok('PATCH', `/rooms/${roomId}/members/${asBen.id}`, { role: 'owner' });
    await proxy.cut();
    await anna.say('general', text);
    await anna.sees(text, ['pending', 'waiting']);
    await asBen.ok('PATCH', `/rooms/${roomId}/members/${asAnna.id}`, { role: 'reader' });
    await proxy.pass();
    await card()
      .getByText(/Not sent: you may not post/)
      .waitFor();
    await anna.sees(text, ['rejected']);
  }
  const card = () => anna.page.getByRole('group', { name: 'Not sent' });
  const mayAgain = () => asBen.ok('PATCH', `/rooms/${roomId}/members/${asAnna.id}`, { role: 'member' });

  test('is shown with its way on; Discard removes it for good', async () => {
    await refused('not allowed');
    for (const name of ['Retry', 'Edit', 'Copy', 'Discard'])
      expect(await card().getByRole('button', { name }).isVisible()).toBe(true);
    await card().getByRole('button', { name: 'Discard' }).click();
    await until('the card to go', async () => (await card().count()) === 0);
    await anna.page.reload();
    await anna.log('general').waitFor();
    await anna.sees('before');
    expect(await card().count()).toBe(0);
    await mayAgain();
    await anna.composer('general').waitFor();
    await anna.say('general', 'allowed again');
    await anna.sees('allowed again');
    await agrees(server.url, [ben], { id: roomId, name: 'general' });
    expect((await asBen.history(roomId)).some((m) => m.content === 'not allowed')).toBe(false);
  });

  test('Retry sends it once it may be sent, also after a reload', async () => {
    await refused('try again');
    await anna.page.reload();
    await card().waitFor();
    await mayAgain();
    await anna.composer('general').waitFor();
    await card().getByRole('button', { name: 'Retry' }).click();
    await anna.sees('try again');
    await ben.sees('try again');
    expect(await card().count()).toBe(0);
    await agrees(server.url, [anna], { id: roomId, name: 'general' });
  });

  test('Edit puts the text back into the field', async () => {
    await refused('to be edited');
    await mayAgain();
    await anna.composer('general').waitFor();
    await card().getByRole('button', { name: 'Edit' }).click();
    await until(
      'the text in the field',
      async () => (await anna.composer('general').inputValue()) === 'to be edited',
    );
    expect(await card().count()).toBe(0);
    await anna.composer('general').fill('edited');
    await anna.composer('general').press('Enter');
    await anna.sees('edited');
    await agrees(server.url, [anna], { id: roomId, name: 'general' });
    expect((await shown(ben.page)).filter((r) => /to be edited/.test(r.text))).toEqual([]);
  });

  test('does not stop those behind it, and a removed person is told', async () => {
    await proxy.cut();
    await anna.say('general', 'too late');
    await asAnna.ok('PATCH', `/rooms/${roomId}/members/${asBen.id}`, { role: 'owner' });
    await asBen.ok('PATCH', `/rooms/${roomId}/members/${asAnna.id}`, { role: 'member' });
    await asBen.ok('DELETE', `/rooms/${roomId}/members/${asAnna.id}`);
    await proxy.pass();
    await anna.page
      .getByText(/You were removed from this room|you may not post|could not be sent/)
      .first()
      .waitFor();
    await anna.createRoom('other');
    await anna.say('other', 'elsewhere it goes on');
    await anna.sees('elsewhere it goes on');
    expect((await asBen.history(roomId)).some((m) => m.content === 'too late')).toBe(false);
  });
});
