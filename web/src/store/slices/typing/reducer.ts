import type { RoomId, UserId } from '../../../protocol';
import { type Action, isOtherEpoch } from '../../actions';
import type { State } from '../../types';
import { initialTyping, type TypingState } from './state';

export const typingMs = 6_000;

export function typing(state: TypingState, action: Action, whole: State): TypingState {
  switch (action.type) {
    case 'typing': {
      const { roomId, userId, typing: on } = action.payload;
      if (!on) return without(state, roomId, userId);
      return { ...state, [roomId]: { ...state[roomId], [userId]: action.at + typingMs } };
    }
    case 'receive_message':
      return without(state, action.payload.message.roomId, action.payload.message.senderId);
    case 'sync':
      return action.payload.messages.reduce(
        (s, message) => without(s, message.roomId, message.senderId),
        state,
      );
    case 'typing/expired':
      return expired(state, action.at);
    case 'room_removed':
      return withoutRoom(state, action.payload.roomId);
    case 'session':
      return isOtherEpoch(whole, action.payload.epoch) ? initialTyping : state;
    default:
      return state;
  }
}

/** When the next one ends by itself, ms epoch. */
export function nextExpiry(state: TypingState): number | undefined {
  const times = Object.values(state).flatMap((people) => Object.values(people));
  return times.length > 0 ? Math.min(...times) : undefined;
}

function withoutRoom(state: TypingState, room: RoomId): TypingState {
  if (!state[room]) return state;
  const { [room]: _, ...rest } = state;
  return rest;
}

function without(state: TypingState, room: RoomId, user: UserId): TypingState {
  if (state[room]?.[user] === undefined) return state;
  const { [user]: _, ...people } = state[room];
  return Object.keys(people).length > 0 ? { ...state, [room]: people } : withoutRoom(state, room);
}

function expired(state: TypingState, at: number): TypingState {
  let next = state;
  for (const [room, people] of Object.entries(state)) {
    for (const [user, ends] of Object.entries(people)) {
      if (ends <= at) next = without(next, room, user);
    }
  }
  return next;
}
