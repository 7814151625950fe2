import type { Row } from '../../store';
import { measuredKey, type ShownRow } from './shown';

const line = 22;
/** Average width of a letter, and what stands beside the text, px. */
const letter = 7.3;
const beside = 96;
const measure = 760;
const beginHeight = 170;

/**
 * Estimates that stay as they were first made: one that followed the text would move the list when a message changes, before
 * the change is measured. (What was estimated exactly counts as not measured.)
 */
export function makeEstimates(): (row: ShownRow | undefined, width: number) => number {
  const made = new Map<string, number>();
  return (row, width) => {
    const key = measuredKey(row) ?? '';
    const known = made.get(key);
    if (known !== undefined) return known;
    const height = row?.type === 'begin' ? beginHeight : estimate(row, width);
    made.set(key, height);
    return height;
  };
}

/** A row's height before it was measured, in px, in a list of the given width. The better it is, the less the scrollbar has to be corrected. */
function estimate(row: Row | undefined, width: number): number {
  const letters = Math.max(16, Math.min(measure, width - beside) / letter);
  switch (row?.type) {
    case 'message':
      return (
        text(row.message.content, letters) +
        (row.first ? 30 : 4) +
        (row.message.reactions.length > 0 ? 33 : 0) +
        (row.message.replyTo ? 21 : 0)
      );
    case 'echo':
      return text(row.entry.content, letters) + (row.first ? 30 : 4);
    case 'rejected':
      return text(row.entry.content, letters) + 70;
    case 'system':
      return 26;
    default:
      return 42;
  }
}

function text(content: string, letters: number): number {
  let lines = 0;
  for (const part of content.split('\n')) lines += Math.max(1, Math.ceil(part.length / letters));
  return lines * line;
}
