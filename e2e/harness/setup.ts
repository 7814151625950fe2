import { afterAll, afterEach, expect } from 'vitest';
import { password } from './rest';
import { allLogs, logTails, stopAll } from './server';
import { closeSockets } from './sockets';

afterEach(({ task }) => {
  if (task.result?.state === 'fail')
    console.error(`the server's log, while "${task.name}" failed:\n${logTails()}`);
});

afterAll(async () => {
  closeSockets();
  await stopAll();
  // Whatever happened, no secret is in the logs and nothing crashed.
  const logs = allLogs();
  expect(logs).not.toContain(password);
  expect(logs).not.toMatch(/eyJ[\w-]{20,}\./); // a JWT
  expect(logs).not.toMatch(/panic|goroutine \d+ \[/);
});
