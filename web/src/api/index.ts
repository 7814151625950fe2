export { Api, type PageQuery } from './api';
export type { Fetch } from './http';
export { newId } from './id';
export type { Token } from './tokens';
