package realtime

import (
	"slices"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// watch replaces the set of people that a socket shows, and answers how they are.
func (r *roster) watch(viewer chat.UserID, s *socketio.Socket, ids []chat.UserID) map[chat.UserID]protocol.Presence {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range r.watching[s] {
		r.unwatch(id, s)
	}
	r.watching[s] = slices.Clone(ids)
	out := make(map[chat.UserID]protocol.Presence, len(ids))
	for _, id := range ids {
		if r.watchers[id] == nil {
			r.watchers[id] = map[*socketio.Socket]protocol.Presence{}
		}
		out[id] = r.seen(viewer, id)
		r.watchers[id][s] = out[id]
	}
	return out
}

func (r *roster) unwatch(id chat.UserID, s *socketio.Socket) {
	delete(r.watchers[id], s)
	if len(r.watchers[id]) == 0 {
		delete(r.watchers, id)
	}
}

// seen is how somebody appears to another person: offline unless they share a room. Called with mu held.
func (r *roster) seen(viewer, id chat.UserID) protocol.Presence {
	p, v := r.persons[id], r.persons[viewer]
	switch {
	case p == nil:
		return protocol.Offline
	case viewer == id:
		return p.status()
	case v == nil:
		return protocol.Offline
	}
	fewer, others := p.rooms, v.rooms
	if len(others) < len(fewer) {
		fewer, others = others, fewer
	}
	for room := range fewer {
		if others[room] {
			return p.status()
		}
	}
	return protocol.Offline
}

// told answers, for each socket that shows any of these people, how they appear to it now, where that is news.
func (r *roster) told(changed map[chat.UserID]bool) map[*socketio.Socket]map[chat.UserID]protocol.Presence {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[*socketio.Socket]map[chat.UserID]protocol.Presence{}
	look := func(s *socketio.Socket, id chat.UserID) {
		now := r.seen(callerOf(s).user, id)
		if now == r.watchers[id][s] {
			return
		}
		r.watchers[id][s] = now
		if out[s] == nil {
			out[s] = map[chat.UserID]protocol.Presence{}
		}
		out[s][id] = now
	}
	for id := range changed {
		for s := range r.watchers[id] {
			look(s, id)
		}
		if p := r.persons[id]; p != nil { // who came into a room sees others, too
			for s := range p.sockets {
				for _, other := range r.watching[s] {
					look(s, other)
				}
			}
		}
	}
	return out
}
