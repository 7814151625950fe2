import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiError, type ServerInfo } from '../../protocol';
import { expectAccessible } from '../../testing/axe';
import { render } from '../../testing/render';
import { seed } from '../../testing/seed';
import { SignIn } from './SignIn';

const server: ServerInfo = {
  name: 'Orchard Works',
  version: '1',
  registration: 'open',
  setup: false,
  setupTokenRequired: false,
  transports: ['websocket'],
};
const given = (over: Partial<ServerInfo> = {}) =>
  seed({ auth: { status: 'signedOut', server: { ...server, ...over } } });

describe('signing in', () => {
  it('works by keyboard alone', async () => {
    given();
    const { client, user } = render(<SignIn />);
    expect(screen.getByRole('heading', { name: 'Welcome to Orchard Works' })).toBeTruthy();
    await expectAccessible();
    await user.keyboard('Ada{Tab}correct horse{Enter}');
    expect(client.login).toHaveBeenCalledExactlyOnceWith({ username: 'ada', password: 'correct horse' });
  });

  it('says what is missing at the field, and asks nobody', async () => {
    given();
    const { client, user } = render(<SignIn />);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(
      screen.getByRole('textbox', { name: 'Username', description: 'Enter your username.' }),
    ).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Username')));
    expect(client.login).not.toHaveBeenCalled();
    await expectAccessible();
  });

  it('does not say which of the two was wrong', async () => {
    given();
    const { user } = render(<SignIn />, {
      client: { login: () => Promise.reject(new ApiError('unauthorized', '')) },
    });
    await user.type(screen.getByLabelText('Username'), 'ada');
    await user.type(screen.getByLabelText('Password'), 'x{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('Username and password do not match.');
  });
});

describe('signing up', () => {
  const fill = async (user: ReturnType<typeof render>['user']) => {
    await user.type(screen.getByLabelText('Username'), 'Ada');
    await user.type(screen.getByLabelText('Display name'), 'Ada Lovelace');
    await user.type(screen.getByLabelText('Password'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Create account' }));
  };

  it('sends what was entered', async () => {
    given();
    const { client, user } = render(<SignIn />);
    await user.click(screen.getByRole('button', { name: 'Create an account' }));
    await expectAccessible();
    await fill(user);
    expect(client.register).toHaveBeenCalledExactlyOnceWith({
      username: 'ada',
      displayName: 'Ada Lovelace',
      password: 'correct horse',
    });
  });

  it('checks names and passwords before asking', async () => {
    given();
    const { client, user } = render(<SignIn />);
    await user.click(screen.getByRole('button', { name: 'Create an account' }));
    await user.type(screen.getByLabelText('Username'), 'ä');
    await user.type(screen.getByLabelText('Password'), 'short{Enter}');
    expect(screen.getAllByRole('alert')).toHaveLength(2);
    expect(client.register).not.toHaveBeenCalled();
  });

  it('tells a taken username at its field', async () => {
    given();
    const { user } = render(<SignIn />, {
      client: { register: () => Promise.reject(new ApiError('conflict', '')) },
    });
    await user.click(screen.getByRole('button', { name: 'Create an account' }));
    await fill(user);
    expect(
      await screen.findByRole('textbox', { description: 'This username is taken. Try another one.' }),
    ).toBeTruthy();
  });

  it('asks the first person for the setup token, and nobody for an account that cannot exist', async () => {
    given({ setup: true, setupTokenRequired: true, registration: 'closed' });
    const { client, user } = render(<SignIn />, {
      client: { register: () => Promise.reject(new ApiError('forbidden', '')) },
    });
    expect(screen.queryByRole('button', { name: 'Sign in' })).toBeNull();
    await user.type(screen.getByLabelText('Setup token'), ' abc ');
    await fill(user);
    expect(client.register.mock.calls[0]?.[0].setupToken).toBe('abc');
    expect((await screen.findByRole('alert')).textContent).toMatch(/not the setup token/);
    await expectAccessible();
  });

  it('is not offered where registration is closed', () => {
    given({ registration: 'closed' });
    render(<SignIn />);
    expect(screen.queryByRole('button', { name: 'Create an account' })).toBeNull();
    expect(screen.getByText(/Registration is closed/)).toBeTruthy();
  });
});
