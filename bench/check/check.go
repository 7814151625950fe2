// Package check judges what clients saw of a room: whether every acknowledged message reached every member exactly once, in order, without holes.
// It looks at complete records after the fact, so that the judgement is one small function and the recording costs an append.
package check

import (
	"fmt"
	"math"
)

// Entry is a message as somebody saw it.
type Entry struct {
	Seq int64  // its position in the room
	Key uint64 // which of our sends it is; 0 for what we did not send (system lines)
}

// Member is what one member, connected for the whole time, was delivered.
type Member struct {
	Base     int64   // the room's seq when they came in: they need nothing up to here
	Received []Entry // in the order of arrival
}

// Room is the record of one room.
type Room struct {
	Name    string
	Acked   []Entry  // what senders were told is stored; in any order
	Refused []uint64 // keys of sends that were answered with an error
	Members []Member
}

// Report counts what was found. Reports of several rooms can be added.
type Report struct {
	Acked     int // messages acknowledged
	Delivered int // messages received, by all members together

	Lost      int // acknowledged, but never delivered to a member
	Doubled   int // delivered to a member again, or acknowledged twice
	Reordered int // delivered after a later one, or under another seq than acknowledged or than another member saw
	Gaps      int // a seq below one that is known, missing at a member, not acknowledged to anybody
	Refused   int // delivered although the sender was told no

	Examples []string // the first few findings, in words
}

// examples is how many findings are told in words.
const examples = 10

// OK says that nothing is wrong.
func (r *Report) OK() bool { return r.Lost+r.Doubled+r.Reordered+r.Gaps+r.Refused == 0 }

// String is the counts in one line.
func (r *Report) String() string {
	return fmt.Sprintf("%d acknowledged, %d delivered: %d lost, %d doubled, %d reordered, %d gaps, %d refused but delivered",
		r.Acked, r.Delivered, r.Lost, r.Doubled, r.Reordered, r.Gaps, r.Refused)
}

// Add takes over what o counts.
func (r *Report) Add(o *Report) {
	r.Acked += o.Acked
	r.Delivered += o.Delivered
	r.Lost += o.Lost
	r.Doubled += o.Doubled
	r.Reordered += o.Reordered
	r.Gaps += o.Gaps
	r.Refused += o.Refused
	r.Examples = append(r.Examples, o.Examples[:min(len(o.Examples), examples-len(r.Examples))]...)
}

// Judge looks at one room.
func Judge(room *Room) Report {
	j := &judge{room: room, acked: map[int64]bool{}, bySeq: map[int64]uint64{}, seqOf: map[uint64]int64{}, refused: map[uint64]bool{}}
	j.report.Acked = len(room.Acked)
	for _, key := range room.Refused {
		j.refused[key] = true
	}
	for _, e := range room.Acked {
		if _, again := j.seqOf[e.Key]; again {
			j.found(&j.report.Doubled, "sender", e, "was acknowledged again")
			continue
		}
		if other, taken := j.bySeq[e.Seq]; taken {
			j.found(&j.report.Reordered, "sender", e, fmt.Sprintf("was acknowledged with the seq of message %d", other))
		}
		j.acked[e.Seq] = true
		j.learn(e)
	}
	for i := range room.Members {
		j.order(i)
	}
	for i := range room.Members {
		j.complete(i)
	}
	return j.report
}

// judge is the work on one room. What the room holds is taken from acknowledgements first, and for the rest from whoever saw it first.
type judge struct {
	room    *Room
	report  Report
	acked   map[int64]bool
	bySeq   map[int64]uint64
	seqOf   map[uint64]int64 // without key 0
	refused map[uint64]bool
	last    int64 // the greatest seq anybody knows
}

func (j *judge) learn(e Entry) {
	j.bySeq[e.Seq] = e.Key
	if e.Key != 0 {
		j.seqOf[e.Key] = e.Seq
	}
	j.last = max(j.last, e.Seq)
}

func (j *judge) found(count *int, who string, e Entry, what string) {
	*count++
	if len(j.report.Examples) < examples {
		j.report.Examples = append(j.report.Examples, fmt.Sprintf("room %s, %s: message %d at seq %d %s", j.room.Name, who, e.Key, e.Seq, what))
	}
}

func member(i int) string { return fmt.Sprintf("member %d", i) }

// order judges each delivery to a member against those before it and against what others saw.
func (j *judge) order(i int) {
	m := &j.room.Members[i]
	j.report.Delivered += len(m.Received)
	seqs, keys := make(map[int64]bool, len(m.Received)), make(map[uint64]bool, len(m.Received))
	newest := int64(math.MinInt64)
	for _, e := range m.Received {
		if e.Key != 0 && keys[e.Key] || e.Key == 0 && seqs[e.Seq] {
			j.found(&j.report.Doubled, member(i), e, "was delivered again")
			continue
		}
		keys[e.Key], seqs[e.Seq] = true, true
		if j.refused[e.Key] {
			j.found(&j.report.Refused, member(i), e, "was delivered although it had been refused")
		}
		key, knownSeq := j.bySeq[e.Seq]
		seq, knownKey := j.seqOf[e.Key]
		switch {
		case knownSeq && key != e.Key:
			j.found(&j.report.Reordered, member(i), e, fmt.Sprintf("stands where others have message %d", key))
		case knownKey && seq != e.Seq:
			j.found(&j.report.Reordered, member(i), e, fmt.Sprintf("has seq %d for others", seq))
		case e.Seq < newest:
			j.found(&j.report.Reordered, member(i), e, fmt.Sprintf("was delivered after seq %d", newest))
		}
		if !knownSeq && !knownKey {
			j.learn(e)
		}
		newest = max(newest, e.Seq)
	}
}

// complete judges what a member did not get.
func (j *judge) complete(i int) {
	m := &j.room.Members[i]
	have := make(map[int64]bool, len(m.Received))
	for _, e := range m.Received {
		have[e.Seq] = true
	}
	for seq := m.Base + 1; seq <= j.last; seq++ {
		switch {
		case have[seq]:
		case j.acked[seq]:
			j.found(&j.report.Lost, member(i), Entry{seq, j.bySeq[seq]}, "was acknowledged but not delivered")
		default:
			j.found(&j.report.Gaps, member(i), Entry{seq, j.bySeq[seq]}, "is missing")
		}
	}
}
