package judge

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// numbers judges the server's history by itself.
func (r *room) numbers() {
	versions := map[chat.Version]bool{}
	var last chat.Version
	for i := range r.truth.Messages {
		m := &r.truth.Messages[i]
		if want := chat.Seq(i + 1); m.Seq != want {
			r.report(Gap, "the history has seq %d where %d should be", m.Seq, want)
			break
		}
		if versions[m.Version] {
			r.report(Duplicated, "two messages have version %d", m.Version)
		}
		versions[m.Version] = true
		last = max(last, m.Version)
		if i > 0 && m.CreatedAt < r.truth.Messages[i-1].CreatedAt {
			r.report(Reordered, "seq %d was made at %s, the one before it at %s", m.Seq, m.CreatedAt, r.truth.Messages[i-1].CreatedAt)
		}
	}
	if n := chat.Seq(len(r.truth.Messages)); n != r.truth.Seq {
		r.report(Gap, "the history has %d messages, and the room says %d", n, r.truth.Seq)
	}
	if last != r.truth.Version {
		r.report(Gap, "the latest change is version %d, and the room says %d", last, r.truth.Version)
	}
}

// sends judges what became of each send, and where each message comes from.
func (r *room) sends() {
	asked := map[string]*record.Op{}
	texts := map[string]*record.Op{}
	for _, op := range r.ops {
		if op.Kind == record.Send {
			asked[author(op.User, op.ID)] = op
			texts[normal(op.Content)] = op
			r.send(op)
		}
	}
	original := map[string]chat.MessageID{}
	for i := range r.truth.Messages {
		m := &r.truth.Messages[i]
		if m.Kind != chat.Text {
			continue
		}
		op := asked[author(m.SenderID, m.ClientID)]
		switch {
		case op == nil || op.Outcome == record.NotAsked:
			r.report(Ghost, "nobody sent %s", brief(m))
		case m.Revision == 0 && m.DeletedAt == "" && m.Content != normal(op.Content):
			r.report(Ghost, "%s was sent with another text: %s", name(op), brief(m))
		case quoted(m) != op.ReplyTo:
			r.report(Ghost, "%s does not reply to what was asked", brief(m))
		}
		if m.Revision == 0 && m.DeletedAt == "" {
			if other, twice := original[m.Content]; twice {
				r.report(Duplicated, "messages %s and %s say the same: %s", short(other), short(m.ID), brief(m))
			}
			original[m.Content] = m.ID
		}
	}
}

func quoted(m *protocol.Message) chat.MessageID {
	if m.ReplyTo == nil {
		return ""
	}
	return m.ReplyTo.ID
}

func (r *room) send(op *record.Op) {
	there := r.byOp[author(op.User, op.ID)]
	if len(there) > 1 {
		r.report(Duplicated, "%s is there %d times", name(op), len(there))
	}
	if op.Owed && r.alive(op.Client) && len(there) == 0 && !r.settled(op) {
		r.report(Lost, "%s, %s, was taken up by its client, which is still there, and came to nothing", name(op), brief(&protocol.Message{Content: op.Content}))
	}
	switch op.Outcome {
	case record.NotAsked: // what is there all the same is found as a ghost
	case record.Refused:
		r.report(Refusal, "%s was refused: %s", name(op), op.Code)
		if len(there) > 0 {
			r.report(Ghost, "%s was refused (%s) and is there", name(op), op.Code)
		}
	case record.Unknown:
		if op.Sure && (op.Stored != nil) != (len(there) > 0) {
			r.report(Diverged, "%s: sent_status and the history do not agree (%v, %v)", name(op), op.Stored != nil, len(there) > 0)
		}
		if op.Stored != nil && len(there) > 0 {
			r.saved(op, op.Stored, there[0])
		}
	case record.OK:
		if len(there) == 0 {
			r.report(Lost, "%s was acknowledged as seq %d at %v and is not there%s", name(op), op.Saved.Seq, ms(op.Ended), r.killed(op.Ended))
			return
		}
		r.saved(op, op.Saved, there[0])
	}
}

// alive says that a client was there in the end.
func (r *room) alive(client int) bool {
	return slices.ContainsFunc(r.h.States, func(s record.State) bool { return s.Client == client })
}

// settled says that a request was answered or took effect, for this client or for another tab of the same browser.
func (r *room) settled(op *record.Op) bool {
	return slices.ContainsFunc(r.ops, func(o *record.Op) bool {
		return o.User == op.User && o.Kind == op.Kind && o.Content == op.Content &&
			(o.Outcome == record.OK || o.Outcome == record.Refused || len(r.byOp[author(o.User, o.ID)]) > 0)
	})
}

// saved compares an acknowledgement with what is there.
func (r *room) saved(op *record.Op, s *protocol.MessageSaved, m *protocol.Message) {
	if s.ID != m.ID || s.RoomID != r.ID || s.ClientID != op.ID {
		r.report(Diverged, "%s was acknowledged as message %s and is %s", name(op), short(s.ID), short(m.ID))
	}
	if s.Seq != m.Seq || s.CreatedAt != m.CreatedAt {
		r.report(Reordered, "%s was acknowledged as seq %d and is seq %d", name(op), s.Seq, m.Seq)
	}
	if s.Version > m.Version || s.Version != r.first(m.ID) && r.first(m.ID) < s.Version {
		r.report(Reordered, "%s was acknowledged as version %d and was seen as version %d", name(op), s.Version, r.first(m.ID))
	}
}

// killed says that the server was killed between then and the end.
func (r *room) killed(since time.Duration) string {
	for _, k := range r.h.Kills {
		if k >= since {
			return fmt.Sprintf(" (the server ended at %v)", ms(k))
		}
	}
	return ""
}

func ms(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// order judges numbers against time: what was asked after something had been acknowledged has the greater number.
func (r *room) order() {
	var creations, changes []numbered
	for _, op := range r.ops {
		if op.Outcome != record.OK {
			continue
		}
		switch {
		case op.Saved != nil:
			creations = append(creations, numbered{op, int64(op.Saved.Seq), !op.Again})
			changes = append(changes, numbered{op, int64(op.Saved.Version), !op.Again})
		case op.Answer != nil: // a deletion or a reaction may have found nothing to do
			changes = append(changes, numbered{op, int64(op.Answer.Version), op.Kind == record.Edit && !op.Again})
		}
	}
	r.monotone("seq", creations)
	r.monotone("version", changes)
	slices.SortFunc(creations, func(a, b numbered) int { return cmp.Compare(a.n, b.n) })
	for i := 1; i < len(creations); i++ {
		a, b := creations[i-1], creations[i]
		switch {
		case a.op.User == b.op.User && a.op.ID == b.op.ID: // by two tabs
		case a.n == b.n:
			r.report(Duplicated, "%s and %s were both acknowledged as seq %d", name(a.op), name(b.op), a.n)
		case a.op.Saved.Version >= b.op.Saved.Version:
			r.report(Reordered, "seq %d has version %d, seq %d version %d", a.n, a.op.Saved.Version, b.n, b.op.Saved.Version)
		}
	}
}

// numbered is an acknowledged request and its number. fresh: the number was given out after it was asked; of a repetition another tab may have asked first.
type numbered struct {
	op    *record.Op
	n     int64
	fresh bool
}

func (r *room) monotone(what string, list []numbered) {
	begun, ended := slices.Clone(list), slices.Clone(list)
	slices.SortFunc(begun, func(a, b numbered) int { return cmp.Compare(a.op.Asked, b.op.Asked) })
	slices.SortFunc(ended, func(a, b numbered) int { return cmp.Compare(a.op.Ended, b.op.Ended) })
	var before numbered // with the greatest number of those that had ended
	for _, b := range begun {
		for len(ended) > 0 && ended[0].op.Ended < b.op.Asked {
			if ended[0].n > before.n {
				before = ended[0]
			}
			ended = ended[1:]
		}
		if b.fresh && before.op != nil && b.n <= before.n {
			r.report(Reordered, "%s was asked after %s was acknowledged, and has %s %d, not more than %d", name(b.op), name(before.op), what, b.n, before.n)
		}
	}
}
