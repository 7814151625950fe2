package chat

import (
	"context"
)

// RoomView is a room as one person sees it: a direct room has the other person's name.
type RoomView struct {
	Room
	PeerUser *User // direct rooms: the other person
}

// Summary is a row of a person's list of rooms.
type Summary struct {
	RoomView
	Role       Role
	Counters   Counters
	Last       *Message // the latest message that is not a system line; nil if there is none
	LastSender User
}

func (s *Service) view(ctx context.Context, viewer UserID, r Room) (RoomView, error) {
	v := RoomView{Room: r}
	if r.Kind != Direct {
		return v, nil
	}
	peer, err := s.User(ctx, r.Peer(viewer))
	if err != nil {
		return v, err
	}
	v.PeerUser = &peer
	v.Name = peer.DisplayName
	return v, nil
}

func (s *Service) summaries(ctx context.Context, viewer UserID, entries []Entry) ([]Summary, error) {
	var ids []UserID
	for i := range entries {
		if e := &entries[i]; e.Last != nil {
			ids = append(ids, e.Last.Sender)
		}
		if entries[i].Room.Kind == Direct {
			ids = append(ids, entries[i].Room.Peer(viewer))
		}
	}
	users, err := s.users.get(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Summary, len(entries))
	for i, e := range entries {
		v, err := s.view(ctx, viewer, e.Room)
		if err != nil {
			return nil, err
		}
		out[i] = Summary{RoomView: v, Role: e.Member.Role, Counters: e.Counters, Last: e.Last}
		if e.Last != nil {
			out[i].LastSender = users[e.Last.Sender]
		}
	}
	return out, nil
}

// Room reads a room for one who may see it: members, and everybody if it is public; ErrNotFound otherwise.
func (s *Service) Room(ctx context.Context, viewer UserID, id RoomID) (RoomView, error) {
	r, err := s.store.Room(ctx, id)
	if err != nil {
		return RoomView{}, err
	}
	if r.Visibility != Public {
		if _, err := s.store.Member(ctx, id, viewer); err != nil {
			return RoomView{}, err
		}
	}
	return s.view(ctx, viewer, r)
}

// Rooms lists the viewer's rooms, latest activity first, after the place `after` (zero: from the first), at most limit; total counts all of them.
func (s *Service) Rooms(ctx context.Context, viewer UserID, after Place, limit int) (list []Summary, total int, err error) {
	entries, total, err := s.store.Entries(ctx, viewer, after, limit)
	if err != nil {
		return nil, 0, err
	}
	list, err = s.summaries(ctx, viewer, entries)
	return list, total, err
}

// RoomNow reads a room for the application itself, whoever may see it; ErrNotFound if there is none or it is closed.
func (s *Service) RoomNow(ctx context.Context, id RoomID) (Room, error) { return s.store.Room(ctx, id) }

// RoomIDs lists all rooms of a user, in no order.
func (s *Service) RoomIDs(ctx context.Context, user UserID) ([]RoomID, error) {
	return s.store.RoomIDs(ctx, user)
}

// Summary reads one row of the viewer's list; ErrNotFound if they are not a member.
func (s *Service) Summary(ctx context.Context, viewer UserID, room RoomID) (Summary, error) {
	e, err := s.store.Entry(ctx, room, viewer)
	if err != nil {
		return Summary{}, err
	}
	list, err := s.summaries(ctx, viewer, []Entry{e})
	if err != nil {
		return Summary{}, err
	}
	return list[0], nil
}

// Directory lists public rooms whose name contains q, latest activity first, after the place `after`, at most limit.
func (s *Service) Directory(ctx context.Context, q string, after Place, limit int) ([]Room, error) {
	return s.store.Directory(ctx, q, after, limit)
}

// MemberView is a member with their profile.
type MemberView struct {
	Member
	Profile User
}

// Members lists a group's members for a member, by the time they joined, after the member `after`, at most limit.
func (s *Service) Members(ctx context.Context, viewer UserID, room RoomID, after UserID, limit int) ([]MemberView, error) {
	if err := s.mustBeMember(ctx, viewer, room); err != nil {
		return nil, err
	}
	r, err := s.store.Room(ctx, room)
	if err != nil {
		return nil, err
	}
	if r.Kind == Direct {
		return nil, ErrForbidden
	}
	members, err := s.store.Members(ctx, room, after, limit)
	if err != nil {
		return nil, err
	}
	// Once more: who was removed meanwhile is not shown who came after.
	if err := s.mustBeMember(ctx, viewer, room); err != nil {
		return nil, err
	}
	return s.memberViews(ctx, members)
}

func (s *Service) memberViews(ctx context.Context, members []Member) ([]MemberView, error) {
	ids := make([]UserID, len(members))
	for i, m := range members {
		ids[i] = m.User
	}
	users, err := s.users.get(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]MemberView, len(members))
	for i, m := range members {
		out[i] = MemberView{Member: m, Profile: users[m.User]}
	}
	return out, nil
}
