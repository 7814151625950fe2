import type { Api, Token } from '../api';
import { ApiError, type RoomId, type ServerInfo, type User, type WireError } from '../protocol';
import type { Action, LoquatStore } from '../store';
import { nextExpiry } from '../store/slices/typing/reducer';
import { Timer } from './backoff';
import type { Context } from './context';
import type { Link, LinkEvents } from './link';
import { loadDrafts, saveDrafts } from './local';
import { Outbox } from './outbox/outbox';
import type { Storage } from './outbox/storage';
import { Pages } from './pages';
import { Reactions } from './reactions';
import { Reads } from './reads';
import { Rooms } from './rooms';
import { SessionChannel } from './session';
import { Typing } from './typing';

export interface SignedInOptions {
  api: Api;
  store: LoquatStore;
  server: ServerInfo;
  user: User;
  openLink(events: LinkEvents): Link;
  openStorage(): Promise<Storage>;
  ended(): void;
}

/** The token is renewed this long before it ends, but never later than after two thirds of its life. */
const renewBeforeMs = 120_000;
const renewAgainMs = 5_000;
const draftsMs = 400;
/** A live server answers quicker; used when the browser says that the network came back. */
const probeMs = 5_000;

/** Everything that lives from signing in to signing out: one person, one connection. */
export class SignedIn {
  readonly session: SessionChannel;
  readonly rooms: Rooms;
  readonly outbox: Outbox;
  readonly pages: Pages;
  readonly reads: Reads;
  readonly reactions: Reactions;
  readonly typing: Typing;
  private readonly context: Context;
  private readonly renewal = new Timer();
  private readonly expiry = new Timer();
  private readonly drafts = new Timer();
  private readonly unsubscribe: () => void;
  private stopped = false;

  constructor(private readonly options: SignedInOptions) {
    const { api, store, user } = options;
    const link = options.openLink({
      attempt: () => this.dispatch({ type: 'connection/changed', status: 'connecting', at: Date.now() }),
    });
    this.context = { api, store, link, dispatch: (action) => this.dispatch(action), ended: options.ended };
    const renew = (used: string) => this.renew(used);
    this.session = new SessionChannel(
      this.context,
      {
        onSession: () => {
          this.rooms.dropGone();
          void this.outbox.settleGone();
        },
        onRoomAdded: (id) => this.rooms.added(id),
        onRoomRemoved: (id) => this.roomGone(id),
      },
      renew,
    );
    this.rooms = new Rooms(this.context, {
      session: () => this.session,
      renew,
      waits: (id) => this.outbox.waits(id) || this.reactions.waits(id),
      onGone: (id) => this.roomGone(id),
      hooks: {
        onReady: (id) => {
          this.outbox.ready(id);
          this.reads.ready(id);
          this.reactions.ready(id);
        },
        onCaughtUp: (id) => void this.refreshMembers(id),
        onDisconnected: () => undefined,
        onSaved: (saved) => this.outbox.saved(saved),
      },
    });
    this.outbox = new Outbox({
      userId: user.id,
      store,
      dispatch: (action) => this.dispatch(action),
      openStorage: options.openStorage,
      sender: (id) => this.rooms.ready(id),
      need: (id) => this.rooms.need(id),
      sentStatus: (ids) => this.session.sentStatus(ids),
      restart: () => link.restart(),
    });
    this.reactions = new Reactions({
      store,
      dispatch: (action) => this.dispatch(action),
      sender: (id) => this.rooms.ready(id),
      need: (id) => this.rooms.need(id),
      restart: () => link.restart(),
    });
    this.pages = new Pages(this.context);
    this.reads = new Reads(this.context, (roomId, seq, unread) =>
      this.rooms.ready(roomId)?.request('mark_read', { roomId, seq, ...(unread && { unread }) }),
    );
    this.typing = new Typing((roomId, typing) =>
      this.rooms.ready(roomId)?.volatile('typing', { roomId, userId: user.id, typing }),
    );
    this.unsubscribe = this.watchStore();
  }

  start(): void {
    this.dispatch({ type: 'drafts/loaded', drafts: loadDrafts(this.options.user.id) });
    this.dispatch({ type: 'connection/changed', status: 'connecting', at: Date.now() });
    void this.outbox.start();
    this.session.connect();
    this.planRenewal();
    globalThis.addEventListener?.('online', this.online);
    globalThis.addEventListener?.('pagehide', this.saveDrafts);
  }

  stop(): void {
    this.stopped = true;
    globalThis.removeEventListener?.('online', this.online);
    globalThis.removeEventListener?.('pagehide', this.saveDrafts);
    if (this.drafts.armed) this.saveDrafts();
    for (const timer of [this.renewal, this.expiry, this.drafts]) timer.clear();
    this.unsubscribe();
    this.reads.stop();
    this.reactions.stop();
    this.outbox.stop();
    this.rooms.stop();
    this.session.stop();
    this.context.link.close();
  }

  /** A renewed token of this person. */
  renewed(token: Token): void {
    this.session.authenticate(token.value);
    this.planRenewal();
  }

  dispatch(action: Action): void {
    // An answer that comes late must not reach the next person's state.
    if (this.stopped) return;
    const { store } = this.options;
    const before = store.getState().outbox;
    store.dispatch(action);
    if (action.type.startsWith('outbox/')) return;
    const after = store.getState().outbox;
    if (before === after) return;
    // Messages of one's own came: their records are done with.
    this.outbox.received(Object.keys(before).filter((clientId) => !after[clientId]));
  }

  /** The list again, for a room whose members or roles changed while it was not watched. */
  async refreshMembers(roomId: RoomId): Promise<void> {
    const { members, timelines } = this.options.store.getState();
    const held = members[roomId];
    if (!held || held.status === 'loading' || !this.rooms.isOpen(roomId)) return;
    if ((timelines[roomId]?.rulesVersion ?? 0) > held.rulesVersion)
      await this.loadMembers(roomId).catch(() => undefined);
  }

  async loadMembers(roomId: RoomId, cursor?: string): Promise<void> {
    const rules = () => this.options.store.getState().timelines[roomId]?.rulesVersion ?? 0;
    this.dispatch({ type: 'members/asked', roomId });
    try {
      for (let asks = 1; ; asks++) {
        const rulesVersion = rules();
        const { members, nextCursor } = await this.options.api.members(roomId, cursor);
        // Something changed while the list was on its way: it may not know.
        if (rules() > rulesVersion && asks < 4) continue;
        const more = { append: cursor !== undefined, ...(nextCursor && { nextCursor }) };
        this.dispatch({ type: 'members/got', roomId, members, rulesVersion, ...more });
        return;
      }
    } catch (error) {
      this.dispatch({ type: 'members/failed', roomId });
      throw error;
    }
  }

  private roomGone(roomId: RoomId): void {
    this.rooms.drop(roomId);
    this.reactions.drop(roomId);
    void this.outbox.settleGone();
  }

  /** Another token than the one that was refused; one refresh serves all namespaces. */
  private async renew(used: string): Promise<void> {
    const { tokens } = this.options.api;
    if (tokens.current && tokens.current.value !== used) return;
    await tokens.refresh();
  }

  private planRenewal(): void {
    const { tokens } = this.options.api;
    const left = (tokens.current?.expiresAt ?? 0) - Date.now();
    this.renewal.set(Math.max(0, left - Math.min(renewBeforeMs, left / 3)), () => {
      tokens.refresh().catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'unauthorized') return;
        this.renewal.set(renewAgainMs, () => this.planRenewal());
      });
    });
  }

  private watchStore(): () => void {
    return this.options.store.subscribe((state, before) => {
      if (state.drafts !== before.drafts && !this.drafts.armed) this.drafts.set(draftsMs, this.saveDrafts);
      if (state.typing !== before.typing) this.planExpiry();
    });
  }

  private planExpiry(): void {
    const next = nextExpiry(this.options.store.getState().typing);
    if (next === undefined) this.expiry.clear();
    else {
      this.expiry.set(Math.max(0, next - Date.now()), () =>
        this.dispatch({ type: 'typing/expired', at: Date.now() }),
      );
    }
  }

  private readonly saveDrafts = () => {
    this.drafts.clear();
    saveDrafts(this.options.user.id, this.options.store.getState().drafts);
  };

  /** The network is back: no reason to wait for the next try, nor to trust a connection that was open before. */
  private readonly online = () => {
    this.outbox.online();
    const { link } = this.context;
    if (!this.session.connected) link.restart();
    else
      this.session
        .request('set_status', { status: this.session.presence.status }, probeMs)
        .catch(() => link.restart());
  };
}

/** A refusal over the socket, as REST would have said it. */
export function asApiError({ code, message, retryAfterMs }: WireError): ApiError {
  return new ApiError(code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
}
