package replica

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// room is a perfect server: every version of every message.
type room struct {
	rand *rand.Rand
	now  []protocol.Message   // by seq, as of the latest version
	log  []change             // by version
	was  [][]protocol.Message // the room as of each version
}

type change struct {
	message protocol.Message
	reacted []protocol.ReactionChange
}

var people = []chat.UserID{"anna", "ben", "cleo"}

// step makes one change.
func (r *room) step() {
	version := chat.Version(len(r.log) + 1)
	seq := 0
	if len(r.now) > 0 {
		seq = r.rand.IntN(len(r.now))
	}
	var c change
	switch k := r.rand.IntN(10); {
	case k < 4 || len(r.now) == 0 || r.now[seq].DeletedAt != "":
		m := protocol.Message{ID: chat.MessageID(fmt.Sprint("m", len(r.now)+1)), Seq: chat.Seq(len(r.now) + 1), Content: fmt.Sprint("text ", version)}
		if len(r.now) > 0 && k%2 == 0 {
			m.ReplyTo = &protocol.ReplyRef{ID: r.now[seq].ID}
		}
		r.now, seq = append(r.now, m), len(r.now)
	case k < 6:
		r.now[seq].Content = fmt.Sprint("text ", version)
		r.now[seq].Revision++
	case k < 7:
		r.now[seq].Content, r.now[seq].DeletedAt, r.now[seq].Reactions = "", "then", nil
	default:
		c.reacted = r.react(&r.now[seq])
	}
	r.now[seq].Version = version
	c.message = r.read(r.now, seq)
	r.log = append(r.log, c)
	r.was = append(r.was, slices.Clone(r.now))
}

// react gives or takes back a reaction. Only the first person of each is listed: whether it is one's own must be known otherwise.
func (r *room) react(m *protocol.Message) []protocol.ReactionChange {
	user := people[r.rand.IntN(len(people))]
	given := map[chat.UserID]bool{}
	for _, x := range m.Reactions {
		for _, u := range x.UserIDs {
			given[u] = true
		}
	}
	on := !given[user]
	given[user] = on
	x := protocol.Reaction{Emoji: "👍"}
	for _, u := range people {
		if given[u] {
			x.UserIDs = append(x.UserIDs, u)
		}
	}
	x.Count, m.Reactions = len(x.UserIDs), nil
	if x.Count > 0 {
		m.Reactions = []protocol.Reaction{x}
	}
	return []protocol.ReactionChange{{UserID: user, Emoji: "👍", On: on}}
}

// read is a message with its quote as of then.
func (r *room) read(then []protocol.Message, at int) protocol.Message {
	m := then[at]
	if m.ReplyTo != nil {
		for _, q := range then {
			if q.ID == m.ReplyTo.ID {
				m.ReplyTo = &protocol.ReplyRef{ID: q.ID, Seq: q.Seq, SenderID: q.SenderID, Excerpt: chat.Excerpt(q.Content), DeletedAt: q.DeletedAt}
			}
		}
	}
	return m
}

// told is a message as it is told: reactions list one person at most, and to one person what is their own.
func told(m protocol.Message, to chat.UserID) protocol.Message {
	m.Reactions = slices.Clone(m.Reactions)
	if to != "" {
		m.MyReactions = []string{}
	}
	for i := range m.Reactions {
		x := &m.Reactions[i]
		if to != "" && slices.Contains(x.UserIDs, to) {
			m.MyReactions = append(m.MyReactions, x.Emoji)
		}
		x.UserIDs = x.UserIDs[:min(1, len(x.UserIDs))]
	}
	return m
}

// page is a page as of a version.
func (r *room) page(v chat.Version, from, to int) protocol.MessagePage {
	then := r.was[v-1]
	from, to = max(0, min(from, len(then))), max(0, min(to, len(then)))
	p := protocol.MessagePage{Version: v, HasBefore: from > 0, HasAfter: to < len(then)}
	for i := from; i < to; i++ {
		p.Messages = append(p.Messages, told(r.read(then, i), "anna"))
	}
	return p
}

// sync is what a sync tells as of a version.
func (r *room) sync(since, v chat.Version) protocol.Sync {
	then := r.was[v-1]
	if since == 0 {
		p := r.page(v, len(then)-5, len(then))
		return protocol.Sync{Version: v, Messages: p.Messages, Reset: true, HasBefore: &p.HasBefore}
	}
	s := protocol.Sync{Since: since, Version: v}
	for i := range then {
		if then[i].Version > since {
			s.Messages = append(s.Messages, told(r.read(then, i), "anna"))
		}
	}
	slices.SortFunc(s.Messages, func(a, b protocol.Message) int { return int(a.Version - b.Version) })
	return s
}

// TestStaleStateAndEventsAreAFreshSnapshot has a client follow a room through cuts, resets, pages that are late, answers that come before or after
// their event, and events that are told again.
func TestStaleStateAndEventsAreAFreshSnapshot(t *testing.T) {
	for seed := range uint64(500) {
		r := &room{rand: rand.New(rand.NewPCG(seed, 0))}
		for range 10 {
			r.step()
		}
		line := NewTimeline("anna")
		first := r.sync(0, 10)
		line.Sync(&first)
		heard := chat.Version(10) // the greatest version that was told live
		type late struct {
			page     protocol.MessagePage
			resets   int
			position chat.Version
		}
		var pages []late
		for range 60 {
			last := chat.Version(len(r.log))
			switch k := r.rand.IntN(12); {
			case k < 4:
				r.step()
			case k < 7: // live, all that is missing, and one more again
				for v := max(1, min(heard, last)); v <= last; v++ {
					m := told(r.log[v-1].message, "")
					if !line.Live(&m, r.log[v-1].reacted) {
						t.Fatalf("seed %d: a hole before version %d at %d", seed, v, line.Position())
					}
				}
				heard = last
			case k < 8: // cut off, and back
				s := r.sync(line.Position(), last)
				if r.rand.IntN(4) == 0 {
					s = r.sync(0, last)
				}
				if !line.Sync(&s) {
					t.Fatalf("seed %d: a sync since %d does not fit %d", seed, s.Since, line.Position())
				}
				heard = last
			case k < 9: // an answer
				m := told(r.log[last-1].message, "anna")
				line.Apply(&m, nil)
			case k < 10: // a page is asked for
				low, _ := line.Low()
				pages = append(pages, late{r.page(max(last, line.Position()), int(low)-5, int(low)-1), line.Resets(), line.Position()})
			case len(pages) > 0: // and comes
				p := pages[0]
				pages = pages[1:]
				line.Page(&p.page, p.resets, p.position)
			}
		}
		last := chat.Version(len(r.log))
		s := r.sync(line.Position(), last)
		line.Sync(&s)
		compare(t, seed, r, line)
	}
}

func compare(t *testing.T, seed uint64, r *room, line *Timeline) {
	t.Helper()
	if line.Position() != chat.Version(len(r.log)) {
		t.Fatalf("seed %d: the position is %d of %d", seed, line.Position(), len(r.log))
	}
	low, more := line.Low()
	if more != (low > 1) {
		t.Fatalf("seed %d: more before %d: %v", seed, low, more)
	}
	for seq := low; int(seq) <= len(r.now); seq++ {
		if _, held := line.Message(seq); !held {
			t.Fatalf("seed %d: seq %d is missing", seed, seq)
		}
	}
	for _, m := range line.Messages() {
		want := told(r.read(r.now, int(m.Seq-1)), "anna")
		if m.MyReactions == nil {
			want.MyReactions = nil // unknown is no error
		}
		if !reflect.DeepEqual(normal(m), normal(want)) {
			t.Fatalf("seed %d: held %+v %+v, want %+v %+v", seed, m, m.ReplyTo, want, want.ReplyTo)
		}
	}
}

func normal(m protocol.Message) protocol.Message {
	if len(m.Reactions) == 0 {
		m.Reactions = nil
	}
	return m
}

func TestHoles(t *testing.T) {
	line := NewTimeline("anna")
	line.Sync(&protocol.Sync{Reset: true, Version: 3, Messages: []protocol.Message{{ID: "a", Seq: 1, Version: 3}}})
	if line.Live(&protocol.Message{ID: "c", Seq: 3, Version: 5}, nil) || line.Position() != 3 {
		t.Error("a hole is not seen")
	}
	if line.Sync(&protocol.Sync{Since: 4, Version: 5}) || line.Position() != 3 {
		t.Error("a sync after a hole is taken")
	}
	if _, held := line.Message(3); !held {
		t.Error("a message after a hole does not count")
	}
	if !line.Sync(&protocol.Sync{Since: 3, Version: 5, Messages: []protocol.Message{{ID: "b", Seq: 2, Version: 4}}}) || line.Position() != 5 {
		t.Error("the hole is not filled")
	}
	if line.Page(&protocol.MessagePage{Version: 4}, line.Resets(), 5) {
		t.Error("a page that is too old is taken")
	}
}
