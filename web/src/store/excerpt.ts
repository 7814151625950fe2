/** Code points shown of a message where it is only mentioned: in the list of rooms, in quotes. */
const most = 160;
/** Only as much of the text is looked at as can be shown. */
const mostBytes = 8 * most;

const space = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The beginning of a text in one line, exactly as the server makes it: both must show the same. */
export function excerptOf(content: string): string {
  const text = beginning(content).split(space).filter(Boolean).join(' ');
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

/** As many whole code points as fit into mostBytes of UTF-8. */
function beginning(content: string): string {
  let bytes = 0;
  let end = 0;
  for (const point of content) {
    const code = point.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > mostBytes) break;
    end += point.length;
  }
  return content.slice(0, end);
}
