import type { Member, RoomId } from '../../../protocol';

export interface MemberList {
  status: 'loading' | 'ready' | 'failed';
  list: Member[];
  /** The room's rulesVersion when the list was asked for. */
  rulesVersion: number;
  nextCursor?: string;
  /** The line that comes next after rulesVersion was heard; its event, which says what it changes, is due. */
  due?: number;
}

export type MembersState = Record<RoomId, MemberList>;

export const initialMembers: MembersState = {};
