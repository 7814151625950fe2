import type { User } from '../../../protocol';

export type UsersAction = { type: 'users/got'; users: User[] };
