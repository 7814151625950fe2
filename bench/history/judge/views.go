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

// sockets judges what came over each entering of the namespace: live events in the order of version, without holes, each once (protocol 3.5).
func (r *room) sockets() {
	type state struct {
		synced bool
		more   bool
		upTo   chat.Version // sync and live events have told everything up to here
		live   chat.Version // the latest live event
		born   map[chat.MessageID]bool
	}
	sockets := map[int]*state{}
	for _, t := range r.told {
		if t.Socket == 0 {
			continue
		}
		s := sockets[t.Socket]
		if s == nil {
			s = &state{born: map[chat.MessageID]bool{}}
			sockets[t.Socket] = s
		}
		who := fmt.Sprintf("client %d at %v", t.Client, ms(t.At))
		switch t.How {
		case record.Sync:
			if !t.Reset && t.Since > s.upTo && s.synced {
				r.report(Gap, "%s: a sync since %d after everything up to %d", who, t.Since, s.upTo)
			}
			if !t.Reset && t.Since > t.Want && (t.Since > s.upTo || !s.synced) { // a node that filled a hole for all may begin later
				r.report(Gap, "%s: a sync since %d, asked for since %d", who, t.Since, t.Want)
			}
			if t.Reset {
				s.upTo = 0
			}
			s.upTo, s.synced, s.more = max(s.upTo, t.Version), true, t.More
		case record.Live:
			m := &t.Messages[0]
			switch {
			case !s.synced || s.more:
				r.report(Reordered, "%s: version %d came before the sync was complete", who, t.Version)
			case t.Version == s.live:
				r.report(Duplicated, "%s: version %d was delivered again: %s", who, t.Version, brief(m))
			case t.Version < s.live:
				r.report(Reordered, "%s: version %d was delivered after %d: %s", who, t.Version, s.live, brief(m))
			case t.Version > s.upTo+1:
				r.report(Gap, "%s: version %d was delivered after %d", who, t.Version, s.upTo)
			}
			s.live, s.upTo = max(s.live, t.Version), max(s.upTo, t.Version)
			if t.Event == "receive_message" {
				if s.born[m.ID] {
					r.report(Duplicated, "%s: %s was delivered as new twice", who, brief(m))
				}
				s.born[m.ID] = true
			}
		default:
		}
	}
}

// versions judges the shape of what was told: seqs are given to new messages in the order of versions, and a text that was given to two messages was
// sent twice.
func (r *room) versions() {
	texts := map[string]chat.MessageID{}
	versions := make([]chat.Version, 0, len(r.known))
	for v := range r.known {
		versions = append(versions, v)
	}
	slices.Sort(versions)
	var seq chat.Seq
	seen := map[chat.MessageID]bool{}
	for _, v := range versions {
		m := r.known[v].message
		if seen[m.ID] {
			continue
		}
		seen[m.ID] = true
		if r.byID[m.ID] == nil {
			r.report(Lost, "%s was told to %s and is not there%s", brief(m), r.known[v].by, r.killed(r.known[v].at))
		}
		if created := m.Revision == 0 && m.DeletedAt == "" && len(m.Reactions) == 0; !created || m.Kind != chat.Text {
			continue
		}
		if other, twice := texts[m.Content]; twice {
			r.report(Duplicated, "messages %s and %s say the same: %s", short(other), short(m.ID), brief(m))
		}
		texts[m.Content] = m.ID
		if created := r.creation(m, v); created {
			if m.Seq < seq {
				r.report(Reordered, "version %d made seq %d after seq %d", v, m.Seq, seq)
			}
			seq = max(seq, m.Seq)
		}
	}
}

// creation says whether somebody was told that this version made the message.
func (r *room) creation(m *protocol.Message, v chat.Version) bool {
	for _, op := range r.ops {
		if op.Saved != nil && op.Saved.ID == m.ID {
			return op.Saved.Version == v
		}
	}
	return false
}

// acknowledged is the greatest version that somebody had been told by then.
func (r *room) acknowledged(then time.Duration) chat.Version {
	if r.heard == nil {
		for _, op := range r.ops {
			switch {
			case op.Outcome != record.OK:
			case op.Saved != nil:
				r.heard = append(r.heard, heard{op.Ended, op.Saved.Version})
			case op.Answer != nil:
				r.heard = append(r.heard, heard{op.Ended, op.Answer.Version})
			}
		}
		for _, t := range r.told {
			if t.How == record.Live || t.How == record.Sync {
				r.heard = append(r.heard, heard{t.At, t.Version})
			}
		}
		slices.SortFunc(r.heard, func(a, b heard) int { return cmp.Compare(a.at, b.at) })
		for i := 1; i < len(r.heard); i++ {
			r.heard[i].version = max(r.heard[i].version, r.heard[i-1].version)
		}
	}
	at, _ := slices.BinarySearchFunc(r.heard, then, func(h heard, t time.Duration) int { return cmp.Compare(h.at, t) })
	if at == 0 {
		return 0
	}
	return r.heard[at-1].version
}

// heard is how far the room had come, as somebody knew.
type heard struct {
	at      time.Duration
	version chat.Version
}

// pages judges each page: as new as it says, as new as what was acknowledged before it was asked for, whole, and at the place asked for.
func (r *room) pages() {
	for _, t := range r.told {
		if t.How != record.Page {
			continue
		}
		who := fmt.Sprintf("client %d's page %s at %v, as of version %d", t.Client, window(t.Window), ms(t.At), t.Version)
		if known := r.acknowledged(t.Asked); t.Version < known {
			r.report(Stale, "%s: version %d was known before it was asked for%s", who, known, r.killed(t.Asked))
		}
		r.fresh(t, who)
		for i := 1; i < len(t.Messages); i++ {
			if a, b := t.Messages[i-1].Seq, t.Messages[i].Seq; b != a+1 {
				r.report(Gap, "%s: seq %d follows %d", who, b, a)
			}
		}
		r.edges(t, who)
	}
}

func window(w chat.Window) string {
	switch {
	case w.Before > 0:
		return fmt.Sprintf("before %d", w.Before)
	case w.After > 0:
		return fmt.Sprintf("after %d", w.After)
	case w.Around > 0:
		return fmt.Sprintf("around %d", w.Around)
	}
	return "at the end"
}

// fresh judges that no message of a page or a snapshot is older than its version says.
func (r *room) fresh(t *record.Told, who string) {
	for i := range t.Messages {
		m := &t.Messages[i]
		if newest := r.newest(m.ID, t.Version); newest > m.Version {
			r.report(Stale, "%s: %s, and version %d of it was there: %s", who, brief(m), newest, brief(r.known[newest].message))
		}
	}
}

// edges judges where a page begins and ends.
func (r *room) edges(t *record.Told, who string) {
	last := r.seqAt(t.Version)
	if len(t.Messages) == 0 {
		if t.Window.Before == 0 && t.Window.After < last {
			r.report(Gap, "%s is empty", who)
		}
		return
	}
	low, high := t.Messages[0].Seq, t.Messages[len(t.Messages)-1].Seq
	switch w := t.Window; {
	case w.Before > 0 && high != w.Before-1, w.After > 0 && low != w.After+1, w.Around > 0 && (low > w.Around || high < w.Around):
		r.report(Gap, "%s has %d to %d", who, low, high)
	case w.Before == 0 && w.After == 0 && w.Around == 0 && high < last:
		r.report(Stale, "%s ends with seq %d, and seq %d was there", who, high, last)
	}
	if t.Before != (low > 1) || !t.After && high < last {
		r.report(Gap, "%s has %d to %d of %d, and says that there are older ones: %v, newer ones: %v", who, low, high, last, t.Before, t.After)
	}
}

// seqAt is the greatest seq that was surely there at a version.
func (r *room) seqAt(v chat.Version) chat.Seq {
	if r.born == nil {
		for _, op := range r.ops {
			if op.Outcome == record.OK && op.Saved != nil {
				r.born = append(r.born, *op.Saved)
			}
		}
		slices.SortFunc(r.born, func(a, b protocol.MessageSaved) int { return cmp.Compare(a.Version, b.Version) })
	}
	at, _ := slices.BinarySearchFunc(r.born, v+1, func(s protocol.MessageSaved, v chat.Version) int { return cmp.Compare(s.Version, v) })
	if at == 0 {
		return 0
	}
	return r.born[at-1].Seq
}

// syncs judges each catching up: as new as what was known when the namespace was entered, and with everything that changed.
func (r *room) syncs() {
	runs := map[int][]*record.Told{} // parts that belong together, by socket
	for _, t := range r.told {
		if t.How != record.Sync {
			continue
		}
		runs[t.Socket] = append(runs[t.Socket], t)
		if t.More {
			continue
		}
		r.sync(runs[t.Socket])
		delete(runs, t.Socket)
	}
}

func (r *room) sync(parts []*record.Told) {
	first, last := parts[0], parts[len(parts)-1]
	who := fmt.Sprintf("client %d's sync at %v from %d to %d", last.Client, ms(last.At), first.Since, last.Version)
	if known := r.acknowledged(first.Asked); last.Version < known {
		r.report(Stale, "%s: version %d was known before%s", who, known, r.killed(first.Asked))
	}
	if last.Version < first.Want {
		r.report(Lost, "%s: the client had everything up to %d%s", who, first.Want, r.killed(0))
	}
	if first.Reset {
		r.fresh(first, who)
		return
	}
	if first.Since > first.Want {
		return // reported as a hole
	}
	got := map[chat.MessageID]chat.Version{}
	for _, t := range parts {
		for i := range t.Messages {
			got[t.Messages[i].ID] = max(got[t.Messages[i].ID], t.Messages[i].Version)
		}
	}
	for id, versions := range r.change {
		for _, v := range versions {
			if v > first.Want && v <= last.Version && got[id] < v && r.newest(id, 1<<60) <= last.Version {
				r.report(Lost, "%s: version %d of message %s is missing: %s", who, v, short(id), brief(r.known[v].message))
			}
		}
	}
}
