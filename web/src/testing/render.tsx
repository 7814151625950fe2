import { render as renderPlain } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { type Client, ClientProvider } from '../store';
import { fakeClient } from './fakeClient';

/** Renders a panel as the app would: with a client that records, an address that is kept in memory, and a person who uses it. */
export function render(
  ui: ReactElement,
  { client: over = {}, path = '/' }: { client?: Partial<Client>; path?: string } = {},
) {
  const client = fakeClient(over);
  const location = memoryLocation({ path, record: true });
  const wrap = (content: ReactElement) => (
    <Router hook={location.hook} searchHook={location.searchHook}>
      <ClientProvider client={client}>{content}</ClientProvider>
    </Router>
  );
  const { rerender, ...rest } = renderPlain(wrap(ui));
  return {
    ...rest,
    rerender: (next: ReactElement) => rerender(wrap(next)),
    client,
    user: userEvent.setup(),
    /** Where the person was led, first to last. */
    history: location.history,
    path: () => location.history.at(-1),
  };
}
