/**
 * One polite live region for everything that appears by itself. Calls on one topic within the pause become one sentence:
 * the counts are added up and the latest `text` gets the sum. The region lives outside React's tree, so that it never
 * remounts (a fresh live region is not read).
 */
const pauseMs = 1500;

interface Waiting {
  count: number;
  text: (count: number) => string;
}

const waiting = new Map<string, Waiting>();
let pausing = false;

function region(): HTMLElement {
  const found = document.getElementById('announcer');
  if (found) return found;
  const made = document.createElement('div');
  made.id = 'announcer';
  made.className = 'visually-hidden';
  made.setAttribute('role', 'status');
  made.setAttribute('aria-live', 'polite');
  document.body.append(made);
  return made;
}

export function announce(topic: string, text: (count: number) => string, count = 1): void {
  waiting.set(topic, { text, count: count + (waiting.get(topic)?.count ?? 0) });
  region();
  if (pausing) return;
  pausing = true;
  setTimeout(() => {
    pausing = false;
    const sentences = [...waiting.values()].map((w) => w.text(w.count));
    waiting.clear();
    region().textContent = sentences.join('. ');
  }, pauseMs);
}
