package chat

import (
	"context"
	"errors"
	"time"
)

// NewMessage is what a person asks to send.
type NewMessage struct {
	Room     RoomID
	Content  string
	ClientID string    // empty: the server mints one, and a repetition is a new message
	ReplyTo  MessageID // empty: no reply
}

// Saved is the first result of a send.
type Saved struct {
	Room      RoomID
	ClientID  string
	ID        MessageID
	Seq       Seq
	Version   Version
	CreatedAt time.Time
	Duplicate bool // this send was stored before
}

// SendMessage stores a message and answers by done, once, when it is durable; it does not wait. Then the message is published: the sender's ✓ does
// not wait for the last receiver of a large room. What one caller sends is
// taken up in the order of the calls. Refusals are final for this ClientID; CodeUnavailable means: repeat it, with the same ClientID.
func (s *Service) SendMessage(ctx context.Context, actor UserID, in NewMessage, done func(Saved, error)) {
	if in.ClientID == "" {
		in.ClientID = s.newID()
	}
	op, err := s.textOp(ctx, actor, in)
	if err != nil {
		done(Saved{}, err)
		return
	}
	s.commit(in.Room, []Op{op}, func(out []Outcome) {
		o := out[0]
		if o.Status != Committed && o.Status != Duplicate {
			done(Saved{}, o.Err)
			return
		}
		done(Saved{
			Room: in.Room, ClientID: in.ClientID, ID: o.MessageID, Seq: o.Seq, Version: o.Version,
			CreatedAt: o.CreatedAt, Duplicate: o.Status == Duplicate,
		}, nil)
	}, nothing)
}

func (s *Service) textOp(ctx context.Context, actor UserID, in NewMessage) (Op, error) {
	if err := validateOpID("clientId", in.ClientID); err != nil {
		return Op{}, err
	}
	content, err := validateContent(in.Content)
	if err != nil {
		return Op{}, err
	}
	candidates, err := s.mentionCandidates(ctx, content)
	if err != nil {
		return Op{}, err
	}
	id := MessageID(s.newID())
	return Op{
		Actor: actor, ID: in.ClientID, Kind: KindText, Target: in.ReplyTo, About: flat(candidates),
		Digest: DigestOf(string(in.Room), in.Content, string(in.ReplyTo), ""),
		Apply: func(st State) (Change, error) {
			if err := mayPost(st, actor); err != nil {
				return Change{}, err
			}
			m := Message{
				ID: id, Room: in.Room, Kind: Text, Sender: actor, ClientID: in.ClientID, Content: content,
				CreatedAt: st.Now, Mentions: mentioned(candidates, st.Members),
			}
			if in.ReplyTo != "" {
				if st.Target == nil {
					return Change{}, Invalid("replyTo", "is no message of this room")
				}
				m.ReplyTo = QuoteOf(*st.Target)
			}
			return Change{Message: m}, nil
		},
	}, nil
}

func mayPost(st State, actor UserID) error {
	if err := mayRead(st, actor); err != nil {
		return err
	}
	if !Can(st.Room.Kind, st.Members[actor].Role, ActPost) {
		return Errorf(CodeForbidden, "You may not post in this room.")
	}
	return nil
}

// SentStatus answers which of the caller's own sends with these clientIds are stored; the others are left out.
func (s *Service) SentStatus(ctx context.Context, actor UserID, clientIDs []string) ([]Saved, error) {
	if len(clientIDs) > 100 {
		return nil, Invalid("clientIds", "has at most 100 entries")
	}
	found, err := s.store.Sent(ctx, actor, clientIDs)
	if err != nil {
		return nil, err
	}
	out := make([]Saved, len(found))
	for i, f := range found {
		out[i] = Saved{
			Room: f.Room, ClientID: f.ClientID, ID: f.MessageID, Seq: f.Seq, Version: f.Version,
			CreatedAt: f.CreatedAt, Duplicate: true,
		}
	}
	return out, nil
}

// History is a page of a room with everybody whose id stands in it.
type History struct {
	Page
	Users map[UserID]User
}

// Messages reads a page of a room's history for a member.
func (s *Service) Messages(ctx context.Context, actor UserID, room RoomID, w Window) (History, error) {
	if err := s.mustBeMember(ctx, actor, room); err != nil {
		return History{}, err
	}
	set := 0
	for _, at := range []Seq{w.Before, w.After, w.Around} {
		if at < 0 {
			return History{}, Invalid("before", "a position is a positive number")
		}
		if at > 0 {
			set++
		}
	}
	if set > 1 {
		return History{}, Invalid("before", "only one of before, after and around may be given")
	}
	p, err := s.store.Page(ctx, room, w)
	if err != nil {
		return History{}, err
	}
	// Once more: a removal that came meanwhile is no reason to show what came after it.
	if err := s.mustBeMember(ctx, actor, room); err != nil {
		return History{}, err
	}
	return s.bounded(ctx, p, w)
}

// ShownReactors is how many people stand beside a reaction by name.
const ShownReactors = 20

// PeopleIn lists everybody whose id stands in messages (the first ShownReactors of each reaction), each once.
func PeopleIn(messages []Message) []UserID {
	var out []UserID
	seen := map[UserID]bool{"": true}
	add := func(ids ...UserID) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	for i := range messages {
		m := &messages[i]
		add(m.Sender)
		add(m.Mentions...)
		for _, r := range m.Reactions {
			add(r.Users[:min(len(r.Users), ShownReactors)]...)
		}
		if m.ReplyTo != nil {
			add(m.ReplyTo.Sender)
		}
		if m.System != nil {
			add(m.System.UserID)
			add(m.System.UserIDs...)
		}
	}
	return out
}

// mustBeMember answers the refusal that a stranger gets over REST: a public room is forbidden, any other not there.
func (s *Service) mustBeMember(ctx context.Context, actor UserID, room RoomID) error {
	_, err := s.store.Member(ctx, room, actor)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return err
	}
	r, err := s.store.Room(ctx, room)
	if err == nil && r.Visibility == Public {
		return Errorf(CodeForbidden, "Only members may do this. Join the room first.")
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return ErrNotFound
}
