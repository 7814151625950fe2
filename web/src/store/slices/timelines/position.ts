import type { Timeline } from './state';

/** More than this behind a hole are not remembered: resync brings them anyway. */
const maxAhead = 1_000;

/** The position after a live event. One that does not continue it is remembered until the hole is filled. */
export function atEvent(timeline: Timeline, version: number): Timeline {
  if (version <= timeline.version) return timeline;
  if (version === timeline.version + 1) return moved(timeline, version);
  const ahead = timeline.ahead ?? [];
  if (ahead.includes(version) || ahead.length >= maxAhead) return timeline;
  return { ...timeline, ahead: [...ahead, version].sort((a, b) => a - b) };
}

/** The position after a sync, which tells everything of (since, version]. */
export function atSync(timeline: Timeline, since: number, version: number): Timeline {
  if (since > timeline.version || version <= timeline.version) return timeline;
  return moved(timeline, version);
}

function moved(timeline: Timeline, to: number): Timeline {
  const { ahead = [], ...rest } = timeline;
  let version = to;
  const later: number[] = [];
  for (const seen of ahead) {
    if (seen === version + 1) version = seen;
    else if (seen > version) later.push(seen);
  }
  return { ...rest, version, ...(later.length > 0 && { ahead: later }) };
}

/** True while events beyond a hole have been seen. */
export function hasHole(timeline: Timeline | undefined): boolean {
  return (timeline?.ahead?.length ?? 0) > 0;
}
