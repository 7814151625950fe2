/** Lines of JSON on standard output, in order, written together when nothing else is to be done. */
let lines: string[] = [];

export function tell(line: object): void {
  if (lines.length === 0) setImmediate(flush);
  lines.push(JSON.stringify(line));
}

function flush(): void {
  const text = `${lines.join('\n')}\n`;
  lines = [];
  process.stdout.write(text);
}

/** ms epoch, monotonic within this process: all clients of a run are in one, so that their times can be compared. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
