export interface TypedName {
  /** Where its colon stands. */
  start: number;
  name: string;
  /** With the second colon. */
  closed: boolean;
}

// Behind a letter, a digit or a colon it is a time, an address or a word; the first group is what may stand before.
const open = /(^|[^\p{L}\p{N}:_/\\]):([\p{L}\p{N}_+-]{2,})$/u;
const closed = /(^|[^p{L}p{N}:_/\\]):([a-z0-9_+-]+):$/i;

/** The emoji's name that is being typed at the cursor, `:th` or `:thumbsup:`; none within code. */
export function typedName(text: string, cursor: number): TypedName | undefined {
  const before = text.slice(0, cursor);
  const match = closed.exec(before) ?? open.exec(before);
  const name = match?.[2];
  if (!match || name === undefined || inCode(before)) return undefined;
  return { start: match.index + (match[1]?.length ?? 0), name, closed: before.endsWith(':') };
}

const fence = /^ {0,3}(`{3,}|~{3,})/;

/** True if what follows this text is inside of a code block or a code span, as Markdown sees it. */
export function inCode(before: string): boolean {
  let fenced = '';
  let paragraph = '';
  const lines = before.split('\n');
  for (const [i, line] of lines.entries()) {
    // The line of the cursor goes on.
    const blank = i < lines.length - 1 && line.trim() === '';
    const mark = fence.exec(line)?.[1];
    if (fenced) {
      if (mark?.startsWith(fenced)) fenced = '';
    } else if (mark) {
      fenced = mark;
      paragraph = '';
    } else if (blank) paragraph = '';
    else if (paragraph === '' && /^( {4}|\t)/.test(line)) paragraph = '    ';
    else if (paragraph !== '    ' || !/^( {4}|\t)/.test(line)) paragraph += `${line}\n`;
  }
  return fenced !== '' || paragraph === '    ' || hasOpenSpan(paragraph);
}

/** True if a run of backticks has not found its equal. */
function hasOpenSpan(text: string): boolean {
  const runs: string[] = text.replace(/\\`/g, '').match(/`+/g) ?? [];
  for (let i = 0; i < runs.length; ) {
    const end = runs.indexOf(runs[i] ?? '', i + 1);
    if (end < 0) return true;
    i = end + 1;
  }
  return false;
}
