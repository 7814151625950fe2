package realtime

import (
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

const (
	typingEvery   = 2 * time.Second // a true is passed on at most this often for each person and room
	typingExpires = 6 * time.Second // after which receivers take it for over
)

// typing remembers who was last said to be typing where.
type typing struct {
	mu   sync.Mutex
	said map[typist]time.Time // guarded by mu; when true was last passed on
}

type typist struct {
	user chat.UserID
	room chat.RoomID
}

func newTyping() *typing { return &typing{said: map[typist]time.Time{}} }

// pass says whether to pass this on: true now and then, false whenever a true was passed on.
func (t *typing) pass(who typist, on bool, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, said := t.said[who]
	if !on {
		delete(t.said, who)
		return said
	}
	if said && now.Sub(last) < typingEvery {
		return false
	}
	t.said[who] = now
	return true
}

// forget drops what has expired.
func (t *typing) forget(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for who, last := range t.said {
		if now.Sub(last) > typingExpires {
			delete(t.said, who)
		}
	}
}

func (rt *Server) typed(s *socketio.Socket, in protocol.TypingRequest) {
	c := callerOf(s)
	if in.RoomID != c.room || in.UserID != "" && in.UserID != c.user {
		return
	}
	on := in.Typing == nil || *in.Typing
	if rt.typing.pass(typist{c.user, c.room}, on, rt.now()) {
		t := protocol.Typing{RoomID: c.room, UserID: c.user, Typing: on}
		rt.send(peerTyping, t)
		rt.tellTyping(t)
	}
}

func (rt *Server) tellTyping(t protocol.Typing) {
	rt.broadcast(rt.in(t.RoomID).Except(userRoom(t.UserID)).Volatile(), "typing", t)
}
