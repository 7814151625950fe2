import { say } from '../harness/people';
import { password, Rest } from '../harness/rest';
import { Device, type RoomLine } from '../harness/sockets';

/** A small team with something to say, so that pictures show what the product is for. */
export interface Team {
  ada: Member;
  bo: Member;
  mei: Member;
  omar: Member;
  harvest: string;
}

export interface Member {
  rest: Rest;
  id: string;
  device: Device;
  enter(roomId: string): Promise<RoomLine>;
}

async function member(url: string, username: string, displayName: string): Promise<Member> {
  const rest = new Rest(url);
  const { user } = await rest.register(username, { password, displayName });
  const device = new Device(url, () => rest.token);
  await device.home.next('session');
  return { rest, id: user.id, device, enter: async (id) => (await device.enter(id)).line };
}

export async function team(url: string): Promise<Team> {
  const [ada, bo, mei, omar] = [
    await member(url, 'ada', 'Ada Lindqvist'),
    await member(url, 'bo', 'Bo Marsh'),
    await member(url, 'mei', '林美'),
    await member(url, 'omar', 'Omar Haddad'),
  ];
  const all = [bo.id, mei.id, omar.id];
  for (const [name, topic] of [
    ['general', 'Whatever concerns everybody'],
    ['design', 'Labels, crates, the new sign'],
    ['market-stall', 'Saturdays, from six'],
  ] as const) {
    await ada.rest.ok('POST', '/rooms', { name, topic, visibility: 'public', memberIds: all });
  }
  await ada.rest.ok('POST', '/rooms', { name: 'accounts', visibility: 'private', memberIds: [bo.id] });
  await bo.rest.ok('POST', '/rooms', {
    name: 'beekeepers',
    topic: 'Hives and honey',
    visibility: 'public',
    memberIds: [mei.id],
  });
  const { id: harvest } = await ada.rest.ok<{ id: string }>('POST', '/rooms', {
    name: 'harvest-planning',
    topic: 'Who picks what, when, and who brings the ladders',
    visibility: 'public',
    memberIds: all,
  });
  await ada.rest.ok('PATCH', `/rooms/${harvest}/members/${bo.id}`, { role: 'moderator' });
  const lines = {
    ada: await ada.enter(harvest),
    bo: await bo.enter(harvest),
    mei: await mei.enter(harvest),
    omar: await omar.enter(harvest),
  };
  await say(
    lines.ada,
    harvest,
    'Good morning! The east rows are **ripe two weeks early**. Who has time on Saturday?',
  );
  await say(lines.bo, harvest, 'I do, and I can bring both ladders 🪜');
  const { id } = await say(
    lines.mei,
    harvest,
    '我星期六也可以来。 Shall we start at seven, before it gets hot?',
  );
  await lines.ada.get('send_message', { roomId: harvest, content: 'Seven it is.', replyTo: id });
  await say(
    lines.omar,
    harvest,
    'I wrote a small script for the weights, so that nobody has to add up on paper:',
  );
  await say(
    lines.omar,
    harvest,
    '```python\ndef total(crates):\n    """Kilograms, without the crates themselves."""\n    return sum(c.gross - 1.8 for c in crates)\n```',
  );
  await say(
    lines.bo,
    harvest,
    '| row | trees | crates |\n|---|---|---|\n| east 1 | 14 | 22 |\n| east 2 | 12 | 19 |',
  );
  await say(
    lines.ada,
    harvest,
    '@omar that is lovely. Could it also\n\n- round to half kilograms\n- print a label for `crate.id`?',
  );
  await say(lines.omar, harvest, 'Both by tonight 👍');
  const directs = await bo.rest.ok<{ id: string }>('POST', '/directs', { userId: ada.id });
  await say(await bo.enter(directs.id), directs.id, 'Do you still have the key to the cold store?');
  const rooms = await ada.rest.rooms();
  const design = rooms.find((r) => r.name === 'design')?.id ?? '';
  const line = await mei.enter(design);
  for (const text of ['The first label is done.', `@ada which green do you like better?`])
    await say(line, design, text);
  return { ada, bo, mei, omar, harvest };
}
