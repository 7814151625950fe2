import { afterAll, afterEach, expect } from 'vitest';
import { closeBrowser, pictures } from './browser';
import { stopServices } from './cluster';
import { closeProxies } from './proxy';
import { password } from './rest';
import { allLogs, logTails, stopAll } from './server';
import { closeSockets } from './sockets';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const taken = await pictures(task.name);
  console.error(`the server's log, while "${task.name}" failed:\n${logTails()}\n${taken.join('\n')}`);
});

afterAll(async () => {
  closeSockets();
  await closeBrowser();
  await closeProxies();
  await stopServices();
  await stopAll();
  // Whatever happened, no secret is in the logs and nothing crashed.
  const logs = allLogs();
  expect(logs).not.toContain(password);
  expect(logs).not.toMatch(/eyJ[\w-]{20,}\./); // a JWT
  expect(logs).not.toMatch(/panic|goroutine \d+ \[/);
});
