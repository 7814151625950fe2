export * from './ack';
export * from './errors';
export * from './rest';
export type * from './wire.gen';
