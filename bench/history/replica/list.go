package replica

import (
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// Row is a room in a person's list, as far as it changes while people talk.
type Row struct {
	Version  chat.Version // as of which it was counted
	ReadRev  int64
	ReadSeq  chat.Seq
	Unread   int
	Mentions int
	Last     *protocol.Excerpt

	seqRev int64        // what readRev was when ReadSeq was told: an activity has the one without the other
	told   chat.Version // as of which Last was told
	asked  bool         // a summary is on its way
	newer  bool         // and something came meanwhile that it may not know
}

// List is what a client knows on /. Its methods are not for concurrent use.
type List struct {
	rows map[chat.RoomID]*Row
}

// NewList makes an empty one.
func NewList() *List { return &List{rows: map[chat.RoomID]*Row{}} }

// Rows is the list.
func (l *List) Rows() map[chat.RoomID]*Row { return l.rows }

// Session replaces everything by a snapshot.
func (l *List) Session(rooms []protocol.RoomSummary) {
	l.rows = map[chat.RoomID]*Row{}
	for i := range rooms {
		l.Summary(&rooms[i])
	}
}

// Disconnected forgets what is being asked for: no answer will come, and a snapshot comes anyway.
func (l *List) Disconnected() {
	for _, r := range l.rows {
		r.asked, r.newer = false, false
	}
}

// Summary replaces a row by the answer to room_summary, or by a row of the snapshot. It says whether to ask again: something newer came after the
// question.
func (l *List) Summary(s *protocol.RoomSummary) (ask bool) {
	was := l.rows[s.ID]
	l.rows[s.ID] = &Row{
		Version: s.Version, ReadRev: s.ReadRev, ReadSeq: s.ReadSeq, Unread: s.UnreadCount, Mentions: s.MentionCount, Last: s.LastMessage,
		seqRev: s.ReadRev, told: s.Version,
	}
	if was == nil || !was.newer {
		return false
	}
	l.rows[s.ID].asked = true
	return true
}

// Activity takes a room_activity.
func (l *List) Activity(a *protocol.RoomActivity) (ask bool) {
	r := l.rows[a.RoomID]
	if r == nil {
		return false
	}
	if a.LastMessage != nil && a.Version >= r.told {
		r.Last, r.told = a.LastMessage, a.Version
	}
	if a.ReadRev == nil || a.UnreadCount == nil || a.MentionCount == nil {
		return false // a large room: the row is shown as unread without a number
	}
	return r.state(protocol.Counters{Version: a.Version, ReadSeq: -1, ReadRev: *a.ReadRev, UnreadCount: *a.UnreadCount, MentionCount: *a.MentionCount})
}

// Counters takes a room_read, or the answer to mark_read.
func (l *List) Counters(room chat.RoomID, c protocol.Counters) (ask bool) {
	r := l.rows[room]
	if r == nil {
		return false
	}
	return r.state(c)
}

// state takes a statement about counters. Statements cross on the way, so each carries two numbers: it is taken when neither is smaller than what is
// held, ignored when neither is greater, and when they disagree the row has to be asked for.
func (r *Row) state(c protocol.Counters) (ask bool) {
	if c.ReadSeq >= 0 && c.ReadRev >= r.seqRev {
		r.ReadSeq, r.seqRev = c.ReadSeq, c.ReadRev
	}
	switch {
	case c.Version <= r.Version && c.ReadRev <= r.ReadRev:
		return false
	case c.Version >= r.Version && c.ReadRev >= r.ReadRev:
		r.Version, r.ReadRev, r.Unread, r.Mentions = c.Version, c.ReadRev, c.UnreadCount, c.MentionCount
		r.newer = r.asked
		return false
	}
	r.newer = r.asked
	if r.asked {
		return false
	}
	r.asked = true
	return true
}

// Unanswered says that a summary that was asked for does not come. It says whether to ask again.
func (l *List) Unanswered(room chat.RoomID) {
	if r := l.rows[room]; r != nil {
		r.asked, r.newer = false, false
	}
}
