import type { Member, RoomId } from '../../../protocol';

export type MembersAction =
  | { type: 'members/asked'; roomId: RoomId }
  | {
      type: 'members/got';
      roomId: RoomId;
      members: Member[];
      /** The room's when the list was asked for. */
      rulesVersion: number;
      /** A further page: is added to the list. */
      append: boolean;
      nextCursor?: string;
    }
  | { type: 'members/failed'; roomId: RoomId };
