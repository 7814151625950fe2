import { useEffect } from 'react';
import { useClient } from '../../store';
import type { List, ShownRow } from './shown';

/** Asks for the presence of those whose messages are in the page. */
export function useShownUsers(roomId: string, rows: ShownRow[], virtual: List): void {
  const client = useClient();
  const ids = new Set<string>();
  for (const { index } of virtual.getVirtualItems()) {
    const row = rows[index];
    if (row?.type === 'message') ids.add(row.message.senderId);
  }
  const people = [...ids].sort().join(' ');
  useEffect(
    () => client.showUsers(`timeline ${roomId}`, people.split(' ').filter(Boolean)),
    [client, roomId, people],
  );
}
