package realtime

import (
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

const (
	sweepEvery = 15 * time.Second // while nodes hear each other
	sweepAlone = 2 * time.Second  // while they do not
)

// sweep asks the store again and again what was committed lately, by whichever node: the last message of a conversation that got lost on its way leaves
// no hole that anybody would notice. It is asked at once when something happened that may have lost messages.
func (c *cluster) sweep(store chat.Sweeper) {
	var after time.Time
	for {
		every := sweepEvery
		if !c.connected.Load() {
			every = sweepAlone
		}
		timer := time.NewTimer(every)
		select {
		case <-timer.C:
		case <-c.now:
			timer.Stop()
		case <-c.rt.stop:
			timer.Stop()
			return
		}
		news, until, err := store.Sweep(c.ctx, after)
		if err != nil {
			if c.ctx.Err() == nil {
				c.rt.log.Warn("the store could not be asked what other nodes wrote", "error", err)
			}
			continue
		}
		for _, n := range news {
			c.swept(n)
		}
		after = until
	}
}

// sweepNow has the store asked at once.
func (c *cluster) sweepNow() {
	select {
	case c.now <- struct{}{}:
	default:
	}
}

// swept takes up how far a room has come: first who is in it, then what was said.
func (c *cluster) swept(n chat.News) {
	for _, m := range n.Members {
		if !c.rt.roster.knows(m.User) || c.rt.roster.isIn(m.User, n.Room) == (m.Role != "") {
			continue
		}
		room, err := c.rt.chat.RoomNow(c.ctx, n.Room)
		if err != nil {
			break // closed, which the gap tells; or the next sweep
		}
		change := chat.Change{Room: room, Members: []chat.Member{m}, Message: chat.Message{Version: n.Version}}
		c.rt.putOut(&change)
		c.rt.tellLists(&change)
	}
	if c.following(n.Room) != nil || c.rt.roster.anybody(n.Room) {
		c.behind(n.Room, n.Version)
	}
}

// SweepNow has a node of several ask the store at once what the others wrote, as when its connection to them comes back.
func (rt *Server) SweepNow() {
	if rt.cluster != nil {
		rt.cluster.sweepNow()
	}
}
