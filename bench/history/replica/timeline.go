// Package replica states, as code, what a client must do with what it is told (protocol 3.8, mechanisms 3 and 5), and nothing else: no connection, no
// clock. Whoever applies everything to it, in the order told, holds what a fresh snapshot would say.
package replica

import (
	"cmp"
	"slices"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// Timeline is what a client holds of one room. Its methods are not for concurrent use.
type Timeline struct {
	me       chat.UserID
	epoch    string
	position chat.Version // everything up to here was applied; moved by sync and live events only
	resets   int
	low      chat.Seq // the window: everything from here to the latest
	before   bool     // there is more before it

	// held is the newest version known of each message, inside the window and outside: what is told of a message outside must not be forgotten, since
	// a page that is on its way may bring an older one, and quotes of it may be shown.
	held map[chat.Seq]*protocol.Message
	seqs map[chat.MessageID]chat.Seq
}

// NewTimeline makes an empty one for a person.
func NewTimeline(me chat.UserID) *Timeline {
	return &Timeline{me: me, held: map[chat.Seq]*protocol.Message{}, seqs: map[chat.MessageID]chat.Seq{}}
}

// Position is what a CONNECT or a resync says as `since`.
func (t *Timeline) Position() chat.Version { return t.position }

// Epoch is the database's, as of the last sync.
func (t *Timeline) Epoch() string { return t.epoch }

// Resets counts how often everything was replaced: a page that was asked for before the last one belongs to a window that is no more.
func (t *Timeline) Resets() int { return t.resets }

// Low is where the window begins, and whether there is more before it.
func (t *Timeline) Low() (seq chat.Seq, more bool) { return t.low, t.before }

// Sync applies one part. It answers false, and does nothing, if it begins after the position: something is missing in between.
func (t *Timeline) Sync(s *protocol.Sync) bool {
	if s.Reset {
		t.held, t.seqs = map[chat.Seq]*protocol.Message{}, map[chat.MessageID]chat.Seq{}
		t.resets++
		t.low, t.before, t.position = 1, s.HasBefore != nil && *s.HasBefore, 0
		if len(s.Messages) > 0 {
			t.low = s.Messages[0].Seq
		}
	} else if s.Since > t.position {
		return false
	}
	t.epoch = s.Epoch
	for i := range s.Messages {
		t.Apply(&s.Messages[i], nil)
	}
	t.position = max(t.position, s.Version)
	return true
}

// Live applies a live event. It answers false if versions are missing before it: then the message counts, and the position stays.
func (t *Timeline) Live(m *protocol.Message, reacted []protocol.ReactionChange) bool {
	t.Apply(m, reacted)
	if m.Version > t.position+1 {
		return false
	}
	t.position = max(t.position, m.Version)
	return true
}

// Page applies a page that was asked for when there had been so many resets and the position was as given. It answers false, and does nothing, if the
// page is older than what was held then: it has to be asked for again. One that ends where the window begins makes the window longer.
func (t *Timeline) Page(p *protocol.MessagePage, resets int, position chat.Version) bool {
	if resets != t.resets {
		return true // of no use any more
	}
	if p.Version < position {
		return false
	}
	for i := range p.Messages {
		t.Apply(&p.Messages[i], nil)
	}
	if n := len(p.Messages); n > 0 && p.Messages[0].Seq < t.low && p.Messages[n-1].Seq >= t.low-1 {
		t.low, t.before = p.Messages[0].Seq, p.HasBefore
	}
	return true
}

// Apply takes a message by itself, from wherever it comes: the greater version wins. reacted is what the change to this version was, if it is told.
func (t *Timeline) Apply(m *protocol.Message, reacted []protocol.ReactionChange) {
	is := *m
	is.MyReactions = t.mine(m)
	was := t.held[m.Seq]
	switch {
	case was == nil:
	case m.Version < was.Version:
		return
	case m.Version == was.Version:
		if was.MyReactions != nil || is.MyReactions == nil {
			return
		}
	case is.MyReactions == nil && was.MyReactions != nil:
		is.MyReactions = carried(was.MyReactions, reacted, t.me)
	}
	t.held[m.Seq] = &is
	t.seqs[m.ID] = m.Seq
}

// mine is what the person gave of a message's reactions; nil if that cannot be known from it: it does not say, and does not list everybody.
func (t *Timeline) mine(m *protocol.Message) []string {
	if m.MyReactions != nil {
		return m.MyReactions
	}
	out := []string{}
	for _, r := range m.Reactions {
		if slices.Contains(r.UserIDs, t.me) {
			out = append(out, r.Emoji)
		} else if r.Count > len(r.UserIDs) {
			return nil
		}
	}
	return out
}

func carried(mine []string, reacted []protocol.ReactionChange, me chat.UserID) []string {
	out := slices.Clone(mine)
	for _, r := range reacted {
		if r.UserID != me {
			continue
		}
		out = slices.DeleteFunc(out, func(e string) bool { return e == r.Emoji })
		if r.On {
			out = append(out, r.Emoji)
		}
	}
	return out
}

// Message is one that is held, as it is shown.
func (t *Timeline) Message(seq chat.Seq) (protocol.Message, bool) {
	m, ok := t.held[seq]
	if !ok {
		return protocol.Message{}, false
	}
	return t.shown(m), true
}

// Messages are all that are held, inside the window and outside, ascending, as they are shown.
func (t *Timeline) Messages() []protocol.Message {
	out := make([]protocol.Message, 0, len(t.held))
	for _, m := range t.held {
		out = append(out, t.shown(m))
	}
	slices.SortFunc(out, func(a, b protocol.Message) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// shown is a message with its quote as of now: a quote is told as it was when the reply was read, and nobody tells the reply again when the quoted
// message changes.
func (t *Timeline) shown(m *protocol.Message) protocol.Message {
	out := *m
	if m.ReplyTo == nil {
		return out
	}
	if q := t.held[t.seqs[m.ReplyTo.ID]]; q != nil {
		out.ReplyTo = &protocol.ReplyRef{ID: q.ID, Seq: q.Seq, SenderID: q.SenderID, Excerpt: chat.Excerpt(q.Content), DeletedAt: q.DeletedAt}
	}
	return out
}
