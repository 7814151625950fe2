import type { GenericSchema } from 'valibot';
import type { Ack, WireError } from '../protocol';
import { guarded, wireError } from '../protocol/guards';

/** One row for each event: a new event does not compile until it is bound. */
export type Handlers<Events> = { [E in keyof Events]: (payload: Events[E]) => void };

/** Payloads that were dropped because they were not what the protocol says, by event. */
export const broken = new Map<string, number>();

function drop(event: string): void {
  broken.set(event, (broken.get(event) ?? 0) + 1);
}

/** The table as the link subscribes it: a broken payload is dropped and counted. */
export function guardedTable<Events>(
  schemas: Record<keyof Events & string, GenericSchema>,
  handlers: Handlers<Events>,
): Record<string, (payload: unknown) => void> {
  const table: Record<string, (payload: unknown) => void> = {};
  for (const event of Object.keys(schemas) as (keyof Events & string)[]) {
    table[event] = (payload) => {
      const sound = guarded<Events[typeof event]>(schemas[event], payload);
      if (sound === undefined) drop(event);
      else handlers[event](sound);
    };
  }
  return table;
}

/** An acknowledgement as the protocol has it; anything else counts as `internal`, which may be tried again. */
export function acknowledged<T extends object>(
  event: string,
  answer: unknown,
  schema?: GenericSchema,
): Ack<T> {
  const ack = answer as { ok?: unknown; error?: unknown } | undefined;
  if (ack?.ok === true) {
    const sound = schema ? guarded<T>(schema, answer) : (answer as T);
    if (sound) return { ...sound, ok: true };
  }
  if (ack?.ok === false) {
    const error = guarded<WireError>(wireError, ack.error);
    if (error) return { ok: false, error };
  }
  drop(event);
  return { ok: false, error: { code: 'internal', message: 'not an answer of this protocol' } };
}
