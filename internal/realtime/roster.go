package realtime

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// roster is this node's picture of who is here, and of who is at other nodes: people with their sockets, connections and rooms, the rooms with their people, and who wants to
// know about whom. All of it is one invariant under one mutex, which comes before those of a socket's or
// connection's data; no event is sent while it is held.
type roster struct {
	mu       sync.Mutex
	persons  map[chat.UserID]*person
	loading  map[*person]bool // whose rooms are being read
	rooms    map[chat.RoomID]*hall
	bound    map[chat.UserID]map[*socketio.Conn]bool                // whose connections are whose
	watchers map[chat.UserID]map[*socketio.Socket]protocol.Presence // who shows this person, and what they were told last
	watching map[*socketio.Socket][]chat.UserID                     // the same, the other way
}

// person is somebody with at least one socket, or within the grace time after the last one.
type person struct {
	sockets map[*socketio.Socket]protocol.Presence // what each says; only those of / ever say away
	rooms   map[chat.RoomID]bool
	moved   map[chat.RoomID]bool // while loading: what memberships changed meanwhile, and to what
	sizes   map[chat.RoomID]int  // while loading: how many members rooms have that changed meanwhile
	loaded  chan struct{}        // closed when rooms is known, or cannot be
	failed  error                // why not; written before loaded is closed
	left    time.Time            // when the last socket went; zero while there is one, and when there never was one here

	nodes map[string]protocol.Presence // how they are at other nodes, where they are, too
}

// isHere says whether somebody is at this node, or was within the grace time.
func (p *person) isHere() bool { return len(p.sockets) > 0 || !p.left.IsZero() }

// hall is a room with somebody here in it.
type hall struct {
	people  map[chat.UserID]bool
	members int // how many members the room has
}

func newRoster() *roster {
	return &roster{
		persons: map[chat.UserID]*person{}, loading: map[*person]bool{}, rooms: map[chat.RoomID]*hall{}, bound: map[chat.UserID]map[*socketio.Conn]bool{},
		watchers: map[chat.UserID]map[*socketio.Socket]protocol.Presence{}, watching: map[*socketio.Socket][]chat.UserID{},
	}
}

// bind makes a connection somebody's, or answers whose it is if it is theirs. limited enforces maxConnections.
func (r *roster) bind(conn *socketio.Conn, id auth.Identity, limited bool) (*owner, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if own, ok := conn.Data().(*owner); ok {
		if own.user != id.User || own.session != id.Session {
			return nil, chat.Errorf(chat.CodeUnauthorized, "This connection belongs to another session.")
		}
		return own, nil
	}
	conns := r.bound[id.User]
	if limited && len(conns) >= maxConnections {
		return nil, &chat.Error{Code: chat.CodeRateLimited, Message: "You have too many connections.", RetryAfter: 10 * time.Second}
	}
	if conns == nil {
		conns = map[*socketio.Conn]bool{}
		r.bound[id.User] = conns
	}
	conns[conn] = true
	own := &owner{user: id.User, session: id.Session}
	conn.SetData(own)
	return own, nil
}

// unbind forgets a connection that has ended.
func (r *roster) unbind(conn *socketio.Conn) {
	own, ok := conn.Data().(*owner)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.bound[own.user], conn)
	if len(r.bound[own.user]) == 0 {
		delete(r.bound, own.user)
	}
}

// connections answers a person's connections.
func (r *roster) connections(user chat.UserID) []*socketio.Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]*socketio.Conn, 0, len(r.bound[user]))
	for conn := range r.bound[user] {
		out = append(out, conn)
	}
	return out
}

// add takes a socket in. first: the person was not here, and the caller has to load their rooms.
func (r *roster) add(user chat.UserID, s *socketio.Socket) (p *person, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, first = r.person(user)
	p.sockets[s] = protocol.Online
	p.left = time.Time{}
	return p, first
}

// person answers somebody who is here or anywhere from now on. Called with mu held.
func (r *roster) person(user chat.UserID) (p *person, first bool) {
	if p = r.persons[user]; p != nil {
		return p, false
	}
	p = &person{
		sockets: map[*socketio.Socket]protocol.Presence{}, rooms: map[chat.RoomID]bool{}, moved: map[chat.RoomID]bool{},
		sizes: map[chat.RoomID]int{}, loaded: make(chan struct{}),
	}
	r.persons[user], r.loading[p] = p, true
	return p, true
}

// load says which rooms a person is in, as read; what changed meanwhile wins.
func (r *roster) load(user chat.UserID, p *person, sizes map[chat.RoomID]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, in := range p.moved {
		if !in {
			delete(sizes, id)
		}
	}
	for id, n := range sizes {
		if size, changed := p.sizes[id]; changed {
			n = size
		}
		r.join(user, p, id, n)
	}
	p.moved, p.sizes = nil, nil
	delete(r.loading, p)
	close(p.loaded)
}

// fail forgets a person whose rooms cannot be read: their sockets are given up, and the next one tries anew.
func (r *roster) fail(user chat.UserID, p *person, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for room := range p.rooms { // those of meanwhile
		r.part(user, p, room)
	}
	delete(r.persons, user)
	delete(r.loading, p)
	p.failed = err
	close(p.loaded)
}

// known answers which of ids have a hall, so that their sizes need not be read.
func (r *roster) known(ids []chat.RoomID) map[chat.RoomID]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make(map[chat.RoomID]int, len(ids))
	for _, id := range ids {
		if h := r.rooms[id]; h != nil {
			out[id] = h.members
		}
	}
	return out
}

func (r *roster) join(user chat.UserID, p *person, room chat.RoomID, members int) {
	h := r.rooms[room]
	if h == nil {
		h = &hall{people: map[chat.UserID]bool{}, members: members}
		r.rooms[room] = h
	}
	h.people[user] = true
	p.rooms[room] = true
}

func (r *roster) part(user chat.UserID, p *person, room chat.RoomID) {
	delete(p.rooms, room)
	if h := r.rooms[room]; h != nil {
		delete(h.people, user)
		if len(h.people) == 0 {
			delete(r.rooms, room)
		}
	}
}

// close forgets a room that is no more, and answers who was in it.
func (r *roster) close(room chat.RoomID) []chat.UserID {
	r.mu.Lock()
	defer r.mu.Unlock()
	for p := range r.loading {
		p.moved[room] = false
	}
	var people []chat.UserID
	if h := r.rooms[room]; h != nil {
		people = slices.Collect(maps.Keys(h.people))
	}
	for _, id := range people {
		r.part(id, r.persons[id], room)
	}
	return people
}

// resize notes how many members a room has from now on.
func (r *roster) resize(room chat.RoomID, members int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.rooms[room]; h != nil {
		h.members = members
	}
	for p := range r.loading {
		p.sizes[room] = members
	}
}

// move notes a membership that began or ended, of somebody who may be here or not.
func (r *roster) move(user chat.UserID, room chat.RoomID, in bool, members int) (here bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.persons[user]
	if p == nil {
		return false
	}
	if p.moved != nil {
		p.moved[room] = in
	}
	if in {
		r.join(user, p, room, members)
	} else {
		r.part(user, p, room)
	}
	return true
}

// remove takes a socket out. last: it was the person's last one.
func (r *roster) remove(user chat.UserID, s *socketio.Socket, now time.Time) (last bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range r.watching[s] {
		r.unwatch(id, s)
	}
	delete(r.watching, s)
	p := r.persons[user]
	if p == nil {
		return false
	}
	if _, ok := p.sockets[s]; !ok {
		return false
	}
	delete(p.sockets, s)
	if len(p.sockets) > 0 {
		return false
	}
	p.left = now
	return true
}

// expire says that somebody who has been without a socket since left is here no longer. Who is nowhere else, either, is dropped: gone, with the rooms
// that they were in.
func (r *roster) expire(user chat.UserID, left time.Time) (rooms []chat.RoomID, gone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.persons[user]
	if p == nil || len(p.sockets) > 0 || !p.left.Equal(left) {
		return nil, false
	}
	p.left = time.Time{}
	return r.drop(user, p)
}

// drop forgets somebody who is nowhere. Called with mu held.
func (r *roster) drop(user chat.UserID, p *person) (rooms []chat.RoomID, gone bool) {
	if p.isHere() || len(p.nodes) > 0 {
		return nil, false
	}
	for id := range p.rooms {
		rooms = append(rooms, id)
	}
	for _, id := range rooms {
		r.part(user, p, id)
	}
	delete(r.persons, user)
	return rooms, true
}

// elsewhere notes how somebody is at another node.
func (r *roster) elsewhere(user chat.UserID, node string, status protocol.Presence) (p *person, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, first = r.person(user)
	if p.nodes == nil {
		p.nodes = map[string]protocol.Presence{}
	}
	p.nodes[node] = status
	return p, first
}

// leaves notes that somebody is at another node no longer. Who is nowhere else is dropped, as by expire.
func (r *roster) leaves(user chat.UserID, node string) (rooms []chat.RoomID, gone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.persons[user]
	if p == nil {
		return nil, false
	}
	delete(p.nodes, node)
	return r.drop(user, p)
}

// say notes what a socket says of its person, and whether anything changed by it.
func (r *roster) say(user chat.UserID, s *socketio.Socket, status protocol.Presence) (changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.persons[user]
	if p == nil {
		return false
	}
	if _, ok := p.sockets[s]; !ok {
		return false
	}
	before := p.status()
	p.sockets[s] = status
	return before != p.status()
}

// status is away when every socket on / says so.
func (p *person) status() protocol.Presence {
	here, says := p.statusHere()
	if says && here == protocol.Online {
		return protocol.Online
	}
	for _, status := range p.nodes {
		if status != protocol.Away {
			return protocol.Online
		}
		says = true
	}
	if says {
		return protocol.Away
	}
	return protocol.Online
}

// statusHere is what the sockets on / at this node say, if there are any.
func (p *person) statusHere() (status protocol.Presence, says bool) {
	for s, status := range p.sockets {
		if s.Namespace() != string(protocol.SessionNamespace) {
			continue
		}
		if status != protocol.Away {
			return protocol.Online, true
		}
		says = true
	}
	return protocol.Away, says
}

// at is how somebody is at this node, as other nodes are told.
func (r *roster) at(user chat.UserID) protocol.Presence {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.persons[user]
	if p == nil || !p.isHere() {
		return protocol.Offline
	}
	if status, says := p.statusHere(); says {
		return status
	}
	return protocol.Online
}

// knows says whether somebody is at this node.
func (r *roster) knows(user chat.UserID) bool { return r.at(user) != protocol.Offline }

// isIn says whether somebody who is anywhere is in a room.
func (r *roster) isIn(user chat.UserID, room chat.RoomID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.persons[user]
	return p != nil && p.rooms[room]
}

// here lists the members of a room who are at this node; never nil.
func (r *roster) here(room chat.RoomID) []chat.UserID {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := []chat.UserID{}
	if h := r.rooms[room]; h != nil {
		for id := range h.people {
			if p := r.persons[id]; p != nil && p.isHere() {
				out = append(out, id)
			}
		}
	}
	return out
}

// anybody says whether a member of a room is at this node.
func (r *roster) anybody(room chat.RoomID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.rooms[room]; h != nil {
		for id := range h.people {
			if p := r.persons[id]; p != nil && p.isHere() {
				return true
			}
		}
	}
	return false
}

// online lists the members of a room who are at any node; never nil.
func (r *roster) online(room chat.RoomID) []chat.UserID {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.rooms[room]
	if h == nil {
		return []chat.UserID{}
	}
	out := make([]chat.UserID, 0, len(h.people))
	for id := range h.people {
		out = append(out, id)
	}
	return out
}

// size is how many members a room has, if somebody of it is anywhere.
func (r *roster) size(room chat.RoomID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.rooms[room]; h != nil {
		return h.members
	}
	return 0
}

// roomsOf answers the rooms of somebody who is here, with their sizes.
func (r *roster) roomsOf(user chat.UserID) map[chat.RoomID]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[chat.RoomID]int{}
	if p := r.persons[user]; p != nil {
		for id := range p.rooms {
			if h := r.rooms[id]; h != nil {
				out[id] = h.members
			}
		}
	}
	return out
}

// watchersOf lists the people who show somebody.
func (r *roster) watchersOf(user chat.UserID) []chat.UserID {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []chat.UserID
	for s := range r.watchers[user] {
		out = append(out, callerOf(s).user)
	}
	return out
}

func (r *roster) people() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.persons)
}
