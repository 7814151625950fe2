import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Avatar, hueOf, initialsOf } from './Avatar';

it.each([
  ['Mara Lindqvist', 'ML'],
  ['Inês de la Cruz', 'IC'],
  ['ada', 'AD'],
  ['é', 'É'],
  ['  ', '?'],
  ['🍊 Orange', '🍊O'],
  ['🍊', '🍊'],
  ['渡辺 謙', '渡謙'],
])('initials of %j are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it('gives a person the same colour always, and people different ones', () => {
  expect(hueOf('019ab-1')).toBe(hueOf('019ab-1'));
  const hues = new Set(Array.from({ length: 60 }, (_, i) => hueOf(`019a7f3e-${i}`)));
  expect(hues.size).toBeGreaterThan(6);
});

describe('presence', () => {
  it.each(['online', 'away', 'offline'] as const)('%s stands on the avatar', (presence) => {
    render(<Avatar userId="u" name="Ada" presence={presence} />);
    const avatar = screen.getByTestId('avatar');
    expect(avatar.dataset.presence).toBe(presence);
    expect(avatar.querySelectorAll('i')).toHaveLength(presence === 'offline' ? 0 : 1);
  });
});
