package realtime

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// added tells people on / of rooms that they are in, or are something else in, from now on: what they are told is read from the store, which the
// publisher of changes must not wait for. What comes late by that has an older version than what overtook it.
type added struct {
	rt    *Server
	wake  chan struct{} // of one place: something waits
	mu    sync.Mutex
	queue []membership // guarded by mu
}

// addedAgain is when somebody is told of a room who could not be before.
const addedAgain = time.Second

type membership struct {
	room chat.RoomID
	user chat.UserID
}

func newAdded(rt *Server) *added { return &added{rt: rt, wake: make(chan struct{}, 1)} }

// note takes up a membership to tell. It does not block.
func (a *added) note(room chat.RoomID, user chat.UserID) {
	a.mu.Lock()
	a.queue = append(a.queue, membership{room, user})
	a.mu.Unlock()
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// later takes a membership up again once a moment has passed.
func (a *added) later(m membership) {
	a.rt.background(func() {
		select {
		case <-time.After(addedAgain):
			a.note(m.room, m.user)
		case <-a.rt.stop:
		}
	})
}

func (a *added) run() {
	for {
		select {
		case <-a.wake:
		case <-a.rt.stop:
			return
		}
		a.mu.Lock()
		queue := a.queue
		a.queue = nil
		a.mu.Unlock()
		for _, m := range queue {
			a.tell(m)
		}
	}
}

func (a *added) tell(m membership) {
	sum, err := a.rt.chat.Summary(context.Background(), m.user, m.room)
	if errors.Is(err, chat.ErrNotFound) {
		return // out again meanwhile; the change that put them out tells it
	}
	if err != nil && chat.AsError(err).Code == chat.CodeUnavailable {
		a.rt.log.Warn("a room is told later", "room", m.room, "error", err)
		a.later(m)
		return
	}
	if err != nil {
		a.rt.log.Error("a room cannot be told", "room", m.room, "error", err)
		return
	}
	a.rt.toUsers([]chat.UserID{m.user}, "room_added", protocol.RoomAdded{Room: protocol.SummaryOf(sum)})
}
