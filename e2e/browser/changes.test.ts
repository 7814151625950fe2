import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { complaints } from '../harness/browser';
import { Scene, type Seat } from '../harness/scene';
import { Device } from '../harness/sockets';
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

/** Somebody's message, seen by both. */
async function said(seat: Seat, text: string): Promise<void> {
  await seat.person.say(scene.room, text);
  for (const { person } of scene.seats) await person.sees(text);
}

describe('while the network is away', () => {
  test('an edit, a deletion and a reaction show at once, and arrive once it is back', async () => {
    await said(anna, 'to be edited');
    await said(anna, 'to be deleted');
    await said(ben, 'to be liked');
    await anna.person.fetched();
    await anna.net.cut();
    await anna.person.bar().waitFor();
    await anna.person.edit('to be edited', 'edited offline');
    await anna.person.remove('to be deleted');
    await anna.person.act('to be liked', 'Quick 👍');
    await anna.person.say(scene.room, 'and written');
    const page = anna.person.page;
    await until('the edit to show', () => anna.person.message('edited offline').isVisible());
    await until('the deletion to show', () => page.locator('[data-deleted]').isVisible());
    await page.getByRole('button', { name: '👍, 1 person, you reacted' }).waitFor();
    // Nothing of it has come to the other one, who changes something as well.
    await ben.person.act('to be liked', 'Quick 👍');
    for (const text of ['to be edited', 'to be deleted']) await ben.person.sees(text);
    await anna.net.pass();
    await ben.person.sees('and written');
    await ben.person.page.getByRole('button', { name: '👍, 2 people, you reacted' }).waitFor();
    await until('the deletion to arrive', () => ben.person.page.locator('[data-deleted]').isVisible());
    expect(await scene.stored(anna)).toEqual(['before Anna', 'edited offline', '', 'and written']);
    await scene.agrees();
  });

  test('an edit outlives a reload, and is made once', async () => {
    await said(anna, 'first');
    await anna.net.stall();
    await anna.person.edit('first', 'second');
    await until('the edit to show', () => anna.person.message('second').isVisible());
    expect(await scene.stored(anna)).toContain('first');
    await anna.net.reset(); // what is held is lost
    await anna.net.change({ accept: 'pass' });
    await anna.person.page.reload();
    await until('the edit to arrive', () => ben.person.message('second').isVisible());
    await scene.agrees();
    const [edited] = (await anna.rest.history(scene.roomId)).filter((m) => m.content === 'second');
    expect(edited?.revision).toBe(1);
  });

  test('an edit of a message that is deleted meanwhile is told, and the deletion stays', async () => {
    await said(anna, 'contested');
    await anna.net.cut();
    await anna.person.edit('contested', 'too late');
    const phone = new Device(scene.server.url, () => anna.rest.token);
    const { line } = await phone.enter(scene.roomId);
    const [held] = (await anna.rest.history(scene.roomId)).filter((m) => m.content === 'contested');
    await line.get('delete_message', { roomId: scene.roomId, messageId: held?.id ?? '' });
    phone.close();
    await anna.net.pass();
    const page = anna.person.page;
    await page.getByText('it has been deleted meanwhile').first().waitFor();
    await page
      .getByRole('group', { name: 'Change not saved' })
      .getByRole('button', { name: 'Discard' })
      .click();
    await scene.agrees();
  });
});

describe('two change one message', () => {
  /** Anna edits while she is offline; her phone has been faster. */
  async function conflict(mine: string, theirs: string): Promise<void> {
    await said(anna, 'contested');
    await anna.net.cut();
    await anna.person.edit('contested', mine);
    const phone = new Device(scene.server.url, () => anna.rest.token);
    const { line } = await phone.enter(scene.roomId);
    const [held] = (await anna.rest.history(scene.roomId)).filter((m) => m.content === 'contested');
    await line.get('edit_message', {
      roomId: scene.roomId,
      messageId: held?.id ?? '',
      content: theirs,
      baseRevision: held?.revision ?? 0,
    });
    phone.close();
    await ben.person.sees(theirs);
    await anna.net.pass();
    await dialog().waitFor();
    // Both texts are to be seen, and nothing was decided.
    expect(await dialog().getByRole('textbox').inputValue()).toBe(mine);
    expect(await dialog().getByTestId('theirs').textContent()).toBe(theirs);
    expect(await scene.stored(anna)).toContain(theirs);
  }
  const dialog = () => anna.person.page.getByRole('dialog', { name: 'This message was changed meanwhile' });

  test('both texts are shown; hers, worked over, takes the place of the other', async () => {
    await conflict('from the desk', 'from the phone');
    await dialog().getByRole('textbox').fill('from both');
    await dialog().getByRole('button', { name: 'Save mine' }).click();
    await ben.person.sees('from both');
    await scene.agrees();
    expect(await scene.stored(anna)).toEqual(['before Anna', 'from both']);
  });

  test('the other one stays, also after a reload that comes before the choice', async () => {
    await conflict('from the desk', 'from the phone');
    await anna.person.page.reload();
    await dialog()
      .or(anna.person.page.getByRole('button', { name: 'Compare' }))
      .first()
      .waitFor();
    if (!(await dialog().isVisible()))
      await anna.person.page.getByRole('button', { name: 'Compare' }).click();
    await dialog().getByRole('button', { name: 'Keep theirs' }).click();
    await until('the dialog to go', async () => (await dialog().count()) === 0);
    await anna.person.sees('from the phone');
    expect(await scene.stored(anna)).toEqual(['before Anna', 'from the phone']);
    await scene.agrees();
  });
});
