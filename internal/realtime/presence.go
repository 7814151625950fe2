package realtime

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// presenceEvery is how often presence is told at most.
const presenceEvery = time.Second

// presence tells who comes and goes (mechanisms: presence without storms).
type presence struct {
	rt    *Server
	grace time.Duration

	mu      sync.Mutex
	changed map[chat.UserID]bool // guarded by mu; to be told
	leaving []leaver             // guarded by mu; by the time they left
}

// leaver is somebody whose last socket went.
type leaver struct {
	user chat.UserID
	left time.Time
}

func newPresence(rt *Server, grace time.Duration) *presence {
	return &presence{rt: rt, grace: grace, changed: map[chat.UserID]bool{}}
}

// enter takes a socket in. When it returns, the person's rooms are known. A person who was not here comes online.
func (p *presence) enter(ctx context.Context, s *socketio.Socket) error {
	user := callerOf(s).user
	defer p.change(user) // a new socket is not away, whatever the person's others say
	who, first := p.rt.roster.add(user, s)
	if !first {
		select {
		case <-who.loaded:
			return who.failed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return p.load(context.WithoutCancel(ctx), user, who)
}

// load reads the rooms of somebody who was nowhere before, and tells these rooms.
func (p *presence) load(ctx context.Context, user chat.UserID, who *person) error {
	sizes, err := p.sizes(ctx, user)
	if err != nil {
		p.rt.roster.fail(user, who, err)
		return err
	}
	p.rt.roster.load(user, who, sizes)
	for room, members := range sizes {
		p.connected(user, room, members)
	}
	return nil
}

// connected tells a small room that somebody of it is here.
func (p *presence) connected(user chat.UserID, room chat.RoomID, members int) {
	if members <= smallRoom {
		to := p.rt.in(room).Except(userRoom(user))
		p.rt.broadcast(to, "user_connected", protocol.UserConnected{RoomID: room, UserID: user})
	}
}

// sizes reads a person's rooms and how many members each has.
func (p *presence) sizes(ctx context.Context, user chat.UserID) (map[chat.RoomID]int, error) {
	ids, err := p.rt.chat.RoomIDs(ctx, user)
	if err != nil {
		return nil, err
	}
	sizes := p.rt.roster.known(ids)
	for _, id := range ids {
		if _, ok := sizes[id]; ok {
			continue
		}
		room, err := p.rt.chat.Room(ctx, user, id)
		if errors.Is(err, chat.ErrNotFound) {
			continue // left meanwhile
		}
		if err != nil {
			return nil, err
		}
		sizes[id] = room.MemberCount
	}
	return sizes, nil
}

// leave takes a socket out. Whose last one it was goes offline after the grace time, so that a reload does not flicker.
func (p *presence) leave(s *socketio.Socket) {
	user, now := callerOf(s).user, p.rt.now()
	if p.rt.roster.remove(user, s, now) {
		p.mu.Lock()
		p.leaving = append(p.leaving, leaver{user, now})
		p.mu.Unlock()
	} else {
		p.change(user) // the sockets that are left may all be away
	}
}

func (p *presence) change(user chat.UserID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed[user] = true
}

// run tells changes in batches and lets people go when their grace time is over.
func (p *presence) run() {
	tick := time.NewTicker(presenceEvery / 4)
	defer tick.Stop()
	var told time.Time
	for {
		select {
		case <-tick.C:
		case <-p.rt.stop:
			return
		}
		p.expire()
		if time.Since(told) >= presenceEvery && p.tell() {
			told = time.Now()
		}
	}
}

func (p *presence) expire() {
	limit := p.rt.now().Add(-p.grace)
	p.mu.Lock()
	var due []leaver
	for len(p.leaving) > 0 && !p.leaving[0].left.After(limit) {
		due = append(due, p.leaving[0])
		p.leaving = p.leaving[1:]
	}
	p.mu.Unlock()
	for _, l := range due {
		rooms, gone := p.rt.roster.expire(l.user, l.left)
		p.change(l.user)
		if gone {
			p.disconnected(l.user, l.left, rooms)
		}
	}
}

// disconnected tells small rooms that somebody of them is nowhere any more.
func (p *presence) disconnected(user chat.UserID, left time.Time, rooms []chat.RoomID) {
	for _, room := range rooms {
		if size := p.rt.roster.size(room); size > 0 && size <= smallRoom {
			p.rt.broadcast(p.rt.in(room), "user_disconnected", protocol.UserDisconnected{RoomID: room, UserID: user, LastSeenAt: protocol.Stamp(left)})
		}
	}
}

// elsewhere takes up how somebody is at another node, which has let the grace time pass. This node tells its own sockets.
func (p *presence) elsewhere(user chat.UserID, node string, status protocol.Presence) {
	if status == protocol.Offline {
		if rooms, gone := p.rt.roster.leaves(user, node); gone {
			p.disconnected(user, p.rt.now(), rooms)
		}
		p.change(user)
		return
	}
	who, first := p.rt.roster.elsewhere(user, node, status)
	if !first {
		p.change(user)
		return
	}
	p.rt.background(func() {
		defer p.change(user)
		if err := p.load(context.Background(), user, who); err != nil {
			p.rt.log.Warn("the rooms of somebody at another node could not be read", "user", user, "error", err)
		}
	})
}

// tell sends what changed to the sockets that show those people.
func (p *presence) tell() bool {
	p.mu.Lock()
	changed := p.changed
	if len(changed) == 0 {
		p.mu.Unlock()
		return false
	}
	p.changed = map[chat.UserID]bool{}
	p.mu.Unlock()
	if c := p.rt.cluster; c != nil {
		for user := range changed {
			c.census.tell(user, p.rt.roster.at(user))
		}
	}
	for s, users := range p.rt.roster.told(changed) {
		p.rt.emit(s, "presence", protocol.PresenceEvent{Users: users})
	}
	return true
}

func (rt *Server) subscribePresence(ctx context.Context, s *socketio.Socket, in protocol.PresenceSubscribe) (protocol.PresenceAnswer, error) {
	if len(in.UserIDs) > 500 {
		return protocol.PresenceAnswer{}, chat.Invalid("userIds", "has at most 500 entries")
	}
	select {
	case <-callerOf(s).entered: // before, the caller would seem to share a room with nobody
	case <-ctx.Done():
		return protocol.PresenceAnswer{}, chat.Unavailable(ctx.Err())
	}
	return protocol.PresenceAnswer{Users: rt.roster.watch(callerOf(s).user, s, in.UserIDs)}, nil
}

func (rt *Server) setStatus(_ context.Context, s *socketio.Socket, in protocol.SetStatus) (protocol.Empty, error) {
	if in.Status != protocol.Online && in.Status != protocol.Away {
		return protocol.Empty{}, chat.Invalid("status", "must be online or away")
	}
	if user := callerOf(s).user; rt.roster.say(user, s, in.Status) {
		rt.presence.change(user)
	}
	return protocol.Empty{}, nil
}
