import type { RoomId, UserId } from '../../../protocol';
import { memo, perKey } from '../../memo';
import type { State } from '../../types';

const nobody: UserId[] = [];

/** Who is typing, without oneself, first come first. What has expired was removed by 'typing/expired'. */
export const selectTyping: (room: RoomId) => (state: State) => UserId[] = perKey((room) =>
  memo(
    (state: State) => [state.typing[room], state.auth.me?.id] as const,
    (typing, me) => {
      const ids = Object.keys(typing ?? {}).filter((id) => id !== me);
      return ids.length > 0 ? ids : nobody;
    },
  ),
);
