import { createContext, useContext } from 'react';
import type { Message } from '../../protocol';
import { store } from '../../store';
import { type Rights, rightsOn } from './rights';

/** What can be done with a message; the timeline's one object, the same for all rows. */
export interface MessageActions {
  rights(message: Message): Rights;
  /** Gives the reaction, or takes it back. */
  react(message: Message, emoji: string): void;
  /** Opens the emoji picker beside `anchor`. */
  pick(message: Message, anchor: Element): void;
  reply(message: Message): void;
  edit(message: Message): void;
  /** Asks first. */
  remove(message: Message): void;
  copy(message: Message): void;
  copyLink(message: Message): void;
  markUnread(message: Message): void;
  /** Opens the menu of everything else beside `anchor`. */
  more(message: Message, anchor: Element): void;
  /** Opens everything as a sheet, for fingers. */
  sheet(message: Message): void;
  /** Opens both texts of a change that met another one. */
  compare(opId: string): void;
  /** Shows the message of that seq, and marks it for a moment; `focus` takes the keyboard there. */
  jump(seq: number, focus: boolean): void;
  focusRow(key: string): void;
}

const Context = createContext<MessageActions | undefined>(undefined);
export const ActionsProvider = Context.Provider;

export function useActions(): MessageActions {
  const actions = useContext(Context);
  if (!actions) throw new Error('useActions outside of a timeline');
  return actions;
}

/** True if the signed-in person gave this reaction, as far as is known. */
export function isMine(message: Message, emoji: string, me: string | undefined): boolean {
  if (message.myReactions) return message.myReactions.includes(emoji);
  const found = message.reactions.find((reaction) => reaction.emoji === emoji);
  return me !== undefined && (found?.userIds.includes(me) ?? false);
}

export function rightsNow(message: Message): Rights {
  const { rooms, auth } = store.getState();
  return rightsOn(message, rooms.byId[message.roomId], auth.me?.id);
}
