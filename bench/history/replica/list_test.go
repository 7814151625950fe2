package replica

import (
	"math/rand/v2"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// TestStatementsThatCross has statements about counters arrive in any order: in the end the row says what the last one said, or has been asked for.
func TestStatementsThatCross(t *testing.T) {
	type state struct {
		version chat.Version
		rev     int64
		seq     chat.Seq
		unread  int
	}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 0))
		now := state{version: 1}
		states := []state{now}
		for range 8 {
			if r.IntN(2) == 0 {
				now.version++
				now.unread++
			} else {
				now.rev++
				now.seq, now.unread = chat.Seq(now.version), r.IntN(3)
			}
			states = append(states, now)
		}
		summary := func(s state) *protocol.RoomSummary {
			out := &protocol.RoomSummary{ReadRev: s.rev, ReadSeq: s.seq, UnreadCount: s.unread}
			out.ID, out.Version = "r", s.version
			return out
		}
		l := NewList()
		l.Session([]protocol.RoomSummary{*summary(states[0])})
		asked := false
		for _, i := range r.Perm(len(states)) {
			s := states[i]
			if s.rev == 0 || r.IntN(2) == 0 {
				zero := 0
				asked = l.Activity(&protocol.RoomActivity{RoomID: "r", Version: s.version, ReadRev: &s.rev, UnreadCount: &s.unread, MentionCount: &zero}) || asked
				// What moved the position is told by itself as well.
			}
			asked = l.Counters("r", protocol.Counters{Version: s.version, ReadRev: s.rev, ReadSeq: s.seq, UnreadCount: s.unread}) || asked
			if asked && r.IntN(3) == 0 { // the answer is as of somewhere in between, or of now
				asked = l.Summary(summary(states[max(i, r.IntN(len(states)))]))
			}
		}
		for asked {
			asked = l.Summary(summary(now))
		}
		if got := l.Rows()["r"]; got.Unread != now.unread || got.Version != now.version || got.ReadRev != now.rev || got.ReadSeq != now.seq {
			t.Fatalf("seed %d: %+v, want %+v", seed, got, now)
		}
	}
}
