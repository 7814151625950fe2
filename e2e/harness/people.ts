import type { ManagerOptions } from 'socket.io-client';
import type { MessageSaved, Room, User, Visibility } from '../../web/src/protocol/wire.gen';
import { type Ask, Rest } from './rest';
import type { Server } from './server';
import { Device, type RoomLine } from './sockets';
import { unique } from './until';

/** Somebody with an account on a server. */
export class Person extends Rest {
  user!: User;

  get id(): string {
    return this.user.id;
  }

  /** A new connection. */
  device(options?: Partial<ManagerOptions>): Device {
    return new Device(this.base, () => this.token, options);
  }

  /** A new connection whose / is ready. */
  async online(options?: Partial<ManagerOptions>): Promise<Device> {
    const device = this.device(options);
    await device.home.next('session');
    return device;
  }

  /** A new connection that is in a room. */
  async inside(roomId: string, options?: Partial<ManagerOptions>): Promise<RoomLine> {
    return (await this.device(options).enter(roomId)).line;
  }
}

/** Makes an account. */
export async function person(
  server: Server,
  name = 'person',
  ask: Ask = {},
  displayName?: string,
): Promise<Person> {
  const p = new Person(server.url);
  p.user = (await p.register(unique(name), displayName ? { displayName } : {}, ask)).user;
  return p;
}

/** Two members of a room and somebody who is in another one only. */
export interface Cast {
  anna: Person;
  ben: Person;
  outsider: Person;
  room: Room;
  elsewhere: Room;
}

export async function cast(server: Server, visibility: Visibility = 'private'): Promise<Cast> {
  const [anna, ben, outsider] = await Promise.all([
    person(server, 'anna'),
    person(server, 'ben'),
    person(server, 'olga'),
  ]);
  const room = await anna.room('general', visibility, [ben.id]);
  const elsewhere = await outsider.room('elsewhere');
  return { anna, ben, outsider, room, elsewhere };
}

/** Sends a message and waits for its acknowledgement. */
export function say(
  line: RoomLine,
  roomId: string,
  content: string,
  clientId = unique('m'),
): Promise<MessageSaved> {
  return line.get('send_message', { roomId, content, clientId });
}
