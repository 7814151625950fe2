package chat

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Hold is how long a request may wait for its commit before it is dropped (mechanisms: the client's own time-out is 10 s).
const hold = 8 * time.Second

// maxOpen bounds the changes that are asked for and not published yet: beyond it they are refused as unavailable. Sends are answered before they
// are published, so nothing else holds back who sends faster than large rooms can be told.
const maxOpen = 10_000

// Config is what a Service is made of.
type Config struct {
	Store Store
	NewID func() string    // a new UUIDv7
	Now   func() time.Time // the clock; nil: time.Now
}

// Service is the domain's front door: REST and Socket.IO call it, and nothing else. Its methods may be called concurrently.
// Errors are *Error, or internal.
type Service struct {
	store Store
	newID func() string
	now   func() time.Time
	users *userCache
	fan   *fan
	reads *readCollector
	open  inFlight

	reactions *reactions
	tasks     sync.WaitGroup // answers that are being read
}

// NewService makes a Service. Publish must be called before the first change; Close ends it.
func NewService(c Config) *Service {
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Service{store: c.Store, newID: c.NewID, now: c.Now, fan: newFan()}
	s.users = newUserCache(c.Store)
	s.reads = newReadCollector(s)
	s.reactions = newReactions(s)
	return s
}

// Publish names the one who tells clients. Called once, before the service is used.
func (s *Service) Publish(p Publisher) { s.fan.publisher = p }

// Close writes the collected reads and reactions, waits until everything committed so far has been published, and ends the service's goroutines.
// The store must stay open until then.
func (s *Service) Close() {
	s.reads.close()
	s.reactions.close()
	s.fan.close()
	s.tasks.Wait()
}

// Epoch is the store's (protocol 3.6).
func (s *Service) Epoch() string { return s.store.Epoch() }

// Ping answers an error while the store cannot serve.
func (s *Service) Ping(ctx context.Context) error { return s.store.Ping(ctx) }

// commit runs operations. answer is called once they are durable, done after they were published as well; neither may block.
func (s *Service) commit(room RoomID, ops []Op, answer, done func([]Outcome)) {
	deadline := s.now().Add(hold)
	for i := range ops {
		ops[i].Deadline = deadline
		if ops[i].ID == "" {
			ops[i].ID = "s:" + s.newID()
		}
	}
	if s.open.add(1) > maxOpen {
		s.open.add(-1)
		out := make([]Outcome, len(ops))
		for i := range out {
			out[i] = Outcome{Room: room, Err: Unavailable(errors.New("too much waits to be published"))}
		}
		answer(out)
		done(out)
		return
	}
	s.store.Commit(room, ops, func(out []Outcome) {
		s.fan.committed(room, out, answer, func(out []Outcome) {
			done(out)
			s.open.add(-1)
		})
	})
}

// Unpublished counts what was asked for and has not been published and answered yet.
func (s *Service) Unpublished() int { return s.open.add(0) }

// Settle waits until every change that was asked for has been answered, or ctx ends.
func (s *Service) Settle(ctx context.Context) {
	select {
	case <-s.open.settled():
	case <-ctx.Done():
	}
}

// inFlight counts changes that have not been answered.
type inFlight struct {
	mu    sync.Mutex
	n     int           // guarded by mu
	empty chan struct{} // guarded by mu; closed when n is 0; nil: nobody waits
}

func (f *inFlight) add(d int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n += d
	if f.n == 0 && f.empty != nil {
		close(f.empty)
		f.empty = nil
	}
	return f.n
}

func (f *inFlight) settled() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n == 0 {
		done := make(chan struct{})
		close(done)
		return done
	}
	if f.empty == nil {
		f.empty = make(chan struct{})
	}
	return f.empty
}

// nothing is for those who do not care when something was answered, or published.
func nothing([]Outcome) {}

// wait runs operations and waits until they are published: who was put out is out when it returns. A context that ends first leaves the end unknown.
func (s *Service) wait(ctx context.Context, room RoomID, ops ...Op) ([]Outcome, error) {
	ch := make(chan []Outcome, 1)
	s.commit(room, ops, nothing, func(out []Outcome) { ch <- out })
	select {
	case out := <-ch:
		for _, o := range out {
			if o.Status == Unknown || o.Status == Refused {
				return nil, o.Err
			}
		}
		return out, nil
	case <-ctx.Done():
		return nil, Unavailable(ctx.Err())
	}
}
