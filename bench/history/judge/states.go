package judge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// states judges what each client holds in the end against a fresh snapshot.
func (r *room) states() {
	for i := range r.h.States {
		s := &r.h.States[i]
		for k := range s.Rooms {
			if s.Rooms[k].Room == r.ID {
				r.state(s, &s.Rooms[k])
			}
		}
	}
}

func (r *room) state(s *record.State, held *record.RoomState) {
	who := fmt.Sprintf("client %d (%s)", s.Client, s.Name)
	if held.Position != r.truth.Version {
		r.report(Diverged, "%s is at version %d, the room at %d", who, held.Position, r.truth.Version)
	}
	next := held.Low
	for i := range held.Messages {
		m := &held.Messages[i]
		if i > 0 && m.Seq == held.Messages[i-1].Seq {
			r.report(Duplicated, "%s holds seq %d twice", who, m.Seq)
		}
		if m.Seq >= held.Low {
			for ; next < m.Seq; next++ {
				r.missing(who, next)
			}
			next = m.Seq + 1
		}
		is := r.byID[m.ID]
		if is == nil {
			r.report(Diverged, "%s holds %s, which is not there", who, brief(m))
			continue
		}
		if what := r.unlike(m, is, s.User); what != "" {
			r.report(Diverged, "%s holds %s, and it is %s: %s", who, brief(m), brief(is), what)
		}
	}
	for ; next <= r.truth.Seq; next++ {
		r.missing(who, next)
	}
}

// missing reports a message that a client should hold.
func (r *room) missing(who string, seq chat.Seq) {
	for _, op := range r.ops {
		if op.Saved != nil && op.Outcome == record.OK && op.Saved.Seq == seq {
			r.report(Lost, "%s does not hold seq %d, which was acknowledged at %v", who, seq, ms(op.Ended))
			return
		}
	}
	r.report(Gap, "%s does not hold seq %d", who, seq)
}

// unlike names what a client holds otherwise than a fresh snapshot.
func (r *room) unlike(held, is *protocol.Message, user chat.UserID) string {
	if held.Version != is.Version {
		return "version"
	}
	if what := differs(held, is); what != "" {
		return what
	}
	if h, i := held.ReplyTo, is.ReplyTo; h != nil && *h != *i {
		return fmt.Sprintf("its quote is %+v, not %+v", *h, *i)
	}
	if held.MyReactions == nil {
		return "" // unknown
	}
	for _, reaction := range is.Reactions {
		mine := slices.Contains(held.MyReactions, reaction.Emoji)
		if listed := slices.Contains(reaction.UserIDs, user); mine != listed && (listed || reaction.Count == len(reaction.UserIDs)) {
			return fmt.Sprintf("whether %s is the own", reaction.Emoji)
		}
	}
	for _, emoji := range held.MyReactions {
		if !slices.ContainsFunc(is.Reactions, func(x protocol.Reaction) bool { return x.Emoji == emoji }) {
			return fmt.Sprintf("the own %s is not there", emoji)
		}
	}
	return ""
}

// counters judges read positions, and the numbers of unread messages against a recount from the history.
func (r *room) counters() {
	for _, user := range r.Members {
		row, ok := r.h.Truth.Rows[user][r.ID]
		if !ok {
			r.report(Lost, "the room is missing in user %s's list", short(user))
			continue
		}
		unread, mentions := r.recount(user, row.ReadSeq)
		if row.UnreadCount != unread || row.MentionCount != mentions {
			r.report(Counters, "user %s: the server says %d unread and %d mentions after seq %d, a recount %d and %d",
				short(user), row.UnreadCount, row.MentionCount, row.ReadSeq, unread, mentions)
		}
		r.latest(fmt.Sprintf("the server's list for user %s", short(user)), row.LastMessage)
		r.positions(user, row)
		r.rows(user, row)
	}
}

// recount counts what somebody has not read.
func (r *room) recount(user chat.UserID, readSeq chat.Seq) (unread, mentions int) {
	for i := range r.truth.Messages {
		m := &r.truth.Messages[i]
		if m.Seq <= readSeq || m.Kind != chat.Text || m.SenderID == user || m.DeletedAt != "" {
			continue
		}
		unread++
		if slices.Contains(m.Mentions, user) {
			mentions++
		}
	}
	return min(unread, chat.MaxCount), min(mentions, chat.MaxCount)
}

// latest judges the excerpt of the latest message in a list.
func (r *room) latest(who string, shown *protocol.Excerpt) {
	for _, m := range slices.Backward(r.truth.Messages) {
		if m.Kind != chat.Text {
			continue
		}
		if shown == nil || shown.ID != m.ID || shown.Excerpt != chat.Excerpt(m.Content) || shown.DeletedAt != m.DeletedAt {
			r.report(Diverged, "%s does not show the latest message %s, but %+v", who, brief(&m), shown)
		}
		return
	}
	if shown != nil {
		r.report(Diverged, "%s shows a latest message, and nobody has said anything", who)
	}
}

// positions judges a read position: somebody asked for it, no acknowledged move forward is lost, and one number means one position.
func (r *room) positions(user chat.UserID, row protocol.RoomSummary) {
	places := map[int64]chat.Seq{row.ReadRev: row.ReadSeq}
	same := func(c *protocol.Counters, who string) {
		if c == nil || c.ReadSeq < 0 {
			return
		}
		if at, known := places[c.ReadRev]; known && at != c.ReadSeq {
			r.report(Counters, "user %s: move %d of the read position went to seq %d and to seq %d (%s)", short(user), c.ReadRev, at, c.ReadSeq, who)
		}
		places[c.ReadRev] = c.ReadSeq
		if c.ReadRev > row.ReadRev {
			r.report(Lost, "user %s: move %d of the read position was told (%s), and the last is %d%s", short(user), c.ReadRev, who, row.ReadRev, r.killed(0))
		}
	}
	for _, t := range r.told {
		if t.How == record.Row && t.Client < len(r.h.Clients) && r.h.Clients[t.Client] == user {
			same(t.Counters, t.Event)
		}
	}
	asked := row.ReadRev == 0
	for _, op := range r.ops {
		if op.User != user || op.Kind != record.Read && op.Kind != record.Unread || op.Outcome == record.NotAsked {
			continue
		}
		same(op.Counters, name(op))
		asked = asked || op.Kind == record.Read && op.Seq == row.ReadSeq || op.Kind == record.Unread && op.Seq-1 == row.ReadSeq
		switch {
		case op.Outcome == record.Refused:
			r.report(Refusal, "%s was refused: %s", name(op), op.Code)
		case op.Kind == record.Read && op.Outcome == record.OK && row.ReadSeq < op.Seq && !r.backAfter(op):
			r.report(Lost, "%s to seq %d was acknowledged at %v, and the position is %d%s", name(op), op.Seq, ms(op.Ended), row.ReadSeq, r.killed(op.Ended))
		}
	}
	if !asked {
		r.report(Ghost, "user %s has read up to seq %d, which nobody asked for", short(user), row.ReadSeq)
	}
}

// backAfter says that the position may have been moved back after op had moved it forward.
func (r *room) backAfter(op *record.Op) bool {
	return slices.ContainsFunc(r.ops, func(o *record.Op) bool {
		return o.User == op.User && o.Kind == record.Unread && (o.Outcome == record.Unknown || o.Outcome == record.OK && o.Ended > op.Asked)
	})
}

// rows judges the row in the lists of the person's clients.
func (r *room) rows(user chat.UserID, row protocol.RoomSummary) {
	for i := range r.h.States {
		s := &r.h.States[i]
		if s.User != user {
			continue
		}
		at := slices.IndexFunc(s.Rows, func(held record.RowState) bool { return held.Room == r.ID })
		who := fmt.Sprintf("client %d (%s)", s.Client, s.Name)
		if at < 0 {
			r.report(Lost, "the room is missing in the list of %s", who)
			continue
		}
		held := s.Rows[at]
		if held.Unread != row.UnreadCount || held.Mentions != row.MentionCount || held.ReadSeq != row.ReadSeq {
			r.report(Counters, "%s shows %d unread and %d mentions after seq %d (version %d, move %d), and it is %d and %d after seq %d (version %d, move %d)",
				who, held.Unread, held.Mentions, held.ReadSeq, held.Version, held.ReadRev, row.UnreadCount, row.MentionCount, row.ReadSeq, row.Version, row.ReadRev)
		}
		r.latest("the list of "+who, held.Last)
	}
}

// whole judges what is not of one room.
func (j *judge) whole() {
	report := func(kind Kind, format string, args ...any) {
		j.found = append(j.found, Violation{Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
	for i := range j.h.Told {
		t := &j.h.Told[i]
		switch {
		case t.How == record.Garbage:
			report(Server, "client %d was told what it cannot read: %s", t.Client, t.Event)
		case t.How == record.Twice:
			report(Duplicated, "client %d shows twice: %s", t.Client, t.Event)
		case t.How == record.Broken:
			report(Client, "client %d: %s", t.Client, t.Event)
		case (t.How == record.Sync || t.How == record.Session) && t.Epoch != j.h.Truth.Epoch:
			report(Server, "client %d was told epoch %q, and it is %q", t.Client, t.Epoch, j.h.Truth.Epoch)
		}
	}
	for _, line := range j.h.Log {
		report(Server, "the server's log: %s", strings.TrimSpace(line))
	}
	for _, end := range j.h.Exits {
		report(Server, "%s", end)
	}
}
