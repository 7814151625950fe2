/**
 * The browser's own client under Node: its outbox, its reducers, the real socket.io-client, an IndexedDB in memory. Steered by lines of JSON on
 * standard input; what each client asks and is told comes as lines of JSON on standard output.
 */
import 'fake-indexeddb/auto';
import { setMaxListeners } from 'node:events';
import { createInterface } from 'node:readline';
import { tell } from './out';
import { type Act, type Setup, Tab } from './tab';

interface Command {
  do: 'tabs' | 'make' | 'start' | 'act' | 'online' | 'end' | 'idle' | 'state';
  /** Wanted in the answer. */
  id?: number;
  client?: number;
  setup?: Setup;
  act?: Act;
}

// What the client looks for in a page.
const page = new EventTarget();
setMaxListeners(0, page);
Object.assign(globalThis, {
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
});

const tabs = new Map<number, Tab>();

async function run(command: Command): Promise<object | undefined> {
  const tab = tabs.get(command.client ?? -1);
  switch (command.do) {
    case 'tabs':
      // Devices instead of tabs of one browser: they hear nothing of each other.
      Object.assign(globalThis, { BroadcastChannel: undefined });
      return;
    case 'make':
      if (command.setup) tabs.set(command.setup.client, new Tab(command.setup));
      return;
    case 'start':
      await tab?.start();
      return;
    case 'act':
      if (command.act) tab?.act(command.act);
      return;
    case 'online':
      page.dispatchEvent(new Event('online'));
      return;
    case 'end':
      await Promise.all([...tabs.values()].map((each) => each.toTheEnd()));
      return {};
    case 'idle':
      return { late: [...tabs].map(([client, each]) => [client, each.late()]).filter(([, late]) => late) };
    case 'state':
      return tab?.dump();
  }
}

process.on('unhandledRejection', (error) =>
  tell({ k: 'error', what: String((error as Error)?.stack ?? error) }),
);
process.on('uncaughtException', (error) => tell({ k: 'error', what: String(error.stack ?? error) }));

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line) as Command;
    void run(command).then((result) => {
      if (command.id !== undefined) tell({ k: 'result', id: command.id, result });
    });
  })
  .on('close', () => process.exit(0));
tell({ k: 'ready' });
