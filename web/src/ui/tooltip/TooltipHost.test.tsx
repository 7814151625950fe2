import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IconButton } from '../button/Button';
import { TooltipHost } from './TooltipHost';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const shown = () => screen.queryByText('Members');

function show() {
  render(
    <>
      <TooltipHost />
      <IconButton label="Members">x</IconButton>
    </>,
  );
  return screen.getByRole('button', { name: 'Members' });
}

it('appears under a resting mouse and goes with it', () => {
  const button = show();
  fireEvent.pointerOver(button, { pointerType: 'mouse' });
  expect(shown()).toBeNull();
  act(() => void vi.advanceTimersByTime(500));
  expect(shown()).toBeTruthy();
  fireEvent.pointerOver(document.body, { pointerType: 'mouse' });
  expect(shown()).toBeNull();
});

it('is dismissed with Esc, and never shown to a finger', () => {
  const button = show();
  fireEvent.pointerOver(button, { pointerType: 'touch' });
  act(() => void vi.advanceTimersByTime(1000));
  expect(shown()).toBeNull();
  fireEvent.pointerOver(button, { pointerType: 'mouse' });
  act(() => void vi.advanceTimersByTime(1000));
  fireEvent.keyDown(button, { key: 'Escape' });
  expect(shown()).toBeNull();
});
