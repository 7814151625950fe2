package realtime

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

const (
	activityEvery = 500 * time.Millisecond // at most this often for each room and person
	activityTick  = 50 * time.Millisecond  // how long the first activity waits at most
	activityQuiet = 10 * time.Second       // after which a room is forgotten
)

// activity tells people's lists, on /, that something was said in a room, collected for each room.
type activity struct {
	rt    *Server
	mu    sync.Mutex
	rooms map[chat.RoomID]*news // guarded by mu
}

// news is what has not been told of a room yet.
type news struct {
	room     chat.Room
	last     *chat.Message        // the latest that was written, if anything was
	altered  bool                 // a message was edited or deleted, which may be the room's latest
	mentions map[chat.UserID]bool // who was mentioned, or is no longer, since it was told
	fresh    bool                 // there is something to tell
	next     time.Time            // not before

	// counted is what people have not read, carried on from change to change: counting anew for each would be most of the work.
	counted map[chat.UserID]chat.Counters
}

func newActivity(rt *Server) *activity {
	return &activity{rt: rt, rooms: map[chat.RoomID]*news{}}
}

// note takes up a change. It does not block.
func (a *activity) note(c *chat.Change) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.rooms[c.Room.ID]
	if n == nil {
		n = &news{counted: map[chat.UserID]chat.Counters{}}
		a.rooms[c.Room.ID] = n
	}
	n.room = c.Room
	for id, counted := range n.counted {
		if next, known := counted.After(c, id); known {
			n.counted[id] = next
		} else {
			delete(n.counted, id)
		}
	}
	if len(c.Reacted) > 0 {
		return // changes nothing in anybody's list
	}
	n.fresh = true
	switch {
	case c.Message.Kind != chat.Text:
	case !c.Created && (n.last == nil || n.last.ID != c.Message.ID):
		n.altered = true
	default:
		n.last = &c.Message
	}
	if c.Message.Kind == chat.Text {
		n.mention(c.Message.Mentions)
		n.mention(c.Unmentioned)
	}
}

// missed takes up that a room has come as far as this while changes of it were missed: everything is to be counted and read anew.
func (a *activity) missed(room chat.Room) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.rooms[room.ID]
	if n == nil {
		n = &news{}
		a.rooms[room.ID] = n
	}
	if room.Version > n.room.Version {
		n.room = room
	}
	n.last, n.altered, n.fresh = nil, true, true
	n.counted = map[chat.UserID]chat.Counters{}
}

func (n *news) mention(users []chat.UserID) {
	for _, id := range users {
		if n.mentions == nil {
			n.mentions = map[chat.UserID]bool{}
		}
		n.mentions[id] = true
	}
}

func (a *activity) run() {
	tick := time.NewTicker(activityTick)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			for _, n := range a.due(now) {
				a.tell(n)
			}
		case <-a.rt.stop:
			return
		}
	}
}

// due takes what is to be told now, and forgets rooms that have been quiet.
func (a *activity) due(now time.Time) []news {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []news
	for id, n := range a.rooms {
		switch {
		case now.Before(n.next):
		case n.fresh:
			told := *n
			told.counted = maps.Clone(n.counted) // as of this moment, like the rest of it
			out = append(out, told)
			*n = news{room: n.room, next: now.Add(activityEvery), counted: n.counted}
		case now.Sub(n.next) > activityQuiet:
			delete(a.rooms, id)
		}
	}
	return out
}

// tell sends one room's news to its people here: with counters, except in large rooms to those who were not mentioned.
func (a *activity) tell(n news) {
	people := a.rt.roster.here(n.room.ID)
	if len(people) == 0 {
		return
	}
	payload := protocol.RoomActivity{RoomID: n.room.ID, Seq: n.room.Seq, Version: n.room.Version}
	if n.last == nil && n.altered {
		last, err := a.latest(n.room.ID, people)
		if err != nil {
			a.failed(n.room, err)
			return
		}
		n.last = last
	}
	if n.last != nil {
		senders, err := a.rt.chat.Users(context.Background(), []chat.UserID{n.last.Sender})
		if err != nil {
			a.failed(n.room, err)
			return
		}
		payload.LastMessage = protocol.ExcerptOf(*n.last, senders[n.last.Sender])
		payload.Users = protocol.UsersOf(senders)
	}
	if n.room.MemberCount > smallRoom {
		rest := slices.DeleteFunc(slices.Clone(people), func(id chat.UserID) bool { return n.mentions[id] })
		a.rt.toUsers(rest, "room_activity", payload)
		people = slices.DeleteFunc(people, func(id chat.UserID) bool { return !n.mentions[id] })
	}
	for _, id := range people {
		a.tellCounted(&n, id, payload)
	}
}

// failed tries again later to tell of a room, if the store cannot be read now.
func (a *activity) failed(room chat.Room, err error) {
	if chat.AsError(err).Code != chat.CodeUnavailable {
		a.rt.log.Error("activity cannot be told", "room", room.ID, "error", err)
		return
	}
	a.rt.log.Warn("activity is told later", "room", room.ID, "error", err)
	a.missed(room)
}

// latest reads the message that stands in the lists of people: the same one in all.
func (a *activity) latest(room chat.RoomID, people []chat.UserID) (*chat.Message, error) {
	for _, id := range people {
		sum, err := a.rt.chat.Summary(context.Background(), id, room)
		if !errors.Is(err, chat.ErrNotFound) { // out meanwhile: ask for somebody else
			return sum.Last, err
		}
	}
	return nil, nil
}

// tellCounted tells one person a room's news with their counters. What is told is of one version: if only the store knows the counters, and something
// came meanwhile, the latest message is read with them, or a text that was deleted since would show once more.
func (a *activity) tellCounted(n *news, user chat.UserID, payload protocol.RoomActivity) {
	c, known := n.counted[user]
	if !known || c.Version != payload.Version {
		sum, err := a.rt.chat.Summary(context.Background(), user, n.room.ID)
		if errors.Is(err, chat.ErrNotFound) {
			return // out meanwhile
		}
		if err != nil {
			a.failed(n.room, err)
			return
		}
		c = sum.Counters
		a.counted(n.room.ID, user, c)
		if c.Version > payload.Version && sum.Last != nil {
			payload.Seq, payload.LastMessage = sum.Seq, protocol.ExcerptOf(*sum.Last, sum.LastSender)
			payload.Users = map[chat.UserID]protocol.User{sum.LastSender.ID: protocol.UserOf(sum.LastSender)}
		}
	}
	payload.Version, payload.ReadRev, payload.UnreadCount, payload.MentionCount = c.Version, &c.ReadRev, &c.Unread, &c.Mentions
	a.rt.toUsers([]chat.UserID{user}, "room_activity", payload)
}

// counted takes what was counted. What changed meanwhile shows as a hole in the versions, and then it is counted again.
func (a *activity) counted(room chat.RoomID, user chat.UserID, c chat.Counters) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.rooms[room]
	if n == nil {
		return
	}
	if have := n.counted[user]; have.Version > c.Version || have.ReadRev > c.ReadRev {
		delete(n.counted, user) // two counts crossed on their way here
		return
	}
	n.counted[user] = c
}
