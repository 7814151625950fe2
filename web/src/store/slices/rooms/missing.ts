import type { RoomId, Session } from '../../../protocol';
import { isOtherEpoch } from '../../actions';
import type { State } from '../../types';

/**
 * What is held of each room, after a snapshot: of another database nothing stays, and a complete list of rooms says
 * of those that are missing that they are gone.
 */
export function stillThere<T>(held: Record<RoomId, T>, session: Session, whole: State): Record<RoomId, T> {
  if (isOtherEpoch(whole, session.epoch)) return {};
  if (session.rooms.length < session.roomsTotal) return held;
  const present = new Set(session.rooms.map((room) => room.id));
  const left = Object.entries(held).filter(([id]) => present.has(id));
  return left.length === Object.keys(held).length ? held : Object.fromEntries(left);
}
