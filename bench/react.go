package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/hist"
)

const (
	others     = 100 // people who send meanwhile, a tenth of them in the big room
	othersRate = 200 // sends a second by all of them
	rounds     = 5   // of giving the reaction and taking it back in turn; odd, so that it is there in the end
	emoji      = "👍"
)

// The ids of requests in this mode.
const (
	subjectKey = otherKeys + iota // the message that everybody reacts to
	reactKey
)

// react has a big room react to one message, all at once, while others send there and elsewhere.
func react(ctx context.Context, b *bench) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	st, err := b.stormy(ctx, s)
	if err != nil {
		return err
	}
	c := st.crowd
	defer c.close()
	if err := c.connect(ctx); err != nil {
		return err
	}
	if err := st.begin(ctx); err != nil {
		return err
	}
	talkers := c.people[len(c.people)-others:]
	say := func(i int, intended time.Duration) { talkers[i%others].send(keys.Add(1), intended) }
	quiet, err := c.measure(ctx, b.warmup, b.duration, func(until time.Duration) { paced(ctx, othersRate, until, say) })
	if err != nil {
		return err
	}
	var failed error
	m, err := c.measure(ctx, 0, b.duration, func(until time.Duration) {
		var wg sync.WaitGroup
		wg.Go(func() { failed = st.run(ctx, b.duration/rounds) })
		paced(ctx, othersRate, until, say)
		wg.Wait()
	})
	if err := errors.Join(err, failed); err != nil {
		return err
	}
	st.settle(ctx)
	load := fmt.Sprintf("%s react at once, %d times, while %d others send %d/s", thousands(int64(b.members)), rounds, others, othersRate)
	b.out.row("react", load, fmt.Sprintf("the others' ack p50 / p99 / max, in %v before", b.duration), "%s", &quiet.ackLatency)
	st.tell(&b.out, load, m)
	c.finish(ctx, &b.out, "react", load)
	st.judge(&b.out, load)
	return nil
}

// storm is people who react.
type storm struct {
	crowd  *crowd
	people []*person                 // who react
	counts map[*person]*atomic.Int64 // of everybody in the room: the latest count that they were told
	watch  watcher

	subject  chan string // the id of the message
	message  string
	answered atomic.Int64
	refused  atomic.Int64
	all      chan time.Duration // when the last acknowledgement of a round came
	rounds   []span

	mu   sync.Mutex
	acks []span // guarded by mu; of the others' sends, from when they were due
}

type span struct{ from, to time.Duration }

// stormy makes the big room, with a tenth of the others in it, and small rooms for the rest of them.
func (b *bench) stormy(ctx context.Context, s *server) (*storm, error) {
	people, inside := b.keep.Accounts[:b.members+others], b.members+others/10
	c, err := b.gather(ctx, s, people[:inside], inside)
	if err != nil {
		return nil, err
	}
	rest, err := b.gather(ctx, s, people[inside:], others/10)
	if err != nil {
		return nil, err
	}
	for _, p := range rest.people {
		p.crowd = c
	}
	st := &storm{
		crowd: c, people: c.people[:b.members], counts: map[*person]*atomic.Int64{}, subject: make(chan string, 1), all: make(chan time.Duration, 1),
		watch: watcher{who: c.people[b.members], on: map[string]bool{}},
	}
	for _, p := range c.people {
		st.counts[p] = &atomic.Int64{}
	}
	c.rooms, c.people = append(c.rooms, rest.rooms...), append(c.people, rest.people...)
	c.other, c.acknowledged = st.other, st.acknowledged
	return st, nil
}

// begin has somebody say what all react to.
func (st *storm) begin(ctx context.Context) error {
	var buf [1024]byte
	author := st.people[0]
	text := appendSend(buf[:0], author.room.id, keys.Add(1), client.Now(), st.crowd.text)
	if err := author.conn.Emit(author.room.namespace, subjectKey, text); err != nil {
		return err
	}
	select {
	case st.message = <-st.subject:
		return nil
	case <-time.After(patience):
		return errors.New("the message to react to is not acknowledged")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run has everybody give the reaction, and take it back, and so on, so often at most.
func (st *storm) run(ctx context.Context, every time.Duration) error {
	for i := range rounds {
		begin := client.Now()
		st.answered.Store(0)
		ask := fmt.Appendf(nil, `["react",{"roomId":%q,"messageId":%q,"emoji":%q,"on":%t}]`, st.people[0].room.id, st.message, emoji, i%2 == 0)
		for _, p := range st.people {
			_ = p.conn.Emit(p.room.namespace, reactKey, ask) // a failed write is a connection that ended, which is counted
		}
		select {
		case last := <-st.all:
			st.rounds = append(st.rounds, span{begin, last})
		case <-time.After(attempt):
			return fmt.Errorf("%d of %d reactions are acknowledged after %v", st.answered.Load(), len(st.people), attempt)
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := waitUntil(ctx, begin+every); err != nil {
			return err
		}
	}
	return nil
}

// other takes acknowledgements that are not of sends, and changes of messages.
func (st *storm) other(p *person, k client.Packet) {
	switch {
	case k.Type == client.Event:
		count, _ := number(after(k.Data, `"count":`))
		st.counts[p].Store(count)
		if p == st.watch.who {
			st.watch.see(k)
		}
	case k.ID == subjectKey:
		id, _, _ := bytes.Cut(after(k.Data, `"id":"`), []byte(`"`))
		st.subject <- string(id)
	default:
		if !bytes.HasPrefix(k.Data, []byte(`[{"ok":true`)) && st.refused.Add(1) == 1 {
			progress("  refused: %s", k.Data)
		}
		if st.answered.Add(1) == int64(len(st.people)) {
			st.all <- k.At
		}
	}
}

func (st *storm) acknowledged(_ *person, of sight, at time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.acks = append(st.acks, span{of.intended, at})
}

// settle waits until everybody in the room has been told of all reactions, but not for ever.
func (st *storm) settle(ctx context.Context) {
	for until := client.Now() + patience; st.behind() > 0 && client.Now() < until; {
		if waitUntil(ctx, client.Now()+20*time.Millisecond) != nil {
			return
		}
	}
}

// behind counts who has not been told of all.
func (st *storm) behind() (n int) {
	for _, count := range st.counts {
		if count.Load() != int64(len(st.people)) {
			n++
		}
	}
	return n
}

// during are the latencies of the others' sends that were due while reactions were under way.
func (st *storm) during() *hist.Histogram {
	st.mu.Lock()
	defer st.mu.Unlock()
	var h hist.Histogram
	for _, a := range st.acks {
		for _, r := range st.rounds {
			if a.from >= r.from && a.from < r.to {
				h.Record(a.to - a.from)
			}
		}
	}
	return &h
}

// tell adds the figures. It is called while nothing comes in any more.
func (st *storm) tell(out *report, load string, m *meter) {
	var took hist.Histogram
	for _, r := range st.rounds {
		took.Record(r.to - r.from)
	}
	during := st.during()
	st.watch.mu.Lock()
	defer st.watch.mu.Unlock()
	out.row("react", load, "the same, of sends due while reactions are under way", "%s (%d sends)", during, during.Count())
	out.row("react", load, "the last of all is acknowledged p50 / p99 / max", "%s", &took)
	out.row("react", load, "versions", "%d, of %s reactions; at most %d in a second",
		len(st.watch.versions), thousands(int64(len(st.rounds)*len(st.people))), mostWithin(st.watch.versions, time.Second))
	m.costs(out, "react", load)
}

// judge adds whether the reactions are what was asked for. It is called after the connections have been closed.
func (st *storm) judge(out *report, load string) {
	behind := st.behind()
	st.watch.mu.Lock()
	defer st.watch.mu.Unlock()
	wrong := st.watch.wrong
	out.row("react", load, "check of the reactions", "%d in the end, %d people count otherwise; %d refused; %d versions whose count is not of those who reacted by then",
		len(st.watch.on), behind, st.refused.Load(), wrong)
	if len(st.watch.on) != len(st.people) || behind > 0 || wrong > 0 || st.refused.Load() > 0 {
		out.faults++
	}
}

// mostWithin is how many of times, which ascend, fall into one piece of this length.
func mostWithin(times []time.Duration, length time.Duration) (most int) {
	first := 0
	for i, t := range times {
		for t-times[first] >= length {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// watcher is a member who keeps the reactions to the message, as clients do, by what each version says that it changed.
type watcher struct {
	who *person

	mu       sync.Mutex
	on       map[string]bool // guarded by mu; who has reacted
	versions []time.Duration // guarded by mu; when each came
	wrong    int             // guarded by mu; versions with another count
}

func (w *watcher) see(k client.Packet) {
	var in struct {
		Message struct{ Reactions []struct{ Count int } }
		Reacted []struct {
			UserID, Emoji string
			On            bool
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	data, _ := bytes.CutPrefix(k.Data, []byte(`["message_updated",`))
	if json.Unmarshal(bytes.TrimSuffix(data, []byte("]")), &in) != nil {
		w.wrong++
		return
	}
	w.versions = append(w.versions, k.At)
	for _, r := range in.Reacted {
		if r.On == w.on[r.UserID] || r.Emoji != emoji {
			w.wrong++
		}
		if delete(w.on, r.UserID); r.On {
			w.on[r.UserID] = true
		}
	}
	count := 0
	for _, r := range in.Message.Reactions {
		count += r.Count
	}
	if count != len(w.on) {
		w.wrong++
	}
}
