package realtime

import (
	"encoding/json"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// Peers carries what nodes tell each other. Messages of one node arrive in their order, or not at all: whatever depends on one finds out otherwise,
// too, only later.
type Peers interface {
	// Send hands an event to all other nodes. It does not wait for the network.
	Send(event string, payload ...any) error
	// Receive names who hears the events of other nodes, one call after the other. Called once, before the first Send.
	Receive(hear func(event string, payload []json.RawMessage)) error
}

// adapterPeers are the nodes that the Socket.IO adapter reaches.
type adapterPeers struct{ session *socketio.Namespace }

func (p adapterPeers) Send(event string, payload ...any) error {
	return p.session.ServerSideEmit(event, payload...)
}

func (p adapterPeers) Receive(hear func(event string, payload []json.RawMessage)) error {
	return p.session.OnServerSide(hear)
}

// What nodes tell each other.
const (
	peerChange = "change"  // changeHead, chat.Change
	peerRead   = "read"    // peerReadMoved
	peerUser   = "user"    // chat.User
	peerTyping = "typing"  // protocol.Typing
	peerEnded  = "ended"   // peerSessionsEnded
	peerPeople = "people"  // peopleAt: everybody who is at the node
	peerPerson = "person"  // personAt: one of them came, went, or changed
	peerBeat   = "beat"    // personAt without a user: the node lives
	peerAsk    = "people?" // the name of a node that is to tell everybody who is there
)

// everyNode asks all of them.
const everyNode = "*"

// changeHead says what a change is about, so that who has nobody there need not decode it.
type changeHead struct {
	Room    chat.RoomID   `json:"room"`
	Version chat.Version  `json:"version"`
	Users   []chat.UserID `json:"users,omitempty"` // whose memberships it changes
}

type peerReadMoved struct {
	Room     chat.RoomID
	User     chat.UserID
	Counters chat.Counters
	Receipt  chat.Seq
}

type peerSessionsEnded struct {
	User   chat.UserID
	IDs    []chat.SessionID
	Reason auth.Reason
}

// send tells the other nodes, if there are any.
func (rt *Server) send(event string, payload ...any) {
	if rt.cluster == nil {
		return
	}
	if err := rt.cluster.peers.Send(event, payload...); err != nil {
		rt.log.Warn("other nodes could not be told", "event", event, "error", err)
	}
}

// hear takes up what another node tells.
func (c *cluster) hear(event string, payload []json.RawMessage) {
	rt := c.rt
	switch event {
	case peerChange:
		c.heardChange(payload)
	case peerRead:
		if m, ok := heard[peerReadMoved](c, event, payload); ok {
			rt.readMoved(m.Room, m.User, m.Counters, m.Receipt)
		}
	case peerUser:
		if u, ok := heard[chat.User](c, event, payload); ok {
			rt.chat.Renewed(u)
			rt.userChanged(u)
		}
	case peerTyping:
		if t, ok := heard[protocol.Typing](c, event, payload); ok {
			rt.tellTyping(t)
		}
	case peerEnded:
		if e, ok := heard[peerSessionsEnded](c, event, payload); ok {
			if rt.heard != nil {
				rt.heard(e.User, e.IDs, e.Reason) // so that access tokens of theirs are refused
			}
			rt.sessionsEnded(e.User, e.IDs, e.Reason)
		}
	case peerPeople:
		if p, ok := heard[peopleAt](c, event, payload); ok {
			c.census.all(p)
		}
	case peerPerson, peerBeat:
		if p, ok := heard[personAt](c, event, payload); ok {
			c.census.one(p)
		}
	case peerAsk:
		if node, ok := heard[string](c, event, payload); ok && (node == c.census.node || node == everyNode) {
			c.census.tellAll()
		}
	}
}

// heard decodes the first argument of an event.
func heard[T any](c *cluster, event string, payload []json.RawMessage) (v T, ok bool) {
	if len(payload) == 0 {
		return v, false
	}
	if err := json.Unmarshal(payload[0], &v); err != nil {
		c.rt.log.Warn("another node said something that cannot be read", "event", event, "error", err)
		return v, false
	}
	return v, true
}
