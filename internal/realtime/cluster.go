package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// holeWait is how long a change waits for those before it, which may be on their way from another node.
const holeWait = 50 * time.Millisecond

// cluster makes several nodes one: each tells the others its changes, and each delivers the changes of a room in the order of version to its own
// sockets, whichever node they come from. What got lost on the way is read from the store, once for the node.
type cluster struct {
	rt     *Server
	peers  Peers
	census *census
	ctx    context.Context // ends with the server
	cancel context.CancelFunc

	connected atomic.Bool   // to the others
	now       chan struct{} // of one place: the sweep is wanted at once

	mu        sync.Mutex
	rooms     map[chat.RoomID]*follow // guarded by mu
	reachedAt time.Time               // guarded by mu; when connected became true
}

// follow is how far one room has been delivered here.
type follow struct {
	room  chat.RoomID
	known chan struct{} // closed when delivered is known, or cannot be
	err   error         // why not; written before known is closed

	mu        sync.Mutex                     // held while changes are delivered: one after the other
	delivered chat.Version                   // guarded by mu; -1: not known yet
	heard     chat.Version                   // guarded by mu; the greatest version heard of
	ahead     map[chat.Version][]chat.Change // guarded by mu; changes that those before are missing of
	hole      *time.Timer                    // guarded by mu; runs while changes wait for others
	filling   bool                           // guarded by mu; the gap is being read
}

func newCluster(rt *Server, peers Peers, node string) *cluster {
	c := &cluster{rt: rt, peers: peers, rooms: map[chat.RoomID]*follow{}, now: make(chan struct{}, 1)}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.census = newCensus(rt, node)
	return c
}

// reaches is told whether the other nodes can be reached. When they can again, what was lost meanwhile is asked for once more.
func (c *cluster) reaches(yes bool) {
	if c.connected.Swap(yes) == yes {
		return
	}
	c.sweepNow() // and, while it lasts, more often
	if !yes {
		return
	}
	c.mu.Lock()
	c.reachedAt = time.Now()
	c.mu.Unlock()
	c.census.tellAll()
	c.rt.send(peerAsk, everyNode)
}

// Reaches tells a node of several whether it reaches the others. At the beginning it does not.
func (rt *Server) Reaches(yes bool) {
	if rt.cluster != nil {
		rt.cluster.reaches(yes)
	}
}

// since is when the other nodes could be reached again last.
func (c *cluster) since() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reachedAt
}

// committed tells the other nodes what this one committed, and delivers it here.
func (c *cluster) committed(changes []chat.Change) {
	for i := range changes {
		ch := &changes[i]
		head := changeHead{Room: ch.Room.ID, Version: ch.Message.Version}
		for _, m := range ch.Members {
			head.Users = append(head.Users, m.User)
		}
		c.rt.send(peerChange, head, ch)
	}
	c.take(changes[0].Room.ID, changes)
}

// heardChange takes up a change of another node.
func (c *cluster) heardChange(payload []json.RawMessage) {
	head, ok := heard[changeHead](c, peerChange, payload)
	if !ok || len(payload) < 2 || !c.concerns(head) {
		return
	}
	change, ok := heard[chat.Change](c, peerChange, payload[1:])
	if ok && change.Room.ID == head.Room && change.Message.Version == head.Version {
		c.take(head.Room, []chat.Change{change})
	}
}

// concerns says whether anybody here is in the room, or comes into it or out of it.
func (c *cluster) concerns(head changeHead) bool {
	if c.following(head.Room) != nil || c.rt.roster.anybody(head.Room) {
		return true
	}
	for _, id := range head.Users {
		if c.rt.roster.knows(id) {
			return true
		}
	}
	return false
}

func (c *cluster) following(room chat.RoomID) *follow {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rooms[room]
}

// open answers what is known of a room's delivery. fresh: nothing yet, and the caller has to say from which version on.
func (c *cluster) open(room chat.RoomID) (f *follow, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f = c.rooms[room]
	if f == nil {
		f = &follow{room: room, known: make(chan struct{}), delivered: -1, ahead: map[chat.Version][]chat.Change{}}
		c.rooms[room] = f
		fresh = true
	}
	return f, fresh
}

// enter begins to follow a room for a socket that is in its fan-out already. When it returns, every change beyond what the socket reads now will be
// delivered to it.
func (c *cluster) enter(ctx context.Context, room chat.RoomID) error {
	f, fresh := c.open(room)
	if !fresh {
		select {
		case <-f.known:
			return f.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r, err := c.rt.chat.RoomNow(c.ctx, room) //nolint:contextcheck // for all who wait, whatever becomes of the first
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
	close(f.known)
	if err != nil {
		c.forget(f)
		return err
	}
	f.delivered = max(f.delivered, r.Version)
	f.heard = max(f.heard, f.delivered)
	c.drain(f) //nolint:contextcheck // as above
	return nil
}

// forget stops following a room. What is heard of it later begins anew.
func (c *cluster) forget(f *follow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rooms[f.room] == f {
		delete(c.rooms, f.room)
	}
	if f.hole != nil {
		f.hole.Stop()
	}
}

// take takes up changes of one room, ascending by version.
func (c *cluster) take(room chat.RoomID, changes []chat.Change) {
	f, fresh := c.open(room)
	f.mu.Lock()
	defer f.mu.Unlock()
	if fresh { // nobody is in its namespace: the lists of people begin here
		f.delivered = changes[0].Message.Version - 1
		close(f.known)
	}
	for _, ch := range changes {
		v := ch.Message.Version
		f.heard = max(f.heard, v)
		if v > f.delivered {
			f.ahead[v] = []chat.Change{ch}
		}
	}
	c.drain(f)
}

// drain delivers what continues the room, and has a hole filled that stays. Called with f.mu held.
func (c *cluster) drain(f *follow) {
	if f.delivered < 0 || f.filling {
		return
	}
	var ready []chat.Change
	for {
		next, ok := f.ahead[f.delivered+1]
		if !ok {
			break
		}
		delete(f.ahead, f.delivered+1)
		f.delivered++
		ready = append(ready, next...)
	}
	if len(ready) > 0 {
		c.rt.deliver(ready)
	}
	switch {
	case f.delivered >= f.heard && f.hole != nil:
		f.hole.Stop()
		f.hole = nil
	case f.delivered < f.heard && f.hole == nil:
		f.hole = time.AfterFunc(holeWait, func() { c.fill(f) })
	}
	if f.delivered >= f.heard && !c.rt.roster.anybody(f.room) {
		c.forget(f)
	}
}

// behind is told that a room has come as far as version: what of it was not heard is read now.
func (c *cluster) behind(room chat.RoomID, version chat.Version) {
	f, fresh := c.open(room)
	f.mu.Lock()
	if fresh {
		f.delivered = version - 1
		close(f.known)
	}
	f.heard = max(f.heard, version)
	late := f.delivered >= 0 && f.delivered < version
	f.mu.Unlock()
	if late {
		c.fill(f)
	}
}

// fill reads what is missing and delivers it, until nothing that was heard of is missing.
func (c *cluster) fill(f *follow) {
	f.mu.Lock()
	if f.filling || f.delivered < 0 || f.delivered >= f.heard || c.ctx.Err() != nil {
		f.mu.Unlock()
		return
	}
	f.filling, f.hole = true, nil
	from := f.delivered
	f.mu.Unlock()
	c.rt.background(func() {
		through, err := c.fillFrom(f, from)
		f.mu.Lock()
		defer f.mu.Unlock()
		f.filling = false
		f.delivered = max(f.delivered, through)
		for v := range f.ahead {
			if v <= f.delivered {
				delete(f.ahead, v)
			}
		}
		if err != nil {
			if c.ctx.Err() == nil {
				c.rt.log.Warn("what is missing of a room could not be read yet", "room", f.room, "error", err)
				f.hole = time.AfterFunc(time.Second, func() { c.fill(f) })
			}
			return
		}
		c.drain(f)
	})
}

// fillFrom delivers everything after a version as one sync for all sockets here, in parts.
func (c *cluster) fillFrom(f *follow, from chat.Version) (through chat.Version, err error) {
	for through = from; ; {
		room, err := c.rt.chat.RoomNow(c.ctx, f.room)
		if errors.Is(err, chat.ErrNotFound) {
			c.rt.deliver([]chat.Change{{Closed: true, Room: chat.Room{ID: f.room}, Message: chat.Message{Version: max(through, f.heardOf())}}})
			return f.heardOf(), nil
		}
		if err != nil {
			return through, err
		}
		part, err := c.rt.chat.CatchUp(c.ctx, f.room, through, "")
		if err != nil {
			return through, err
		}
		if part.Reset {
			c.startOver(room)
			return part.Version, nil
		}
		if part.Version <= through {
			return through, errors.New("the store does not know yet what other nodes told")
		}
		c.rt.deliverMissed(room, part)
		through = part.Version
		if !part.More && through >= f.heardOf() {
			return through, nil
		}
	}
}

func (f *follow) heardOf() chat.Version {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.heard
}

// startOver is for when too much was missed for one answer to all: who is no member any more is put out, and each socket is caught up by itself.
func (c *cluster) startOver(room chat.Room) {
	for _, id := range c.rt.roster.here(room.ID) {
		if _, err := c.rt.chat.Enter(c.ctx, id, room.ID); chat.AsError(err).Code == chat.CodeForbidden {
			c.rt.putOut(&chat.Change{Room: room, Members: []chat.Member{{User: id}}, Message: chat.Message{Version: room.Version}})
		}
	}
	for _, s := range c.rt.in(room.ID).Sockets() {
		c.rt.background(func() {
			caller := callerOf(s)
			caller.syncing.Lock()
			defer caller.syncing.Unlock()
			if err := c.rt.catchUp(c.ctx, s, 0, ""); err != nil {
				c.rt.giveUp(s, err)
			}
		})
	}
	c.rt.activity.missed(room)
}

// deliverMissed delivers a part of what was missed of a room: who is put out first, then the messages in one sync, then what it means for lists.
func (rt *Server) deliverMissed(room chat.Room, part chat.Catchup) {
	var changes []chat.Change
	for _, m := range part.Messages {
		if members := moved(&m); members != nil {
			changes = append(changes, chat.Change{Message: m, Members: members, Room: room, Created: true})
		}
	}
	if len(changes) > 0 {
		rt.roster.resize(room.ID, room.MemberCount)
	}
	for i := range changes {
		rt.putOut(&changes[i])
	}
	rt.tellMissed(room, part)
	for i := range changes {
		rt.memberEvents(&changes[i])
		rt.tellLists(&changes[i])
	}
	if room.RulesVersion > part.Since {
		rt.toUsers(rt.roster.here(room.ID), "room_updated", protocol.RoomUpdated{Room: protocol.RoomOf(chat.RoomView{Room: room})})
	}
	rt.activity.missed(room)
}

// tellMissed sends a part of what was missed to the room's sockets: the same bytes to all, unless it depends on who reads it.
func (rt *Server) tellMissed(room chat.Room, part chat.Catchup) {
	to := func(user chat.UserID) protocol.Sync {
		return protocol.Sync{
			RoomID: room.ID, Epoch: rt.chat.Epoch(), Since: part.Since, Version: part.Version, RulesVersion: room.RulesVersion,
			Messages: protocol.MessagesOf(part.Messages, user), Users: protocol.UsersOf(part.Users), More: part.More,
		}
	}
	if !slices.ContainsFunc(part.Messages, func(m chat.Message) bool { return len(m.Reactions) > 0 }) {
		rt.broadcast(rt.in(room.ID), "sync", to(""))
		return
	}
	for _, s := range rt.in(room.ID).Sockets() { // with their own reactions; and, as a broadcast, not before the snapshot of who is just coming in
		rt.broadcast(rt.in(room.ID).To(s.ID()), "sync", to(callerOf(s).user))
	}
}

// moved answers the memberships that a system line tells of: with a role, or without for those who are out.
func moved(m *chat.Message) []chat.Member {
	if m.System == nil {
		return nil
	}
	switch m.System.Type {
	case chat.Left, chat.Removed:
		return []chat.Member{{User: m.System.UserID, Former: chat.RoleMember}}
	case chat.Joined, chat.Added:
		return []chat.Member{{User: m.System.UserID, Role: chat.RoleMember}}
	case chat.RoleChanged:
		return []chat.Member{{User: m.System.UserID, Role: chat.Role(m.System.Value)}}
	case chat.RoomCreated:
		members := make([]chat.Member, len(m.System.UserIDs))
		for i, id := range m.System.UserIDs {
			members[i] = chat.Member{User: id, Role: chat.RoleMember}
		}
		return members
	default:
		return nil
	}
}
