import type { User, UserId } from '../../../protocol';

export type UsersState = Record<UserId, User>;

export const initialUsers: UsersState = {};
