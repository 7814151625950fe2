package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// Kind is what is wrong.
type Kind string

// What can be wrong.
const (
	Lost        Kind = "lost"        // acknowledged, and not there
	Duplicated  Kind = "duplicated"  // one request took effect, or one change was delivered, twice
	Reordered   Kind = "reordered"   // numbers or deliveries that contradict the order of events
	Gap         Kind = "gap"         // a number is missing, in the history or on a socket
	Ghost       Kind = "ghost"       // something that nobody asked for, or that was refused
	LostEdit    Kind = "lost edit"   // an acknowledged edit that the text does not go back to
	Resurrected Kind = "resurrected" // content after a deletion
	Reactions   Kind = "reactions"   // a set that the outcomes do not explain
	Stale       Kind = "stale"       // a page or a sync that is older than it says, or than what was acknowledged before
	Diverged    Kind = "diverged"    // a client holds something else than the server, or two were told different things
	Counters    Kind = "counters"    // a number of unread messages, or a read position, that a recount does not give
	Refusal     Kind = "refusal"     // refused without a reason
	Client      Kind = "client"      // a client broke
	Server      Kind = "server"      // the server says itself that something is wrong
)

// Violation is one thing that is wrong.
type Violation struct {
	Kind Kind
	Room chat.RoomID
	Text string
}

// String is the violation in words.
func (v Violation) String() string { return fmt.Sprintf("%s: %s", v.Kind, v.Text) }

// Judge answers everything that is wrong with a run.
func Judge(h *record.History) []Violation {
	j := &judge{h: h}
	for i := range h.Rooms {
		r := &room{judge: j, Room: h.Rooms[i], truth: h.Truth.Rooms[h.Rooms[i].ID]}
		r.collect()
		j.rooms = append(j.rooms, r)
	}
	for _, r := range j.rooms {
		r.numbers()
		r.sends()
		r.edits()
		r.deletions()
		r.reactions()
		r.order()
		r.sockets()
		r.versions()
		r.pages()
		r.syncs()
		r.states()
		r.counters()
	}
	j.whole()
	slices.SortStableFunc(j.found, func(a, b Violation) int { return cmp.Compare(a.Room, b.Room) })
	return j.found
}

// Converged answers what clients hold otherwise than the server, and nothing else: whoever waits for the end asks it again and again.
func Converged(h *record.History) []Violation {
	j := &judge{h: h}
	for i := range h.Rooms {
		r := &room{judge: j, Room: h.Rooms[i], truth: h.Truth.Rooms[h.Rooms[i].ID]}
		r.collect()
		r.states()
		for _, user := range r.Members {
			r.rows(user, h.Truth.Rows[user][r.ID])
		}
	}
	return j.found
}

// Summary counts violations by kind, with the first of each in words.
func Summary(found []Violation) string {
	count, first := map[Kind]int{}, map[Kind]string{}
	var kinds []Kind
	for _, v := range found {
		if count[v.Kind]++; count[v.Kind] == 1 {
			kinds = append(kinds, v.Kind)
			first[v.Kind] = v.Text
		}
	}
	var out []string
	for _, k := range kinds {
		out = append(out, fmt.Sprintf("%d %s (%s)", count[k], k, first[k]))
	}
	return strings.Join(out, "; ")
}

type judge struct {
	h     *record.History
	rooms []*room
	found []Violation
}

// room is the part of the record that is about one room.
type room struct {
	*judge
	record.Room
	truth record.RoomTruth

	ops    []*record.Op
	told   []*record.Told
	byID   map[chat.MessageID]*protocol.Message // of the truth
	byOp   map[string][]*protocol.Message       // of the truth, by sender and clientId
	known  map[chat.Version]*sighting           // what each version was said to be
	change map[chat.MessageID][]chat.Version    // known versions of each message, ascending
	heard  []heard                              // how far the room had come, ascending; made when it is needed
	born   []protocol.MessageSaved              // acknowledged sends by version; made when it is needed
}

// sighting is a version as somebody was told it first.
type sighting struct {
	message *protocol.Message
	at      time.Duration
	by      string
}

func (r *room) report(kind Kind, format string, args ...any) {
	r.found = append(r.found, Violation{kind, r.ID, fmt.Sprintf("room %s: ", short(r.ID)) + fmt.Sprintf(format, args...)})
}

// short is the end of an id: the beginning is a time.
func short[T ~string](id T) string { return string(id[max(0, len(id)-6):]) }

// collect sorts out what belongs to the room, and learns every version that anybody was told.
func (r *room) collect() {
	r.byID, r.byOp = map[chat.MessageID]*protocol.Message{}, map[string][]*protocol.Message{}
	r.known, r.change = map[chat.Version]*sighting{}, map[chat.MessageID][]chat.Version{}
	for i := range r.truth.Messages {
		m := &r.truth.Messages[i]
		r.byID[m.ID] = m
		key := author(m.SenderID, m.ClientID)
		r.byOp[key] = append(r.byOp[key], m)
		r.see(m, 1<<62, "the server in the end")
	}
	for i := range r.h.Ops {
		op := &r.h.Ops[i]
		if op.Room != r.ID {
			continue
		}
		r.ops = append(r.ops, op)
		for _, m := range []*protocol.Message{op.Answer, op.Newer} {
			if m != nil {
				r.see(m, op.Ended, fmt.Sprintf("client %d by an answer", op.Client))
			}
		}
	}
	for i := range r.h.Told {
		t := &r.h.Told[i]
		if t.Room != r.ID {
			continue
		}
		r.told = append(r.told, t)
		for k := range t.Messages {
			r.see(&t.Messages[k], t.At, fmt.Sprintf("client %d by %s", t.Client, t.How))
		}
	}
	for _, versions := range r.change {
		slices.Sort(versions)
	}
	slices.SortStableFunc(r.told, func(a, b *record.Told) int { return cmp.Compare(a.At, b.At) })
}

func author(sender chat.UserID, clientID string) string { return string(sender) + " " + clientID }

// see learns a version. Whoever is told the same version must be told the same.
func (r *room) see(m *protocol.Message, at time.Duration, by string) {
	if s := r.known[m.Version]; s != nil {
		if what := differs(s.message, m); what != "" {
			r.report(Diverged, "version %d has two forms: %s was told %s, %s %s", m.Version, s.by, brief(s.message), by, brief(m)+" ("+what+")")
		}
		if at < s.at {
			s.at = at
		}
		return
	}
	r.known[m.Version] = &sighting{m, at, by}
	r.change[m.ID] = append(r.change[m.ID], m.Version)
}

// newest is the greatest known version of a message that is at most v; 0 if there is none.
func (r *room) newest(id chat.MessageID, v chat.Version) chat.Version {
	var out chat.Version
	for _, known := range r.change[id] {
		if known <= v {
			out = known
		}
	}
	return out
}

// first is the least known version of a message: of its creation, if anybody was told that.
func (r *room) first(id chat.MessageID) chat.Version { return r.change[id][0] }

// differs names what is different in what two were told of one version. Quotes are as of the reading, and myReactions are each one's own.
func differs(a, b *protocol.Message) string {
	replyTo := func(m *protocol.Message) chat.MessageID {
		if m.ReplyTo == nil {
			return ""
		}
		return m.ReplyTo.ID
	}
	switch {
	case a.ID != b.ID:
		return "id"
	case a.Seq != b.Seq:
		return "seq"
	case a.SenderID != b.SenderID || a.ClientID != b.ClientID || a.Kind != b.Kind:
		return "origin"
	case a.Content != b.Content:
		return "content"
	case a.Revision != b.Revision || a.EditedAt != b.EditedAt:
		return "revision"
	case a.CreatedAt != b.CreatedAt:
		return "createdAt"
	case a.DeletedAt != b.DeletedAt:
		return "deletedAt"
	case replyTo(a) != replyTo(b):
		return "replyTo"
	case !slices.Equal(a.Mentions, b.Mentions):
		return "mentions"
	case !slices.EqualFunc(a.Reactions, b.Reactions, sameReaction):
		return "reactions"
	}
	return ""
}

func sameReaction(a, b protocol.Reaction) bool {
	return a.Emoji == b.Emoji && a.Count == b.Count && slices.Equal(a.UserIDs, b.UserIDs)
}

// brief is a message in words.
func brief(m *protocol.Message) string {
	content := []rune(m.Content)
	if len(content) > 30 {
		content = append(content[:30], '…')
	}
	s := fmt.Sprintf("seq %d v%d r%d %q", m.Seq, m.Version, m.Revision, string(content))
	if m.DeletedAt != "" {
		s += " deleted"
	}
	for _, r := range m.Reactions {
		s += fmt.Sprintf(" %s%d", r.Emoji, r.Count)
	}
	return s
}

// normal is a text as it is stored.
func normal(content string) string { return strings.ReplaceAll(content, "\r\n", "\n") }

// name is a request in words.
func name(op *record.Op) string {
	s := fmt.Sprintf("client %d's %s %s", op.Client, op.Kind, op.ID)
	if op.Message != "" {
		s += " of message " + short(op.Message)
	}
	return s
}
