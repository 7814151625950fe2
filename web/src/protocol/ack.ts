import type { WireError } from './wire.gen';

/** A UUID of the client's making: names one wish to send, however often it is tried. */
export type ClientId = string;

/** `ok: true` means committed, for everything that changes stored state. */
export type Ack<T extends object = object> = ({ ok: true } & T) | { ok: false; error: WireError };

/** The requests that are acknowledged; the others are volatile. */
export type Acknowledged<Requests> = {
  [R in keyof Requests as Requests[R] extends [unknown, object] ? R : never]: Requests[R];
};
