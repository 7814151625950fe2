package rest

import (
	"net/http"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

type listRooms struct {
	Cursor string `query:"cursor" json:"-" doc:"nextCursor of the page before."`
	Limit  int64  `query:"limit" json:"-" default:"50" minimum:"1" doc:"At most 200."`
}

// SummaryList is a page of the caller's rooms.
type SummaryList struct {
	Rooms      []protocol.RoomSummary `json:"rooms"`
	NextCursor string                 `json:"nextCursor,omitempty"`
}

func (a *api) listRooms(c *call, in listRooms) (SummaryList, error) {
	var from chat.Place
	if err := after(in.Cursor, &from); err != nil {
		return SummaryList{}, err
	}
	limit := page(in.Limit)
	list, _, err := a.chat.Rooms(c.ctx(), c.id.User, from, limit+1)
	if err != nil {
		return SummaryList{}, err
	}
	list, more := cut(list, limit)
	out := SummaryList{Rooms: protocol.SummariesOf(list)}
	if more {
		out.NextCursor = placeOf(list[len(list)-1].Room)
	}
	return out, nil
}

func placeOf(r chat.Room) string { return cursor(chat.Place{ActiveAt: r.ActiveAt, Room: r.ID}) }

type listDirectory struct {
	Q      string `query:"q" json:"-" doc:"A part of the name."`
	Cursor string `query:"cursor" json:"-" doc:"nextCursor of the page before."`
	Limit  int64  `query:"limit" json:"-" default:"50" minimum:"1" doc:"At most 200."`
}

// RoomList is a page of rooms.
type RoomList struct {
	Rooms      []protocol.Room `json:"rooms"`
	NextCursor string          `json:"nextCursor,omitempty"`
}

func (a *api) listDirectory(c *call, in listDirectory) (RoomList, error) {
	var from chat.Place
	if err := after(in.Cursor, &from); err != nil {
		return RoomList{}, err
	}
	limit := page(in.Limit)
	list, err := a.chat.Directory(c.ctx(), in.Q, from, limit+1)
	if err != nil {
		return RoomList{}, err
	}
	list, more := cut(list, limit)
	out := RoomList{Rooms: make([]protocol.Room, len(list))}
	for i, r := range list {
		out.Rooms[i] = protocol.RoomOf(chat.RoomView{Room: r})
	}
	if more {
		out.NextCursor = placeOf(list[len(list)-1])
	}
	return out, nil
}

// CreateRoomRequest is a new group.
type CreateRoomRequest struct {
	Name       string          `json:"name" doc:"1 to 80 characters."`
	Topic      string          `json:"topic,omitempty" doc:"At most 250 characters."`
	Visibility chat.Visibility `json:"visibility"`
	MemberIDs  []chat.UserID   `json:"memberIds,omitempty" doc:"Founding members beside the caller, at most 200."`
}

func (a *api) createRoom(c *call, in CreateRoomRequest) (protocol.Room, error) {
	v, err := a.chat.CreateRoom(c.ctx(), c.id.User, chat.NewRoom{
		Name: in.Name, Topic: in.Topic, Visibility: in.Visibility, Members: in.MemberIDs,
	}, c.key())
	return protocol.RoomOf(v), err
}

type roomPath struct {
	RoomID chat.RoomID `path:"roomId" json:"-"`
}

func (a *api) getRoom(c *call, in roomPath) (protocol.Room, error) {
	v, err := a.chat.Room(c.ctx(), c.id.User, in.RoomID)
	return protocol.RoomOf(v), err
}

// UpdateRoomRequest is what changes of a room; what is absent stays.
type UpdateRoomRequest struct {
	RoomID     chat.RoomID      `path:"roomId" json:"-"`
	Name       *string          `json:"name,omitempty" doc:"1 to 80 characters."`
	Topic      *string          `json:"topic,omitempty" doc:"At most 250 characters."`
	Visibility *chat.Visibility `json:"visibility,omitempty"`
}

func (a *api) updateRoom(c *call, in UpdateRoomRequest) (protocol.Room, error) {
	v, err := a.chat.UpdateRoom(c.ctx(), c.id.User, in.RoomID, chat.RoomPatch{Name: in.Name, Topic: in.Topic, Visibility: in.Visibility}, c.key())
	return protocol.RoomOf(v), err
}

func (a *api) deleteRoom(c *call, in roomPath) (none, error) {
	return none{}, a.chat.DeleteRoom(c.ctx(), c.id.User, in.RoomID, c.key())
}

func (a *api) joinRoom(c *call, in roomPath) (protocol.Room, error) {
	v, err := a.chat.Join(c.ctx(), c.id.User, in.RoomID, c.key())
	return protocol.RoomOf(v), err
}

func (a *api) leaveRoom(c *call, in roomPath) (none, error) {
	return none{}, a.chat.Leave(c.ctx(), c.id.User, in.RoomID, c.key())
}

// OpenDirectRequest names the other person of a private chat.
type OpenDirectRequest struct {
	UserID chat.UserID `json:"userId"`
}

func (a *api) openDirect(c *call, in OpenDirectRequest) (protocol.Room, error) {
	if in.UserID == "" {
		return protocol.Room{}, chat.Invalid("userId", "must not be empty")
	}
	v, made, err := a.chat.OpenDirect(c.ctx(), c.id.User, in.UserID)
	if made {
		c.status = http.StatusCreated
	}
	return protocol.RoomOf(v), err
}
