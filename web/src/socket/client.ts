import { Api, type Fetch, type Token } from '../api';
import { ApiError, type AuthResult, type Room, type RoomId, type ServerInfo } from '../protocol';
import { type Client, type LoquatStore, store as pageStore, type State } from '../store';
import { until } from './context';
import { type Link, type LinkEvents, openLink as openSocketLink } from './link';
import { loadPrefs, savePrefs } from './local';
import { openIdb } from './outbox/idb';
import type { Storage } from './outbox/storage';
import { asApiError, SignedIn } from './signedIn';

export interface ClientOptions {
  store?: LoquatStore;
  /** Origin of the server; the page's own by default. */
  url?: string;
  fetch?: Fetch;
  openLink?: (server: ServerInfo, events: LinkEvents) => Link;
  openStorage?: () => Promise<Storage>;
}

/** What a REST answer promised comes as an event; the caller may go on when it is there, and does so anyway after this. */
const eventMs = 2_000;

export function createClient(options: ClientOptions = {}): Client {
  return new LoquatClient(options).asClient();
}

class LoquatClient {
  private readonly store: LoquatStore;
  private readonly api: Api;
  private signedIn: SignedIn | undefined;
  private roomsCursor: string | undefined;
  private readonly openRooms = new Map<RoomId, Set<{ release?: () => void }>>();

  constructor(private readonly options: ClientOptions) {
    this.store = options.store ?? pageStore;
    this.api = new Api({
      base: options.url ?? '',
      ...(options.fetch && { fetch: options.fetch }),
      onToken: (token) => void this.tokenRenewed(token),
      onSignedOut: () => this.signOut(),
    });
    this.store.dispatch({ type: 'prefs/set', prefs: loadPrefs() });
  }

  asClient(): Client {
    const { api, store } = this;
    const now = () => this.need();
    return {
      start: () => this.start(),
      register: async (input) => this.signIn(await api.register(input)),
      login: async (input) => this.signIn(await api.login(input)),
      logout: () => this.logout(),
      openRoom: (id) => this.openRoom(id),
      send: (id, content, replyTo) => this.send(id, content, replyTo),
      retry: (clientId) => void now().outbox.retry(clientId),
      retryAll: () => now().outbox.retryAll(),
      discard: async (clientId) => (await now().outbox.takeBack(clientId)) !== undefined,
      takeBack: (clientId) => now().outbox.takeBack(clientId),
      edit: async (id, messageId, content, base) => now().outbox.changes.edit(id, messageId, content, base),
      remove: async (id, messageId) => now().outbox.changes.remove(id, messageId),
      react: (id, messageId, emoji, on) => now().reactions.set(id, messageId, emoji, on),
      settleConflict: async (opId, choice, content) => now().outbox.changes.settle(opId, choice, content),
      retryChange: (opId) => void now().outbox.retry(opId),
      discardChange: async (opId) => void (await now().outbox.changes.discard(opId)),
      compose: (roomId, mode) => store.dispatch({ type: 'composer/set', roomId, ...(mode && { mode }) }),
      typing: (id, on) => this.signedIn?.typing.set(id, on),
      seen: (id, seq) => this.signedIn?.reads.seen(id, seq),
      markUnread: (id, seq) => this.markUnread(id, seq),
      loadBefore: async (id) => now().pages.before(id),
      loadAfter: async (id) => now().pages.after(id),
      loadAround: async (id, seq) => now().pages.around(id, seq),
      loadLatest: async (id) => now().pages.latest(id),
      showUsers: (key, ids) => this.signedIn?.session.presence.show(key, ids) ?? (() => undefined),
      setAway: (away) => this.signedIn?.session.presence.setAway(away),
      createRoom: (input) => this.entered(api.createRoom(input)),
      updateRoom: async (id, patch) => {
        const room = await api.updateRoom(id, patch);
        store.dispatch({ type: 'room_updated', payload: { room }, at: Date.now() });
      },
      deleteRoom: async (id) => {
        await api.deleteRoom(id);
        await this.seen((state) => !state.rooms.byId[id]);
      },
      joinRoom: async (id) => void (await this.entered(api.joinRoom(id))),
      leaveRoom: async (id) => {
        await api.leaveRoom(id);
        await this.seen((state) => !state.rooms.byId[id]);
      },
      directory: (q, cursor) => api.directory(q, cursor),
      previewRoom: (id) => api.room(id),
      openDirect: (userId) => this.entered(api.openDirect(userId)),
      searchUsers: async (q) => {
        const users = await api.searchUsers(q);
        store.dispatch({ type: 'users/got', users });
        return users;
      },
      loadMembers: async (id, cursor) => now().loadMembers(id, cursor),
      addMember: async (id, userId, role) => {
        await api.addMember(id, userId, role);
        await now().refreshMembers(id);
      },
      setRole: async (id, userId, role) => {
        await api.setRole(id, userId, role);
        await now().refreshMembers(id);
      },
      removeMember: async (id, userId) => {
        await api.removeMember(id, userId);
        await now().refreshMembers(id);
      },
      updateMe: async (patch) => {
        const user = await api.updateMe(patch);
        store.dispatch({ type: 'users/got', users: [user] });
      },
      listSessions: () => api.sessions(),
      endSession: (id) => api.endSession(id),
      setDraft: (roomId, text) => store.dispatch({ type: 'drafts/set', roomId, text }),
      setTheme: (theme) => this.setPrefs({ theme }),
      setLocale: (locale) => this.setPrefs({ locale }),
      loadMoreRooms: () => this.loadMoreRooms(),
    };
  }

  private async start(): Promise<void> {
    if (this.signedIn) return;
    this.store.dispatch({ type: 'auth/status', status: 'starting' });
    // Both at once: whoever has a session is in with one round trip.
    const refreshed = this.api.tokens.refresh().then(
      () => undefined,
      (error: unknown) => error,
    );
    try {
      await this.loadServer();
    } catch {
      this.store.dispatch({ type: 'auth/status', status: 'unreachable' });
      return;
    }
    const error = await refreshed;
    const token = this.api.tokens.current;
    if (token) this.enter(token);
    else if (error instanceof ApiError && error.code !== 'unauthorized') {
      this.store.dispatch({ type: 'auth/status', status: 'unreachable' });
    } else this.store.dispatch({ type: 'auth/status', status: 'signedOut' });
  }

  private async loadServer(): Promise<ServerInfo> {
    const server = await this.api.server();
    this.store.dispatch({ type: 'auth/server', server });
    return server;
  }

  private async signIn(result: AuthResult): Promise<void> {
    this.leave();
    const token = this.api.tokens.take(result);
    if (!this.store.getState().auth.server) await this.loadServer();
    this.enter(token);
  }

  private enter(token: Token): void {
    const { store, api } = this;
    const server = store.getState().auth.server;
    if (!server || this.signedIn) return;
    const openLink = this.options.openLink ?? ((info, events) => this.socketLink(info, events));
    this.signedIn = new SignedIn({
      api,
      store,
      server,
      user: token.user,
      openLink: (events) => openLink(server, events),
      openStorage: this.options.openStorage ?? (() => openIdb()),
      ended: () => this.signOut(),
    });
    store.dispatch({ type: 'auth/signedIn', user: token.user });
    this.signedIn.start();
    for (const [id, places] of this.openRooms) {
      for (const place of places) this.bring(id, place);
    }
  }

  private socketLink(server: ServerInfo, events: LinkEvents): Link {
    const url = this.options.url ?? globalThis.location.origin;
    return openSocketLink(url, server.transports, events);
  }

  /** Ends what runs for the person and forgets what is known of them; the outbox stays in IndexedDB. */
  private leave(): void {
    this.signedIn?.stop();
    this.signedIn = undefined;
    this.roomsCursor = undefined;
    this.api.tokens.drop();
    this.store.dispatch({ type: 'state/dropped' });
  }

  /** The session is over, here or elsewhere. */
  private signOut(): void {
    if (!this.signedIn) return;
    this.leave();
    this.store.dispatch({ type: 'auth/status', status: 'signedOut' });
    // `setup` and `registration` may have changed since the page was loaded.
    this.loadServer().catch(() => undefined);
  }

  /** Rejects with ApiError, and then nobody is signed out: the cookie that would sign in again is the server's to end. */
  private async logout(): Promise<void> {
    await this.api.logout().catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== 'unauthorized') throw error;
    });
    this.signOut();
  }

  /** The cookie is shared by all tabs: a refresh may answer with another person, and then this tab is theirs. */
  private tokenRenewed(token: Token): void {
    const me = this.store.getState().auth.me;
    if (!this.signedIn) return;
    if (me?.id === token.user.id) {
      this.signedIn.renewed(token);
      return;
    }
    this.leave();
    this.api.tokens.current = token;
    this.enter(token);
  }

  private need(): SignedIn {
    if (!this.signedIn) throw new ApiError('unauthorized', 'signed out');
    return this.signedIn;
  }

  private openRoom(id: RoomId): () => void {
    const place: { release?: () => void } = {};
    const places = this.openRooms.get(id) ?? new Set();
    this.openRooms.set(id, places.add(place));
    this.bring(id, place);
    return () => {
      place.release?.();
      places.delete(place);
      if (places.size === 0) this.openRooms.delete(id);
    };
  }

  private bring(id: RoomId, place: { release?: () => void }): void {
    const signedIn = this.signedIn;
    if (!signedIn) return;
    const first = !signedIn.rooms.isOpen(id);
    place.release = signedIn.rooms.open(id);
    if (!first) return;
    signedIn.reads.opened(id);
    // Where the "New" line stands is decided as of now, or as soon as it is known.
    const mark = () => {
      if (this.signedIn !== signedIn || !signedIn.rooms.isOpen(id)) return;
      const room = this.store.getState().rooms.byId[id];
      const unread = room && (room.unreadCount > 0 || room.uncounted);
      const newFrom = unread ? { newFrom: Math.max(room.readSeq, room.localRead ?? 0) + 1 } : {};
      this.store.dispatch({ type: 'timelines/opened', roomId: id, ...newFrom });
    };
    if (this.store.getState().rooms.loaded) mark();
    else
      void until(this.store, (state) => state.rooms.loaded || this.signedIn !== signedIn, 60_000).then(mark);
  }

  private async send(id: RoomId, content: string, replyTo?: string): Promise<void> {
    const { outbox, pages, typing } = this.need();
    typing.sent(id);
    if (this.store.getState().timelines[id]?.hasAfter) pages.latest(id).catch(() => undefined);
    await outbox.add(id, content, replyTo);
  }

  private async markUnread(id: RoomId, seq: number): Promise<void> {
    const ack = await this.need().reads.markUnread(id, seq);
    if (!ack) throw new ApiError('network', 'no answer');
    if (!ack.ok) throw asApiError(ack.error);
  }

  /** The room is entered when the list of rooms has it, which an event brings. */
  private async entered(asked: Promise<Room>): Promise<Room> {
    const room = await asked;
    await this.seen((state) => state.rooms.byId[room.id] !== undefined);
    return room;
  }

  private async seen(fits: (state: State) => boolean): Promise<void> {
    await until(this.store, fits, eventMs);
  }

  private setPrefs(prefs: Partial<State['prefs']>): void {
    this.store.dispatch({ type: 'prefs/set', prefs });
    savePrefs(this.store.getState().prefs);
  }

  private async loadMoreRooms(): Promise<void> {
    const held = () => Object.keys(this.store.getState().rooms.byId).length;
    const before = held();
    do {
      const { rooms, nextCursor } = await this.api.rooms(this.roomsCursor);
      this.store.dispatch({ type: 'rooms/page', rooms });
      this.roomsCursor = nextCursor;
    } while (this.roomsCursor && held() === before);
  }
}
