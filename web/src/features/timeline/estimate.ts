import type { Row } from '../../store';

const line = 22;

/** A row's height before it was measured, in px. The better it is, the less the scrollbar has to be corrected. */
export function estimate(row: Row | undefined): number {
  switch (row?.type) {
    case 'message':
      return (
        text(row.message.content) +
        (row.first ? 37 : 6) +
        (row.message.reactions.length > 0 ? 34 : 0) +
        (row.message.replyTo ? 22 : 0)
      );
    case 'echo':
      return text(row.entry.content) + (row.first ? 37 : 6);
    case 'rejected':
      return text(row.entry.content) + 70;
    case 'system':
      return 26;
    default:
      return 46;
  }
}

function text(content: string): number {
  let lines = 0;
  for (const part of content.split('\n')) lines += Math.max(1, Math.ceil(part.length / 95));
  return lines * line;
}
