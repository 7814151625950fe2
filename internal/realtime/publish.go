package realtime

import (
	"context"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

var _ chat.Publisher = (*Server)(nil)

// Committed tells changes of one room: who is put out first, so that nothing later reaches them; then the change itself; then what it means for
// people's lists. Messages that come together are told together. It implements chat.Publisher.
func (rt *Server) Committed(changes []chat.Change) {
	if rt.cluster != nil {
		rt.cluster.committed(changes)
		return
	}
	rt.deliver(changes)
}

// deliver tells changes of one room to the sockets of this node. For one room the calls come one after the other.
func (rt *Server) deliver(changes []chat.Change) {
	for len(changes) > 0 {
		c := &changes[0]
		if c.Closed {
			rt.closed(c)
			changes = changes[1:]
			continue
		}
		if len(c.Members) > 0 {
			rt.roster.resize(c.Room.ID, c.Room.MemberCount)
		}
		rt.putOut(c)
		n := 1
		for len(c.Members) == 0 && n < len(changes) && isMessage(&changes[n]) {
			n++
		}
		rt.tellRoom(changes[:n])
		rt.memberEvents(c)
		rt.tellLists(c)
		for i := range changes[:n] {
			rt.activity.note(&changes[i])
		}
		changes = changes[n:]
	}
}

// isMessage says whether a change concerns a message and nothing else of the room.
func isMessage(c *chat.Change) bool { return !c.Closed && len(c.Members) == 0 && c.Settings == nil }

// tellRoom tells a room's sockets the messages of changes.
func (rt *Server) tellRoom(changes []chat.Change) {
	events := make([]socketio.Event, len(changes))
	for i := range changes {
		c := &changes[i]
		if c.Created {
			events[i] = socketio.Event{Name: "receive_message", Args: []any{protocol.ReceiveMessage{Message: protocol.MessageOf(c.Message, "")}}}
		} else {
			events[i] = socketio.Event{Name: "message_updated", Args: []any{protocol.UpdatedOf(c.Message, c.Reacted)}}
		}
	}
	if err := rt.in(changes[0].Room.ID).EmitAll(events...); err != nil {
		rt.log.Error("changes cannot be told", "room", changes[0].Room.ID, "error", err)
	}
}

// putOut ends the sockets of those whose membership ended.
func (rt *Server) putOut(c *chat.Change) {
	for _, m := range c.Members {
		if m.Role != "" {
			continue
		}
		reason := protocol.ReasonRemoved
		if c.Message.System != nil && c.Message.System.Type == chat.Left {
			reason = protocol.ReasonLeft
		}
		if rt.roster.move(m.User, c.Room.ID, false, 0) {
			rt.removed(c, reason, m.User)
			rt.presence.change(m.User)
		}
	}
}

// removed tells people that they are out of a room, and puts their sockets out.
func (rt *Server) removed(c *chat.Change, reason protocol.RemovalReason, users ...chat.UserID) {
	rt.toUsers(users, "room_removed", protocol.RoomRemoved{RoomID: c.Room.ID, Version: c.Message.Version, Reason: reason})
	if err := rt.in(c.Room.ID).To(userRooms(users)...).Disconnect(); err != nil {
		rt.log.Error("sockets cannot be put out", "room", c.Room.ID, "error", err)
	}
}

// closed puts everybody out of a room that is no more.
func (rt *Server) closed(c *chat.Change) {
	people := rt.roster.close(c.Room.ID)
	for _, id := range people {
		rt.presence.change(id) // they may see each other no longer
	}
	if len(people) > 0 {
		rt.removed(c, protocol.ReasonDeleted, people...)
	}
}

// memberEvents tells the room's sockets which memberships began, ended or changed.
func (rt *Server) memberEvents(c *chat.Change) {
	if len(c.Members) == 0 || c.Message.System == nil {
		return
	}
	event := "member_added"
	switch c.Message.System.Type {
	case chat.Left, chat.Removed:
		event = "member_removed"
	case chat.RoleChanged:
		event = "member_updated"
	default: // room_created, joined, added
	}
	ids := make([]chat.UserID, len(c.Members))
	for i, m := range c.Members {
		ids[i] = m.User
	}
	users, err := rt.chat.Users(context.Background(), ids)
	if err != nil {
		rt.log.Error("members cannot be told", "room", c.Room.ID, "error", err)
		return
	}
	for _, m := range c.Members {
		if m.Role == "" {
			m.Role = m.Former
		}
		payload := protocol.MemberOf(chat.MemberView{Member: m, Profile: users[m.User]})
		rt.broadcast(rt.in(c.Room.ID), event, protocol.MemberEvent{RoomID: c.Room.ID, Version: c.Message.Version, Member: payload})
	}
}

// tellLists tells on / what a change of members or settings means for people's lists of rooms.
func (rt *Server) tellLists(c *chat.Change) {
	for _, m := range c.Members {
		if m.Role != "" && rt.roster.move(m.User, c.Room.ID, true, c.Room.MemberCount) {
			if rt.roster.knows(m.User) {
				rt.added.note(c.Room.ID, m.User)
			}
			rt.presence.change(m.User)
			if c.Message.System != nil && c.Message.System.Type != chat.RoleChanged {
				rt.presence.connected(m.User, c.Room.ID, c.Room.MemberCount)
			}
		}
	}
	if c.Settings == nil && (len(c.Members) == 0 || c.Room.MemberCount > smallRoom) || c.Room.Kind == chat.Direct || c.Room.Version == 1 {
		return
	}
	room := protocol.RoomOf(chat.RoomView{Room: c.Room})
	rt.toUsers(rt.roster.here(c.Room.ID), "room_updated", protocol.RoomUpdated{Room: room})
}

// ReadMoved tells a person's other devices, and in a small room everybody, how far they have read. It implements chat.Publisher.
func (rt *Server) ReadMoved(room chat.RoomID, user chat.UserID, n chat.Counters, receipt chat.Seq) {
	rt.send(peerRead, peerReadMoved{Room: room, User: user, Counters: n, Receipt: receipt})
	rt.readMoved(room, user, n, receipt)
}

func (rt *Server) readMoved(room chat.RoomID, user chat.UserID, n chat.Counters, receipt chat.Seq) {
	rt.activity.counted(room, user, n)
	rt.toUsers([]chat.UserID{user}, "room_read", protocol.RoomRead{RoomID: room, Counters: protocol.CountersOf(n)})
	if size := rt.roster.size(room); receipt > 0 && size > 0 && size <= closeRoom {
		rt.broadcast(rt.in(room), "read", protocol.Read{RoomID: room, UserID: user, Seq: receipt})
	}
}

// UserChanged tells a new profile to those who share a small room with the person or show them. It implements chat.Publisher.
func (rt *Server) UserChanged(u chat.User) {
	rt.send(peerUser, u)
	rt.userChanged(u)
}

func (rt *Server) userChanged(u chat.User) {
	seen := map[chat.UserID]bool{u.ID: true}
	for room, size := range rt.roster.roomsOf(u.ID) {
		if size > smallRoom {
			continue
		}
		for _, id := range rt.roster.here(room) {
			seen[id] = true
		}
	}
	for _, id := range rt.roster.watchersOf(u.ID) {
		seen[id] = true
	}
	users := make([]chat.UserID, 0, len(seen))
	for id := range seen {
		users = append(users, id)
	}
	rt.toUsers(users, "user_updated", protocol.UserUpdated{User: protocol.UserOf(u)})
}

// toUsers sends to the sockets of people on /; to nobody if there are none.
func (rt *Server) toUsers(users []chat.UserID, event string, payload any) {
	if len(users) > 0 {
		rt.broadcast(rt.sessionOf(users), event, payload)
	}
}

func (rt *Server) sessionOf(users []chat.UserID) socketio.Broadcast {
	return rt.session.To(userRooms(users)...).Local() // each node tells its own
}

func userRooms(users []chat.UserID) []string {
	out := make([]string, len(users))
	for i, id := range users {
		out[i] = userRoom(id)
	}
	return out
}
