package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// history is a room of 3 members with a system line at seq 4 and 20 of our messages around it: 5 (refused sends have keys above 100) were sent
// without an acknowledgement coming back.
func history() *Room {
	r := &Room{Name: "r", Refused: []uint64{101, 102}, Members: make([]Member, 3)}
	var all []Entry
	for seq := int64(4); seq <= 24; seq++ {
		e := Entry{Seq: seq, Key: uint64(seq) + 30}
		if seq == 4 {
			e.Key = 0
		}
		all = append(all, e)
		if e.Key != 0 && seq%4 != 0 {
			r.Acked = append(r.Acked, e)
		}
	}
	for i := range r.Members {
		r.Members[i] = Member{Base: 3, Received: slices.Clone(all)}
	}
	rand.Shuffle(len(r.Acked), func(i, j int) { r.Acked[i], r.Acked[j] = r.Acked[j], r.Acked[i] })
	return r
}

func TestGoodHistory(t *testing.T) {
	report := Judge(history())
	if !report.OK() || report.Acked != 15 || report.Delivered != 63 || len(report.Examples) != 0 {
		t.Errorf("a good history is judged: %v %v", &report, report.Examples)
	}
}

// at is the place of seq in a member's deliveries.
func at(m *Member, seq int64) int {
	return slices.IndexFunc(m.Received, func(e Entry) bool { return e.Seq == seq })
}

func TestEachFaultIsFound(t *testing.T) {
	drop := func(m *Member, seq int64) { i := at(m, seq); m.Received = slices.Delete(m.Received, i, i+1) }
	tests := []struct {
		name   string
		damage func(r *Room, m *Member)
		want   Report // the counts of findings
	}{
		{"an acknowledged delivery dropped", func(_ *Room, m *Member) { drop(m, 10) }, Report{Lost: 1}},
		{"the last delivery dropped", func(_ *Room, m *Member) { drop(m, 24); drop(m, 23) }, Report{Lost: 1, Gaps: 1}},
		{"everything after seq 6 dropped", func(_ *Room, m *Member) { m.Received = m.Received[:at(m, 7)] }, Report{Lost: 13, Gaps: 5}},
		{"an unacknowledged delivery dropped", func(_ *Room, m *Member) { drop(m, 12) }, Report{Gaps: 1}},
		{"a system line dropped", func(_ *Room, m *Member) { drop(m, 4) }, Report{Gaps: 1}},
		{"a delivery doubled at once", func(_ *Room, m *Member) {
			m.Received = slices.Insert(m.Received, at(m, 10), m.Received[at(m, 10)])
		}, Report{Doubled: 1}},
		{"a delivery doubled at the end", func(_ *Room, m *Member) { m.Received = append(m.Received, m.Received[3]) }, Report{Doubled: 1}},
		{"a system line doubled", func(_ *Room, m *Member) { m.Received = append(m.Received, m.Received[0]) }, Report{Doubled: 1}},
		{"two deliveries swapped", func(_ *Room, m *Member) {
			i := at(m, 10)
			m.Received[i], m.Received[i+1] = m.Received[i+1], m.Received[i]
		}, Report{Reordered: 1}},
		{"a delivery much too late", func(_ *Room, m *Member) {
			e := m.Received[at(m, 10)]
			drop(m, 10)
			m.Received = append(m.Received, e)
		}, Report{Reordered: 1}},
		{"seqs of two messages exchanged at one member", func(_ *Room, m *Member) {
			i := at(m, 10)
			m.Received[i].Key, m.Received[i+1].Key = m.Received[i+1].Key, m.Received[i].Key
		}, Report{Reordered: 2}},
		{"a message stored twice", func(r *Room, _ *Member) {
			for i := range r.Members {
				r.Members[i].Received = append(r.Members[i].Received, Entry{25, 40})
			}
		}, Report{Doubled: 3}},
		{"acknowledged with another seq than delivered", func(r *Room, _ *Member) {
			i := slices.IndexFunc(r.Acked, func(e Entry) bool { return e.Seq == 10 })
			r.Acked[i].Seq = 25
		}, Report{Reordered: 3, Lost: 3}},
		{"acknowledged twice", func(r *Room, _ *Member) { r.Acked = append(r.Acked, r.Acked[0]) }, Report{Doubled: 1}},
		{"two messages acknowledged with one seq", func(r *Room, _ *Member) {
			r.Acked = append(r.Acked, Entry{10, 999})
		}, Report{Reordered: 4}},
		{"acknowledged, but nobody got it", func(r *Room, _ *Member) { r.Acked = append(r.Acked, Entry{25, 55}) }, Report{Lost: 3}},
		{"a hole that nobody can fill", func(r *Room, _ *Member) {
			for i := range r.Members {
				r.Members[i].Received = append(r.Members[i].Received, Entry{26, 56})
			}
		}, Report{Gaps: 3}},
		{"refused, but delivered", func(_ *Room, m *Member) { m.Received = append(m.Received, Entry{25, 101}) }, Report{Refused: 1, Gaps: 2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for i := range 3 { // whoever is hurt
				r := history()
				test.damage(r, &r.Members[i])
				got := Judge(r)
				if got.OK() {
					t.Fatalf("member %d: found nothing", i)
				}
				want := test.want
				want.Acked, want.Delivered, want.Examples = got.Acked, got.Delivered, got.Examples
				if got.String() != want.String() {
					t.Errorf("member %d: %v\nwant %v\n%s", i, &got, &want, strings.Join(got.Examples, "\n"))
				}
			}
		})
	}
}

func TestWhatCameBeforeIsNotNeeded(t *testing.T) {
	r := history()
	m := &r.Members[1]
	m.Base, m.Received = 12, m.Received[at(m, 13):]
	if report := Judge(r); !report.OK() {
		t.Errorf("somebody who came in at seq 12 is missing something: %v %v", &report, report.Examples)
	}
}

func TestAddKeepsTheFirstExamples(t *testing.T) {
	var sum Report
	for room := range 4 {
		r := history()
		r.Name = fmt.Sprint(room)
		r.Members[0].Received = r.Members[0].Received[4:]
		one := Judge(r)
		sum.Add(&one)
	}
	if sum.Lost != 12 || sum.Gaps != 4 || sum.Acked != 60 || len(sum.Examples) != examples || !strings.HasPrefix(sum.Examples[9], "room 2,") {
		t.Errorf("%v %q", &sum, sum.Examples)
	}
}
