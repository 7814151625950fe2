package rest

import (
	"net/http"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

type listMembers struct {
	RoomID chat.RoomID `path:"roomId" json:"-"`
	Cursor string      `query:"cursor" json:"-" doc:"nextCursor of the page before."`
	Limit  int64       `query:"limit" json:"-" default:"50" minimum:"1" doc:"At most 200."`
}

// MemberList is a page of a room's members.
type MemberList struct {
	Members    []protocol.Member `json:"members"`
	NextCursor string            `json:"nextCursor,omitempty"`
}

func (a *api) listMembers(c *call, in listMembers) (MemberList, error) {
	var from chat.UserID
	if err := after(in.Cursor, &from); err != nil {
		return MemberList{}, err
	}
	limit := page(in.Limit)
	list, err := a.chat.Members(c.ctx(), c.id.User, in.RoomID, from, limit+1)
	if err != nil {
		return MemberList{}, err
	}
	list, more := cut(list, limit)
	out := MemberList{Members: make([]protocol.Member, len(list))}
	for i, m := range list {
		out.Members[i] = protocol.MemberOf(m)
	}
	if more {
		out.NextCursor = cursor(list[len(list)-1].User)
	}
	return out, nil
}

// AddMemberRequest is who is to be a member, and as what.
type AddMemberRequest struct {
	RoomID chat.RoomID `path:"roomId" json:"-"`
	UserID chat.UserID `json:"userId"`
	Role   chat.Role   `json:"role,omitempty" doc:"Absent: member."`
}

func (a *api) addMember(c *call, in AddMemberRequest) (protocol.Member, error) {
	if in.UserID == "" {
		return protocol.Member{}, chat.Invalid("userId", "must not be empty")
	}
	m, added, err := a.chat.AddMember(c.ctx(), c.id.User, in.RoomID, in.UserID, in.Role, c.key())
	if !added {
		c.status = http.StatusOK
	}
	return protocol.MemberOf(m), err
}

// SetRoleRequest is what a member is to be.
type SetRoleRequest struct {
	RoomID chat.RoomID `path:"roomId" json:"-"`
	UserID chat.UserID `path:"userId" json:"-"`
	Role   chat.Role   `json:"role"`
}

func (a *api) setRole(c *call, in SetRoleRequest) (protocol.Member, error) {
	m, err := a.chat.SetRole(c.ctx(), c.id.User, in.RoomID, in.UserID, in.Role, c.key())
	return protocol.MemberOf(m), err
}

type memberPath struct {
	RoomID chat.RoomID `path:"roomId" json:"-"`
	UserID chat.UserID `path:"userId" json:"-"`
}

func (a *api) removeMember(c *call, in memberPath) (none, error) {
	return none{}, a.chat.RemoveMember(c.ctx(), c.id.User, in.RoomID, in.UserID, c.key())
}
