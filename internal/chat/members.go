package chat

import (
	"context"
	"errors"
)

// memberOp makes an operation whose change is a system line and what it does to memberships.
func (s *Service) memberOp(actor UserID, room RoomID, key string, kind Kind, subject UserID, line SystemLine, sentence string, decide func(State) (Member, error)) Op {
	message := s.systemMessage(room, actor, line, sentence)
	return Op{
		Actor: actor, ID: key, Kind: kind, About: []UserID{subject},
		Digest: DigestOf(string(kind), string(room), string(subject), line.Value),
		Apply: func(st State) (Change, error) {
			if !st.Room.Exists() {
				return Change{}, ErrNotFound
			}
			member, err := decide(st)
			if err != nil {
				return Change{}, err
			}
			m := message
			m.CreatedAt = st.Now
			return Change{Message: m, Members: []Member{member}}, nil
		},
	}
}

// Join makes the caller a member of a public room. Who is one already stays what they are.
func (s *Service) Join(ctx context.Context, actor UserID, room RoomID, key string) (RoomView, error) {
	if err := s.checkKey(key); err != nil {
		return RoomView{}, err
	}
	name, err := s.nameOf(ctx, actor)
	if err != nil {
		return RoomView{}, err
	}
	op := s.memberOp(actor, room, key, KindJoin, actor, SystemLine{Type: Joined, UserID: actor}, name+" joined", func(st State) (Member, error) {
		if _, ok := st.Members[actor]; ok {
			return Member{}, ErrNothingToDo
		}
		if st.Room.Visibility != Public {
			return Member{}, ErrNotFound
		}
		return Member{Room: room, User: actor, Role: RoleMember}, nil
	})
	if _, err := s.wait(ctx, room, op); err != nil {
		return RoomView{}, err
	}
	return s.Room(ctx, actor, room)
}

// Leave ends the caller's own membership. The last owner may not: CodeConflict.
func (s *Service) Leave(ctx context.Context, actor UserID, room RoomID, key string) error {
	if err := s.checkKey(key); err != nil {
		return err
	}
	name, err := s.nameOf(ctx, actor)
	if err != nil {
		return err
	}
	op := s.memberOp(actor, room, key, KindLeave, actor, SystemLine{Type: Left, UserID: actor}, name+" left", func(st State) (Member, error) {
		m, ok := st.Members[actor]
		switch {
		case !ok && st.Room.Visibility != Public:
			return Member{}, ErrNotFound
		case !ok || st.Room.Kind == Direct:
			return Member{}, ErrForbidden
		case m.Role == Owner && st.Room.Owners == 1:
			return Member{}, Errorf(CodeConflict, "You are the last owner. Hand the room over or delete it.")
		}
		return Member{Room: room, User: actor, Former: m.Role, JoinedAt: m.JoinedAt}, nil
	})
	_, err = s.wait(ctx, room, op)
	return err
}

// AddMember makes somebody a member, and says whether they were not one before. The empty role is member.
func (s *Service) AddMember(ctx context.Context, actor UserID, room RoomID, subject UserID, role Role, key string) (m MemberView, added bool, err error) {
	if role == "" {
		role = RoleMember
	}
	if !ValidRole(role) {
		return m, false, Invalid("role", "is none of the roles")
	}
	if err := s.checkKey(key); err != nil {
		return m, false, err
	}
	names, err := s.subjects(ctx, actor, room, subject)
	if err != nil {
		return m, false, err
	}
	line := SystemLine{Type: Added, UserID: subject}
	if role != RoleMember {
		line.Value = string(role)
	}
	op := s.memberOp(actor, room, key, KindAdd, subject, line, names[0]+" added "+names[1], func(st State) (Member, error) {
		needs := ActAddPublic
		if st.Room.Visibility == Private {
			needs = ActAddPrivate
		}
		if Outranks(role, RoleMember) {
			needs = ActManage
		}
		if err := may(st, actor, needs); err != nil {
			return Member{}, err
		}
		if _, ok := st.Members[subject]; ok {
			return Member{}, ErrNothingToDo
		}
		return Member{Room: room, User: subject, Role: role}, nil
	})
	out, err := s.wait(ctx, room, op)
	if err != nil {
		return m, false, err
	}
	m, err = s.member(ctx, room, subject, role, out[0])
	return m, out[0].Status != NothingToDo, err
}

// SetRole changes what a member is. The last owner stays one: CodeConflict.
func (s *Service) SetRole(ctx context.Context, actor UserID, room RoomID, subject UserID, role Role, key string) (MemberView, error) {
	if !ValidRole(role) {
		return MemberView{}, Invalid("role", "is none of the roles")
	}
	if err := s.checkKey(key); err != nil {
		return MemberView{}, err
	}
	names, err := s.subjects(ctx, actor, room, subject)
	if err != nil {
		return MemberView{}, err
	}
	line := SystemLine{Type: RoleChanged, UserID: subject, Value: string(role)}
	op := s.memberOp(actor, room, key, KindRole, subject, line, names[0]+" made "+names[1]+" "+string(role), func(st State) (Member, error) {
		if err := may(st, actor, ActManage); err != nil {
			return Member{}, err
		}
		m, ok := st.Members[subject]
		switch {
		case !ok:
			return Member{}, ErrNotFound
		case m.Role == role:
			return Member{}, ErrNothingToDo
		case m.Role == Owner && st.Room.Owners == 1:
			return Member{}, Errorf(CodeConflict, "This is the last owner. Make somebody else an owner first.")
		}
		m.Role = role
		return m, nil
	})
	out, err := s.wait(ctx, room, op)
	if err != nil {
		return MemberView{}, err
	}
	return s.member(ctx, room, subject, role, out[0])
}

// RemoveMember ends somebody's membership; who is none already is no error. When it returns they are out on this server.
func (s *Service) RemoveMember(ctx context.Context, actor UserID, room RoomID, subject UserID, key string) error {
	if subject == actor {
		return s.Leave(ctx, actor, room, key)
	}
	if err := s.checkKey(key); err != nil {
		return err
	}
	names, err := s.namesOf(ctx, actor, subject)
	if errors.Is(err, ErrNotFound) {
		names, err = [2]string{"Somebody", "somebody"}, nil // nobody's membership ends below
	}
	if err != nil {
		return err
	}
	op := s.memberOp(actor, room, key, KindRemove, subject, SystemLine{Type: Removed, UserID: subject}, names[0]+" removed "+names[1], func(st State) (Member, error) {
		if err := may(st, actor, ActRemove); err != nil {
			return Member{}, err
		}
		m, ok := st.Members[subject]
		switch {
		case !ok:
			return Member{}, ErrNothingToDo
		case !Outranks(st.Members[actor].Role, m.Role):
			return Member{}, ErrForbidden
		}
		return Member{Room: room, User: subject, Former: m.Role, JoinedAt: m.JoinedAt}, nil
	})
	_, err = s.wait(ctx, room, op)
	return err
}

// member answers a membership as it is; for a repetition of what made it, as it was made then.
func (s *Service) member(ctx context.Context, room RoomID, user UserID, role Role, o Outcome) (MemberView, error) {
	m, err := s.store.Member(ctx, room, user)
	if o.Status == Duplicate && (err == nil || errors.Is(err, ErrNotFound)) {
		if err != nil {
			m = Member{Room: room, User: user, JoinedAt: o.CreatedAt}
		}
		m.Role, err = role, nil
	}
	if err != nil {
		return MemberView{}, err
	}
	views, err := s.memberViews(ctx, []Member{m})
	if err != nil {
		return MemberView{}, err
	}
	return views[0], nil
}

// subjects answers both names. To a stranger of the room, somebody who does not exist is no news: they are refused as strangers.
func (s *Service) subjects(ctx context.Context, actor UserID, room RoomID, subject UserID) ([2]string, error) {
	names, err := s.namesOf(ctx, actor, subject)
	if errors.Is(err, ErrNotFound) {
		if stranger := s.mustBeMember(ctx, actor, room); stranger != nil {
			return names, stranger
		}
	}
	return names, err
}

func (s *Service) namesOf(ctx context.Context, a, b UserID) ([2]string, error) {
	var out [2]string
	for i, id := range []UserID{a, b} {
		name, err := s.nameOf(ctx, id)
		if err != nil {
			return out, err
		}
		out[i] = name
	}
	return out, nil
}

// Enter answers the membership by which somebody may be in a room's namespace; everybody else is CodeForbidden, whether the room exists or not.
func (s *Service) Enter(ctx context.Context, user UserID, room RoomID) (Member, error) {
	m, err := s.store.Member(ctx, room, user)
	if errors.Is(err, ErrNotFound) {
		return m, Errorf(CodeForbidden, "You are not a member of this room.")
	}
	return m, err
}
