import type { GenericSchema } from 'valibot';
import type { Ack, WireError } from '../protocol';
import { countBroken, guarded, wireError } from '../protocol/guards';

/** One row for each event: a new event does not compile until it is bound. */
export type Handlers<Events> = { [E in keyof Events]: (payload: Events[E]) => void };

/** The table as the link subscribes it: a broken payload is dropped and counted. */
export function guardedTable<Events>(
  schemas: Record<keyof Events & string, GenericSchema>,
  handlers: Handlers<Events>,
): Record<string, (payload: unknown) => void> {
  const table: Record<string, (payload: unknown) => void> = {};
  for (const event of Object.keys(schemas) as (keyof Events & string)[]) {
    table[event] = (payload) => {
      const sound = guarded<Events[typeof event]>(schemas[event], payload);
      if (sound === undefined) countBroken(event);
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
  countBroken(event);
  return { ok: false, error: { code: 'internal', message: 'not an answer of this protocol' } };
}
