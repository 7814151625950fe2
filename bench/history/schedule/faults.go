package schedule

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// faults makes connections fail about once a second, for one device, some, or all; and in most schedules the server ends once or twice.
func (p *Plan) faults(r *rand.Rand) {
	troubles := []Trouble{Cut, Cut, CutLater, CutLater, Stall, HalfOpen, Delay, Away}
	n := 1 + int(p.Size.Length/time.Second) + r.IntN(4)
	for range n {
		f := Fault{
			At: p.during(r), Trouble: troubles[r.IntN(len(troubles))], For: 100*time.Millisecond + time.Duration(r.Int64N(int64(1200*time.Millisecond))),
			Direction: []string{"up", "down", "both"}[r.IntN(3)], Devices: p.some(r),
			Delay: time.Duration(r.Int64N(int64(80 * time.Millisecond))), Jitter: time.Duration(r.Int64N(int64(80 * time.Millisecond))),
			Bytes: r.IntN(4000),
		}
		p.Faults = append(p.Faults, f)
	}
	ends := [][]Trouble{{}, {Kill}, {Kill}, {Kill, Kill}, {Term}, {Kill, Term}}[r.IntN(6)]
	for _, t := range ends {
		p.Faults = append(p.Faults, Fault{At: p.during(r), Trouble: t, For: time.Duration(r.Int64N(int64(300 * time.Millisecond)))})
	}
	slices.SortStableFunc(p.Faults, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
}

// faultsOfNodes makes the nodes, and what they share, fail about once a second.
func (p *Plan) faultsOfNodes(r *rand.Rand) {
	if p.Size.Nodes < 2 {
		return
	}
	for i := range p.Faults {
		p.Faults[i].Node = r.IntN(p.Size.Nodes)
	}
	troubles := []Trouble{Freeze, RedisCut, RedisStall, RedisRestart, MongoCut, MongoStall, MongoRestart}
	for range 1 + int(p.Size.Length/time.Second) {
		p.Faults = append(p.Faults, Fault{
			At: p.during(r), Trouble: troubles[r.IntN(len(troubles))], For: 100*time.Millisecond + time.Duration(r.Int64N(int64(1500*time.Millisecond))),
			Node: r.IntN(p.Size.Nodes),
		})
	}
	slices.SortStableFunc(p.Faults, func(a, b Fault) int { return cmp.Compare(a.At, b.At) })
}

// during is a time with something before it.
func (p *Plan) during(r *rand.Rand) time.Duration {
	begin := p.Size.Length / 10
	return begin + time.Duration(r.Int64N(int64(p.Size.Length-begin)))
}

// some devices: one, a third, or all.
func (p *Plan) some(r *rand.Rand) []int {
	all := r.Perm(len(p.Devices))
	switch r.IntN(5) {
	case 0:
		return all
	case 1, 2:
		return all[:1+len(all)/3]
	}
	return all[:1]
}
