/**
 * Replaces a piece of a field's text as if it had been typed: the browser's undo knows it, React hears of it, and the cursor stands
 * behind it.
 */
export function insertText(field: HTMLTextAreaElement, start: number, end: number, text: string): void {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  // Deprecated, but the only way that keeps undo.
  if (document.execCommand?.('insertText', false, text)) return;
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
