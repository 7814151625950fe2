package play

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/loquat-chat/loquat/bench/history/browser"
	"github.com/loquat-chat/loquat/bench/history/device"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/bench/history/schedule"
	"github.com/loquat-chat/loquat/internal/chat"
)

// client is a simulated client, of whatever make.
type client interface {
	Start()
	// Do does what the schedule says, without waiting for what comes of it.
	Do(a schedule.Action, room chat.RoomID)
	// Idle says that it is connected and up to date as far as it knows, and that nothing is under way.
	Idle() bool
	// Late says what it still has to do; for people.
	Late() string
	// Resolve asks what became of sends of the same person that were not answered.
	Resolve(ops []*record.Op)
	// State is what it holds; false if it is dead.
	State() (record.State, bool)
	Stop()
	// Record is what it has written down; after Stop.
	Record() ([]*record.Op, []record.Told)
}

// The times that a run may take at most beside the schedule.
const (
	opening     = 15 * time.Second // until everybody is connected
	draining    = 12 * time.Second // until all outboxes are empty
	webDraining = 45 * time.Second // the same of the product's client, which waits 10 s for an answer
	settling    = 4 * time.Second  // until all hold the same: the last counters come half a second later
)

// run is one seed.
type run struct {
	plan     *schedule.Plan
	accounts []account
	servers  []*server
	server   *server  // the first of them
	backend  *backend // of several; nil: the embedded store
	toMongo  *link    // between the nodes and the backend
	toRedis  *link
	network  *network
	script   string // of the web clients; empty: simulated ones

	begin     time.Time
	rooms     []chat.RoomID
	links     []*link
	clients   []client
	host      *browser.Host    // of web clients; nil: simulated ones
	fresh     []*device.Device // those of clients that came in the end
	transport *http.Transport

	mu     sync.Mutex
	kills  []time.Duration // guarded by mu
	hurt   map[int]bool    // guarded by mu: clients with connections that have lost bytes, or may be held up
	traced []traced        // guarded by mu
	errs   []error         // guarded by mu
}

// traced is a line of what happened beside the protocol.
type traced struct {
	at     time.Duration
	client int // -1: the server or the network
	what   string
}

func (r *run) now() time.Duration { return time.Since(r.begin) }

func (r *run) trace(client int, what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.traced = append(r.traced, traced{r.now(), client, what})
}

// failed remembers that something in the test itself went wrong.
func (r *run) failed(err error) {
	if err == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs = append(r.errs, err)
}

// do runs the schedule and answers the record. The server is on its data folder, and not started yet.
func (r *run) do(ctx context.Context) (*record.History, error) {
	r.begin, r.hurt = time.Now(), map[int]bool{}
	r.transport = &http.Transport{MaxIdleConnsPerHost: 2}
	defer r.transport.CloseIdleConnections()
	for _, s := range r.servers {
		defer s.end(syscall.SIGTERM) // also after a start that was broken off
		if err := s.start(ctx); err != nil {
			return nil, err
		}
	}
	if r.script != "" {
		host, err := browser.Start(r.script, r.now, r.plan.Seed%2 == 0)
		if err != nil {
			return nil, err
		}
		defer host.Close()
		r.host = host
	}
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	defer r.leave() //nolint:contextcheck // also when ctx has ended
	r.trace(-1, "everything is there")
	for _, c := range r.clients {
		c.Start()
	}
	if late := r.waitIdle(ctx, opening); late != "" {
		return nil, fmt.Errorf("not everybody is connected after %v: %s", opening, late)
	}
	r.trace(-1, "everybody is connected")
	r.act(ctx)
	late := r.comeBack(ctx)
	h := r.history()
	r.trace(-1, "everybody is back")
	r.observe(ctx, h)
	if err := r.settle(ctx, h); err != nil {
		return nil, err
	}
	r.trace(-1, "settled")
	r.finish(h)
	if late != "" {
		h.Exits = append(h.Exits, "not everybody is back and done long after the last fault: "+late)
	}
	for _, s := range r.servers {
		s.end(syscall.SIGTERM)
		h.Exits = append(h.Exits, s.exits...)
	}
	h.Log = r.serverErrors()
	return h, cmp.Or(append(r.errs, ctx.Err())...)
}

// comeBack waits until everybody is connected and has done what was to be done; it names those who have not.
func (r *run) comeBack(ctx context.Context) string {
	if r.host == nil {
		return r.waitIdle(ctx, r.draining())
	}
	r.host.Online() // as browsers say when the network comes back: their back-off is made for minutes
	if late := r.waitIdle(ctx, webDraining); late != "" {
		return late
	}
	r.host.ToTheEnd()
	return r.waitIdle(ctx, r.draining())
}

// prepare makes rooms, links and clients.
func (r *run) prepare(ctx context.Context) error {
	r.rooms = make([]chat.RoomID, len(r.plan.Rooms))
	for i, room := range r.plan.Rooms {
		var people []account
		for _, p := range room.Members {
			people = append(people, r.accounts[p])
		}
		id, err := makeRoom(ctx, r.server.url(), fmt.Sprintf("room %d", i), room.Direct, people)
		if err != nil {
			return fmt.Errorf("making a room: %w", err)
		}
		r.rooms[i] = id
	}
	r.links = make([]*link, len(r.plan.Devices))
	r.clients = make([]client, len(r.plan.Devices))
	for i := range r.plan.Devices {
		l, err := r.network.link(ctx, r.servers[i%len(r.servers)].address, r.plan.Seed+uint64(i))
		if err != nil {
			return err
		}
		r.links[i] = l
		r.clients[i] = r.client(ctx, r.config(i, r.plan.Devices[i], l.url()))
	}
	return nil
}

// client makes a client. Web clients of one person have one database with every other seed: they are tabs of one browser then.
func (r *run) client(ctx context.Context, c device.Config) client {
	switch {
	case r.host == nil:
		return device.New(ctx, c)
	case r.plan.Seed%2 == 0:
		return r.host.New(c, string(c.User))
	}
	return r.host.New(c, fmt.Sprintf("client %d", c.Index))
}

// config says whose device it is.
func (r *run) config(index int, d schedule.Device, base string) device.Config {
	a := r.accounts[d.Person]
	c := device.Config{
		Index: index, Name: a.User.Username, User: a.User.ID, Profile: a.User, Token: a.Token, Base: base, Owns: map[chat.RoomID]bool{},
		Now: r.now, Seed: r.plan.Seed, IDs: func(n int) string { return fmt.Sprintf("s%d-%d", r.plan.Seed, n) },
		Web: &http.Client{Transport: r.transport}, Trace: r.trace,
	}
	for _, room := range d.Rooms {
		c.Rooms = append(c.Rooms, r.rooms[room])
		c.Owns[r.rooms[room]] = !r.plan.Rooms[room].Direct && r.plan.Rooms[room].Members[0] == d.Person
	}
	return c
}

// leave ends what prepare has made, also after a failure in the middle.
func (r *run) leave() {
	for _, c := range r.clients {
		if c != nil {
			c.Stop()
		}
	}
	for _, l := range r.links {
		if l != nil {
			_ = l.remove(context.Background()) // the process ends soon
		}
	}
}

// waitIdle waits until all clients have nothing to do; it names those that still have.
func (r *run) waitIdle(ctx context.Context, limit time.Duration) string {
	end := time.After(limit)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		var late []string
		for i, c := range r.clients {
			if !c.Idle() {
				late = append(late, fmt.Sprintf("client %d: %s", i, c.Late()))
			}
		}
		if len(late) == 0 {
			return ""
		}
		select {
		case <-tick.C:
		case <-end:
			return strings.Join(late[:min(5, len(late))], ", ")
		case <-ctx.Done():
			return ctx.Err().Error()
		}
	}
}

// act does all actions and faults at their times, and undoes all faults.
func (r *run) act(ctx context.Context) {
	start := time.Now()
	until := func(at time.Duration) bool { // false: ctx has ended
		timer := time.NewTimer(time.Until(start.Add(at)))
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, a := range r.plan.Actions {
			if a.At >= r.plan.Size.Length || !until(a.At) {
				continue
			}
			a.Text = r.names(a.Text)
			r.clients[a.Device].Do(a, r.rooms[a.Room])
		}
	})
	wg.Go(func() { // the server's, one after the other
		for _, f := range r.plan.Faults {
			if f.OfServers() && until(f.At) {
				r.harmServers(ctx, f)
			}
		}
	})
	for _, f := range r.plan.Faults {
		if !f.OfServers() {
			wg.Go(func() {
				if until(f.At) {
					r.disturb(ctx, f)
					until(min(f.At+f.For, r.plan.Size.Length))
					r.calm(ctx, f)
				}
			})
		}
	}
	wg.Wait()
	// Leave and Enter come in pairs, whose second half may be after the end.
	for _, a := range r.plan.Actions {
		if a.Kind == schedule.Enter && a.At >= r.plan.Size.Length {
			r.clients[a.Device].Do(a, r.rooms[a.Room])
		}
	}
	r.each(r.all(), func(i int) error { return r.links[i].heal(ctx, r.hurt[i]) })
	r.trace(-1, "all faults are over")
}

// names puts people's names into a text.
func (r *run) names(text string) string {
	for i := range r.accounts[:r.plan.Size.People] {
		if !strings.Contains(text, "\x01") {
			break
		}
		text = strings.ReplaceAll(text, schedule.Name(i), r.accounts[i].User.Username)
	}
	return text
}

func (r *run) endServer(ctx context.Context, f schedule.Fault) {
	signal := syscall.SIGKILL
	if f.Trouble == schedule.Term {
		signal = syscall.SIGTERM
	}
	r.mu.Lock()
	r.kills = append(r.kills, r.now())
	r.mu.Unlock()
	r.trace(-1, "the server gets "+signal.String())
	s := r.servers[f.Node]
	s.end(signal)
	time.Sleep(f.For)
	r.failed(s.start(ctx))
	r.trace(-1, "the server runs again")
}

// disturb begins a fault.
func (r *run) disturb(ctx context.Context, f schedule.Fault) {
	r.trace(-1, fmt.Sprintf("%s %s for %v: clients %v", f.Trouble, f.Direction, f.For, f.Devices))
	if f.Trouble == schedule.Stall || f.Trouble == schedule.HalfOpen || f.Trouble == schedule.Delay {
		r.mu.Lock()
		for _, d := range f.Devices {
			r.hurt[d] = true
		}
		r.mu.Unlock()
	}
	r.each(f.Devices, func(i int) error {
		l := r.links[i]
		switch f.Trouble {
		case schedule.Cut:
			return l.fault(ctx, fault{Kind: "cut"})
		case schedule.CutLater:
			return l.fault(ctx, fault{Kind: "cut", Direction: f.Direction, AfterBytes: f.Bytes})
		case schedule.Away:
			return cmp.Or(l.accept(ctx, "refuse"), l.fault(ctx, fault{Kind: "cut"}))
		case schedule.Stall, schedule.HalfOpen:
			if f.Direction == "both" {
				r.failed(l.accept(ctx, "stall"))
			}
			return l.fault(ctx, fault{Kind: string(f.Trouble), Direction: f.Direction})
		default:
			return l.fault(ctx, fault{Kind: "delay", Direction: f.Direction, DelayMs: f.Delay.Milliseconds(), JitterMs: f.Jitter.Milliseconds()})
		}
	})
}

// calm ends a fault.
func (r *run) calm(ctx context.Context, f schedule.Fault) {
	if f.Trouble == schedule.Cut {
		return
	}
	r.each(f.Devices, func(i int) error { return r.links[i].heal(ctx, false) })
	r.trace(-1, fmt.Sprintf("%s is over", f.Trouble))
}

func (r *run) all() []int {
	out := make([]int, len(r.clients))
	for i := range out {
		out[i] = i
	}
	return out
}

// each does something for several clients at once.
func (r *run) each(clients []int, do func(i int) error) {
	var wg sync.WaitGroup
	for part := range slices.Chunk(clients, 1+len(clients)/8) {
		wg.Go(func() {
			for _, i := range part {
				r.failed(do(i))
			}
		})
	}
	wg.Wait()
}

// observe brings fresh clients, without fault proxies, of some people, and of those who have a device that died: they tell what became of its sends.
func (r *run) observe(ctx context.Context, h *record.History) {
	people := map[int]bool{}
	random := rand.New(rand.NewPCG(r.plan.Seed, 1)) //nolint:gosec // a choice
	for range 2 {
		people[random.IntN(r.plan.Size.People)] = true
	}
	for i, c := range r.clients {
		if _, alive := c.State(); !alive {
			people[r.plan.Devices[i].Person] = true
		}
	}
	for _, p := range slices.Sorted(maps.Keys(people)) {
		d := schedule.Device{Person: p}
		for i, room := range r.plan.Rooms {
			if slices.Contains(room.Members, p) {
				d.Rooms = append(d.Rooms, i)
			}
		}
		config := r.config(len(r.clients), d, r.server.url())
		config.Name += ", fresh"
		c := device.New(ctx, config)
		r.clients = append(r.clients, c)
		r.fresh = append(r.fresh, c)
		h.Clients = append(h.Clients, config.User)
		c.Start()
	}
}
