import type { Member, RoomId } from '../../../protocol';

export interface MemberList {
  status: 'loading' | 'ready' | 'failed';
  list: Member[];
  /** The room's rulesVersion when the list was asked for. */
  rulesVersion: number;
  nextCursor?: string;
}

export type MembersState = Record<RoomId, MemberList>;

export const initialMembers: MembersState = {};
