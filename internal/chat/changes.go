package chat

import (
	"context"
	"slices"
	"strconv"
)

// EditedMessage is what a person asks to change of a message.
type EditedMessage struct {
	Room         RoomID
	Message      MessageID
	Content      string
	BaseRevision int    // the revision that the person saw
	OpID         string // in the form of a clientId; empty: the server mints one, and a repetition is a new wish
}

// Changed is a message as it is after a change.
type Changed struct {
	Message   Message
	Duplicate bool // this change was stored before; Message is as it is now
}

// EditMessage changes an own message's text and answers by done, once, when it is durable; it does not wait. Refusals, looked for in this order:
// no right to it, CodeNotFound (no message of this room), deleted (CodeConflict), CodeEditConflict with the newer Message in Details when it is
// based on an older revision. The text that stands there already is nothing to change.
func (s *Service) EditMessage(ctx context.Context, actor UserID, in EditedMessage, done func(Changed, error)) {
	content, err := validateContent(in.Content)
	if err == nil {
		err = s.checkOpID(in.OpID)
	}
	if err == nil && in.BaseRevision < 0 {
		err = Invalid("baseRevision", "must not be negative")
	}
	var candidates [][]UserID
	if err == nil {
		candidates, err = s.mentionCandidates(ctx, content)
	}
	if err != nil {
		done(Changed{}, err)
		return
	}
	op := Op{
		Actor: actor, ID: in.OpID, Kind: KindEdit, About: flat(candidates),
		Digest: DigestOf(string(in.Room), string(in.Message), in.Content, strconv.Itoa(in.BaseRevision)),
	}
	s.alter(ctx, in.Room, in.Message, op, func(st State, m *Message) error {
		if err := mayPost(st, actor); err != nil {
			return err
		}
		switch {
		case m.Kind == System || m.Sender != actor:
			return Errorf(CodeForbidden, "You can edit only messages of your own.")
		case !m.DeletedAt.IsZero():
			return Errorf(CodeConflict, "This message has been deleted.")
		case m.Content == content:
			return ErrNothingToDo
		case m.Revision != in.BaseRevision:
			e := Errorf(CodeEditConflict, "This message was changed meanwhile.")
			e.Details = *m
			return e
		}
		m.Content, m.EditedAt, m.Mentions = content, st.Now, mentioned(candidates, st.Members)
		m.Revision++
		return nil
	}, done)
}

// DeleteMessage empties a message, of one's own or with the right to delete others', and answers like [Service.EditMessage]. Its place stays. A
// message that is deleted already is nothing to change. An empty opID: the server mints one.
func (s *Service) DeleteMessage(ctx context.Context, actor UserID, room RoomID, id MessageID, opID string, done func(Changed, error)) {
	if err := s.checkOpID(opID); err != nil {
		done(Changed{}, err)
		return
	}
	op := Op{Actor: actor, ID: opID, Kind: KindDelete, Digest: DigestOf(string(room), string(id))}
	s.alter(ctx, room, id, op, func(st State, m *Message) error {
		if err := mayDelete(st, actor, m); err != nil {
			return err
		}
		if !m.DeletedAt.IsZero() {
			return ErrNothingToDo
		}
		m.Content, m.Reactions, m.Mentions, m.DeletedAt = "", nil, nil, st.Now
		return nil
	}, done)
}

func mayDelete(st State, actor UserID, m *Message) error {
	if err := mayRead(st, actor); err != nil {
		return err
	}
	role := st.Members[actor].Role
	switch {
	case m.Kind == System:
		return Errorf(CodeForbidden, "The room's own lines cannot be deleted.")
	case m.Sender == actor && Can(st.Room.Kind, role, ActPost), Can(st.Room.Kind, role, ActDeleteAny):
		return nil
	}
	return Errorf(CodeForbidden, "You may not delete this message.")
}

// mayRead refuses who is not a member of a room that is there.
func mayRead(st State, actor UserID) error {
	if !st.Room.Exists() {
		return Errorf(CodeNotFound, "This room is no more.")
	}
	if m, ok := st.Members[actor]; !ok || !Can(st.Room.Kind, m.Role, ActRead) {
		return Errorf(CodeForbidden, "You are not a member of this room.")
	}
	return nil
}

// checkOpID checks the id that a client gave its change; none is fine.
func (s *Service) checkOpID(id string) error {
	if id == "" {
		return nil
	}
	return validateOpID("opId", id)
}

// alter commits what change makes of a message, and answers the message as it is then. change may run more than once, each time on a copy.
func (s *Service) alter(ctx context.Context, room RoomID, id MessageID, op Op, change func(State, *Message) error, done func(Changed, error)) {
	var seen Message // as the last run of Apply saw it: the store's goroutine writes it before the outcome is given out
	op.Target = id
	op.Apply = func(st State) (Change, error) {
		if st.Target == nil {
			if err := mayRead(st, op.Actor); err != nil {
				return Change{}, err
			}
			return Change{}, Errorf(CodeNotFound, "There is no such message in this room.")
		}
		seen = *st.Target
		m := seen
		if err := change(st, &m); err != nil {
			return Change{}, err
		}
		gone := slices.DeleteFunc(slices.Clone(seen.Mentions), func(u UserID) bool { return slices.Contains(m.Mentions, u) })
		return Change{Message: m, Unmentioned: gone}, nil
	}
	s.commit(room, []Op{op}, func(out []Outcome) {
		switch o := out[0]; o.Status {
		case Committed:
			done(Changed{Message: o.Change.Message}, nil)
		case NothingToDo:
			done(Changed{Message: seen}, nil)
		case Duplicate:
			s.open.add(1)
			s.tasks.Go(func() {
				done(s.repeatedChange(context.WithoutCancel(ctx), op.Actor, room, id))
				s.open.add(-1)
			})
		default:
			done(Changed{}, o.Err)
		}
	}, nothing)
}

// repeatedChange answers a repetition: the message as it is now, to whoever may still read it.
func (s *Service) repeatedChange(ctx context.Context, actor UserID, room RoomID, id MessageID) (Changed, error) {
	m, err := s.store.Message(ctx, room, id)
	if err == nil {
		err = s.mustBeMember(ctx, actor, room) // after the read: what came after a removal is not theirs
	}
	if err != nil {
		return Changed{}, err
	}
	return Changed{Message: m, Duplicate: true}, nil
}

func flat(lists [][]UserID) []UserID {
	var out []UserID
	for _, ids := range lists {
		out = append(out, ids...)
	}
	return out
}
