import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../protocol';
import { expectAccessible } from '../../testing/axe';
import { aRoom } from '../../testing/builders';
import { render } from '../../testing/render';
import { CreateRoom } from './CreateRoom';

it('makes a room and leads into it', async () => {
  const onClose = vi.fn();
  const { client, user, path } = render(<CreateRoom open onClose={onClose} />, {
    client: { createRoom: () => Promise.resolve(aRoom('orchard')) },
  });
  await expectAccessible();
  await user.type(screen.getByRole('textbox', { name: 'Name' }), ' orchard ');
  await user.type(screen.getByRole('textbox', { name: 'Topic' }), 'Trees');
  await user.click(screen.getByRole('radio', { name: 'Private' }));
  await user.click(screen.getByRole('button', { name: 'Create room' }));
  expect(client.createRoom).toHaveBeenCalledExactlyOnceWith({
    name: 'orchard',
    topic: 'Trees',
    visibility: 'private',
  });
  expect(onClose).toHaveBeenCalledOnce();
  expect(path()).toBe('/r/r-orchard');
});

it('wants a name, and keeps what was typed when the server says no', async () => {
  const { client, user } = render(<CreateRoom open onClose={() => undefined} />, {
    client: { createRoom: () => Promise.reject(new ApiError('unavailable', '')) },
  });
  const name = screen.getByRole('textbox', { name: 'Name' });
  const create = screen.getByRole('button', { name: 'Create room' });
  await user.click(create);
  expect(screen.getByRole('alert').textContent).toBe('Give the room a name.');
  expect(client.createRoom).not.toHaveBeenCalled();
  await user.type(name, 'orchard');
  await user.click(create);
  expect((await screen.findByRole('alert')).textContent).toMatch(/cannot be reached/);
  expect(name).toHaveProperty('value', 'orchard');
});
