package judge

import (
	"slices"
	"time"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// of lists the requests of a kind by the message that they are about.
func (r *room) of(kind record.Kind) map[chat.MessageID][]*record.Op {
	out := map[chat.MessageID][]*record.Op{}
	for _, op := range r.ops {
		if op.Kind == kind {
			out[op.Message] = append(out[op.Message], op)
		}
	}
	return out
}

// edits judges the texts. An edit is based on a revision and makes the next one, so each revision goes back to exactly one edit.
func (r *room) edits() {
	asked := r.of(record.Edit)
	for id, ops := range asked {
		m := r.byID[id]
		if m == nil {
			continue // lost, and reported as that
		}
		for _, op := range ops {
			r.edit(op, m)
		}
	}
	seen := map[chat.MessageID]map[int]*record.Op{}
	for v, s := range r.known {
		m := s.message
		if m.Kind != chat.Text || m.Revision == 0 || m.DeletedAt != "" {
			continue
		}
		op := explains(asked[m.ID], m)
		if op == nil {
			r.report(LostEdit, "version %d, %s, goes back to no edit that may have taken effect (told to %s)", v, brief(m), s.by)
			continue
		}
		if seen[m.ID] == nil {
			seen[m.ID] = map[int]*record.Op{}
		}
		if other := seen[m.ID][m.Revision]; other != nil && other != op {
			r.report(LostEdit, "revision %d of message %s is both %s and %s", m.Revision, short(m.ID), name(other), name(op))
		}
		seen[m.ID][m.Revision] = op
	}
}

// explains finds the edit that made a revision.
func explains(ops []*record.Op, m *protocol.Message) *record.Op {
	for _, op := range ops {
		if (op.Outcome == record.OK || op.Outcome == record.Unknown) && normal(op.Content) == m.Content && op.Base == m.Revision-1 {
			return op
		}
	}
	return nil
}

func (r *room) edit(op *record.Op, m *protocol.Message) {
	switch op.Outcome {
	case record.OK:
		if m.Revision <= op.Base {
			r.report(LostEdit, "%s was acknowledged as revision %d at %v, and the message is %s%s", name(op), op.Base+1, ms(op.Ended), brief(m), r.killed(op.Ended))
			return
		}
		if m.Revision == op.Base+1 && m.DeletedAt == "" && m.Content != normal(op.Content) {
			r.report(LostEdit, "%s was acknowledged as revision %d, and that is %s", name(op), op.Base+1, brief(m))
		}
		if !op.Again && (op.Answer.ID != op.Message || op.Answer.Revision != op.Base+1 || op.Answer.Content != normal(op.Content)) {
			r.report(LostEdit, "%s was acknowledged with %s", name(op), brief(op.Answer))
		}
	case record.Refused:
		switch {
		case op.Code == chat.CodeEditConflict && op.Newer != nil && op.Newer.Revision != op.Base && op.Newer.ID == op.Message:
		case op.Code == chat.CodeConflict && m.DeletedAt != "":
		default:
			r.report(Refusal, "%s, based on revision %d, was refused: %s, and the message is %s", name(op), op.Base, op.Code, brief(m))
		}
		for v, s := range r.known {
			if s.message.ID == m.ID && s.message.Content == normal(op.Content) {
				r.report(Ghost, "%s was refused (%s), and is version %d", name(op), op.Code, v)
			}
		}
	default:
	}
}

// deletions judges what was deleted, and that it stays so.
func (r *room) deletions() {
	asked := r.of(record.Delete)
	for i := range r.truth.Messages {
		m := &r.truth.Messages[i]
		may, must := false, (*record.Op)(nil)
		for _, op := range asked[m.ID] {
			switch op.Outcome {
			case record.OK:
				may, must = true, op
				if op.Answer.DeletedAt == "" {
					r.report(Resurrected, "%s was acknowledged with %s", name(op), brief(op.Answer))
				}
			case record.Unknown:
				may = true
			case record.Refused:
				r.report(Refusal, "%s was refused: %s", name(op), op.Code)
			default:
			}
		}
		if must != nil && m.DeletedAt == "" {
			r.report(Resurrected, "%s was acknowledged at %v, and the message is %s%s", name(must), ms(must.Ended), brief(m), r.killed(must.Ended))
		}
		if !may && m.DeletedAt != "" {
			r.report(Ghost, "nobody deleted %s", brief(m))
		}
	}
	for id, versions := range r.change {
		deleted := chat.Version(0)
		for _, v := range versions {
			m := r.known[v].message
			if deleted > 0 && m.DeletedAt == "" {
				r.report(Resurrected, "message %s was deleted in version %d, and version %d is %s (told to %s)", short(id), deleted, v, brief(m), r.known[v].by)
			}
			if m.DeletedAt == "" {
				continue
			}
			deleted = v
			if m.Content != "" || len(m.Reactions) > 0 || len(m.Mentions) > 0 {
				r.report(Resurrected, "message %s is deleted and not empty: %s (told to %s)", short(id), brief(m), r.known[v].by)
			}
		}
	}
}

// vote is one person's one emoji on one message: a register that only they write.
type vote struct {
	message chat.MessageID
	emoji   string
	user    chat.UserID
}

// reactions judges the sets. What stands in the end must have been asked last, as far as the outcomes tell: a request without an answer may take effect
// at any time after it was sent, or never.
func (r *room) reactions() {
	asked := map[vote][]*record.Op{}
	for _, op := range r.ops {
		if op.Kind != record.React {
			continue
		}
		v := vote{op.Message, op.Emoji, op.User}
		asked[v] = append(asked[v], op)
		if m := r.byID[op.Message]; op.Outcome == record.Refused && (op.Code != chat.CodeConflict || m == nil || m.DeletedAt == "") {
			r.report(Refusal, "%s was refused: %s", name(op), op.Code)
		}
	}
	for i := range r.truth.Messages {
		m := &r.truth.Messages[i]
		for _, reaction := range m.Reactions {
			for _, user := range reaction.UserIDs {
				if !possible(asked[vote{m.ID, reaction.Emoji, user}], true) {
					r.report(Reactions, "%s of user %s on %s is not explained by what was asked", reaction.Emoji, short(user), brief(m))
				}
			}
		}
	}
	for v, ops := range asked {
		m := r.byID[v.message]
		if m == nil || m.DeletedAt != "" {
			continue
		}
		at := slices.IndexFunc(m.Reactions, func(x protocol.Reaction) bool { return x.Emoji == v.emoji })
		given := at >= 0 && slices.Contains(m.Reactions[at].UserIDs, v.user)
		whole := at < 0 || m.Reactions[at].Count == len(m.Reactions[at].UserIDs) // otherwise it does not say who all are
		if !given && whole && !possible(ops, false) {
			r.report(Reactions, "%s of user %s on %s was given (%s) and is not there", v.emoji, short(v.user), brief(m), name(ops[len(ops)-1]))
		}
	}
}

// possible says whether on may be what stands in the end.
func possible(ops []*record.Op, on bool) bool {
	last := func(ended time.Duration) bool { // no request that wants the other began after it had ended
		for _, op := range ops {
			if op.On != on && op.Outcome == record.OK && op.Asked > ended {
				return false
			}
		}
		return true
	}
	for _, op := range ops {
		switch {
		case op.On != on:
		case op.Outcome == record.Unknown, op.Outcome == record.OK && last(op.Ended):
			return true
		}
	}
	return !on && last(-1) // as it was at the beginning
}
