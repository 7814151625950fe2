package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/hist"
)

const (
	missed    = 20               // messages of each room that are said while most of its people are away
	together  = 500              // people for each of whom one speaks
	attempt   = 30 * time.Second // for one try to come back
	allInTime = 2 * time.Minute  // for everybody to come back
)

// catchup lets everybody come back to a server that was killed: in small rooms, then all in one; with our web client's back-off, then all at the same
// moment.
func catchup(ctx context.Context, b *bench) error {
	for _, size := range []int{b.room, b.people} {
		if err := b.outages(ctx, size); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) outages(ctx context.Context, size int) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	c, err := b.gather(ctx, s, b.keep.Accounts[:b.people], size)
	if err != nil {
		return err
	}
	defer c.close()
	if err := c.connect(ctx); err != nil {
		return err
	}
	load := ""
	for _, spread := range []bool{true, false} {
		load = fmt.Sprintf("%s in rooms of %d, server away %v, then with the web client's back-off", thousands(int64(b.people)), size, b.down)
		if !spread {
			load = fmt.Sprintf("%s in rooms of %d, all at once", thousands(int64(b.people)), size)
		}
		o := &outage{crowd: c, spread: spread}
		if err := o.begin(ctx); err != nil {
			return err
		}
		if err := o.end(ctx, b.down); err != nil {
			return err
		}
		o.tell(&b.out, load)
	}
	c.finish(ctx, &b.out, "catchup", load)
	return nil
}

// outage is one time that the server is away.
type outage struct {
	crowd  *crowd
	spread bool

	started     time.Duration // when the new server's process was started
	failed      atomic.Int64  // tries
	again       int64         // sends that had no answer
	stored      int64         // of them, what the killed server had stored
	since, took hist.Histogram
	server, own time.Duration // CPU from then on until everybody was back
}

// speakers are those who stay until the server is gone.
func (r *room) speakers() []*person { return r.members[:1+(len(r.members)-1)/together] }

// begin takes everybody offline but those who speak, lets them speak, and kills the server when the first of one more message of each is
// acknowledged: the others are answered by the next server, when they are said again.
func (o *outage) begin(ctx context.Context) error {
	c := o.crowd
	var listeners, speakers []*person
	for _, r := range c.rooms {
		n := len(r.speakers())
		speakers, listeners = append(speakers, r.members[:n]...), append(listeners, r.members[n:]...)
	}
	if err := each(ctx, 32, len(listeners), func(i int) error { listeners[i].disconnect(); return nil }); err != nil {
		return err
	}
	say := func() {
		for _, p := range speakers {
			p.send(keys.Add(1), client.Now())
		}
	}
	for range missed / len(c.rooms[0].speakers()) {
		say()
	}
	if err := c.await(ctx, c.sent.Load()); err != nil {
		return err
	}
	enough := c.sent.Load() + 1
	say()
	if err := c.await(ctx, enough); err != nil {
		return err
	}
	c.server.kill()
	for _, p := range speakers {
		p.disconnect()
	}
	o.again, o.stored = c.sent.Load()-c.acked.Load(), c.duplicates.Load()
	return nil
}

// await waits until so many sends are acknowledged.
func (c *crowd) await(ctx context.Context, n int64) error {
	for begin := client.Now(); c.acked.Load() < n; {
		if client.Now() > begin+attempt {
			return errors.New("what is said is not acknowledged")
		}
		if err := waitUntil(ctx, client.Now()+100*time.Microsecond); err != nil {
			return err
		}
	}
	return nil
}

// end starts the server again and waits until everybody has caught up.
func (o *outage) end(ctx context.Context, down time.Duration) error {
	c := o.crowd
	ctx, cancel := context.WithTimeout(ctx, down+allInTime)
	defer cancel()
	runs := make(chan struct{}) // closed when the server runs, or will not
	failures := make(chan error, len(c.people))
	var wg sync.WaitGroup
	for _, p := range c.people {
		wg.Go(func() {
			if err := o.comeBack(ctx, p, runs); err != nil {
				failures <- err
			}
		})
	}
	err := error(nil)
	if o.spread {
		err = waitUntil(ctx, client.Now()+down)
	}
	own := ownCPU()
	o.started = client.Now()
	if err == nil {
		err = c.server.launch(ctx)
	}
	if err != nil {
		cancel()
	}
	close(runs)
	wg.Wait()
	o.server, o.own = c.server.cpu(), ownCPU()-own
	if err != nil {
		return err
	}
	if n := len(failures); n > 0 {
		return fmt.Errorf("%d do not come back: %w%s", n, <-failures, c.server.said())
	}
	c.settle(ctx)
	o.stored = c.duplicates.Load() - o.stored
	return nil
}

// comeBack tries until it has caught up, and then repeats what was not answered.
func (o *outage) comeBack(ctx context.Context, p *person, runs <-chan struct{}) error {
	wait := newBackoff()
	if !o.spread {
		<-runs
	}
	for first := true; ; first = false {
		if o.spread || !first {
			if err := waitUntil(ctx, client.Now()+wait.next()); err != nil {
				return err
			}
		}
		begin := client.Now()
		try, cancel := context.WithTimeout(ctx, attempt)
		err := p.connect(try)
		cancel()
		if err == nil {
			now := client.Now()
			o.took.Record(now - begin)
			o.since.Record(now - o.started)
			p.repeat()
			return nil
		}
		p.disconnect()
		if ctx.Err() != nil {
			return err
		}
		o.failed.Add(1)
		wait.failed()
	}
}

func (o *outage) tell(out *report, load string) {
	out.row("catchup", load, "the last has caught up", "%.2f s after the start of the process (half of them after %.2f s; it answered after %d ms)",
		o.since.Max().Seconds(), o.since.Quantile(0.5).Seconds(), o.crowd.server.ready.Milliseconds())
	out.row("catchup", load, "each, from its try p50 / p99 / max", "%s; %s tries before failed", &o.took, thousands(o.failed.Load()))
	out.row("catchup", load, "sends without an answer, said again", "%d; %d of them had been stored", o.again, o.stored)
	n := float64(o.took.Count())
	out.row("catchup", load, "CPU of the server · of the load", "%.2f · %.2f s; %.2f · %.2f ms for each person",
		o.server.Seconds(), o.own.Seconds(), o.server.Seconds()*1e3/n, o.own.Seconds()*1e3/n)
}

// The web client's settings of socket.io-client (web/src/socket/link.ts).
const (
	firstDelay = 500 * time.Millisecond
	leastMax   = 200 * time.Millisecond
	greatest   = 10 * time.Second
)

// backoff says when our web client tries again: 0 to 1 s after the connection was lost, then up to twice as long each time, but no longer than a
// greatest delay that is drawn anew, up to 10 s, whenever something fails.
type backoff struct {
	tries   int
	longest time.Duration
}

func newBackoff() *backoff {
	b := &backoff{}
	b.failed()
	return b
}

// failed draws the greatest delay.
func (b *backoff) failed() {
	b.longest = leastMax + rand.N(greatest-leastMax) //nolint:gosec // jitter
}

// next is how long to wait for the next try.
func (b *backoff) next() time.Duration {
	d := firstDelay << min(b.tries, 30)
	b.tries++
	return min(rand.N(2*d), b.longest) //nolint:gosec // jitter
}
