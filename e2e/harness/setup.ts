import { afterAll, afterEach } from 'vitest';
import { logTails, stopAll } from './server';
import { closeSockets } from './sockets';

afterEach(({ task }) => {
  if (task.result?.state === 'fail')
    console.error(`the server's log, while "${task.name}" failed:\n${logTails()}`);
});

afterAll(async () => {
  closeSockets();
  await stopAll();
});
