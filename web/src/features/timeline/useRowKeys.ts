import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import type { Message } from '../../protocol';
import type { MessageActions } from './actions';
import type { List, ShownRow } from './shown';

interface Input {
  rows: ShownRow[];
  virtual: List;
  scroller: RefObject<HTMLElement | null>;
  actions: MessageActions;
}

const reachable = (row: ShownRow | undefined) => row?.type === 'message' || row?.type === 'echo';

/** The mounted element of a row. */
export function rowElement(scroller: HTMLElement | null, key: string): HTMLElement | undefined {
  return [...(scroller?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].find(
    (element) => element.dataset.row === key,
  );
}

/** Puts the focus on a row. Rows take it from the keyboard only: a click must not turn letters into commands. */
export function focusRow(element: HTMLElement | undefined): void {
  if (!element) return;
  element.tabIndex = -1;
  element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  element.focus({ preventScroll: true });
}

/**
 * The list by keyboard: arrow keys go from message to message, Enter into its toolbar, Esc back to writing; on a message
 * e edits, r replies, + reacts, Delete deletes.
 */
export function useRowKeys({ rows, virtual, scroller, actions }: Input): (event: KeyboardEvent) => void {
  return useCallback(
    (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.defaultPrevented || !event.currentTarget.contains(target)) return;
      if (event.ctrlKey || event.altKey || event.metaKey || target.closest('input, textarea')) return;
      const element = target.closest<HTMLElement>('[data-row]');
      const on = element && rows.find((row) => row.key === element.dataset.row);
      if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
        if (!element && target !== event.currentTarget) return;
        const at = on ? rows.indexOf(on) : undefined;
        const to = neighbour(rows, virtual, at, event.key === 'ArrowUp' ? -1 : 1);
        if (to === undefined && at === undefined) return;
        event.preventDefault();
        if (to === undefined) return;
        focusRow(rowElement(scroller.current, rows[to]?.key ?? ''));
        virtual.scrollToIndex(to, { align: 'auto' });
      } else if (event.key === 'Escape' && element) {
        document.querySelector<HTMLElement>('[data-main-field]')?.focus();
      } else if (target === element && on?.type === 'message') {
        if (command(event.key, on.message, element, actions)) event.preventDefault();
      }
    },
    [rows, virtual, scroller, actions],
  );
}

function neighbour(
  rows: ShownRow[],
  virtual: List,
  at: number | undefined,
  step: 1 | -1,
): number | undefined {
  // From the list itself: the last message in view.
  const from = at === undefined ? (virtual.range?.endIndex ?? rows.length - 1) : at + step;
  for (let i = from; i >= 0 && i < rows.length; i += at === undefined ? -1 : step)
    if (reachable(rows[i])) return i;
  return undefined;
}

/** True if the key meant something here. */
function command(key: string, message: Message, element: HTMLElement, actions: MessageActions): boolean {
  const may = actions.rights(message);
  const toolbar = () => element.querySelector<HTMLElement>('[role="toolbar"] button');
  if (key === 'Enter' && toolbar()) toolbar()?.focus();
  else if (key === 'e' && may.edit) actions.edit(message);
  else if (key === 'r' && may.reply) actions.reply(message);
  else if (key === '+' && may.react) actions.pick(message, element);
  else if ((key === 'Delete' || key === 'Backspace') && may.remove) actions.remove(message);
  else return false;
  return true;
}
