package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/chat"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// env is one database with a clock that the test moves.
type env struct {
	testing.TB
	Store
	ctx   context.Context
	fresh func(testing.TB) Open // for one more database
	open  Open
	clock *clock
}

func newEnv(t testing.TB, fresh func(testing.TB) Open) *env {
	e := &env{TB: t, ctx: t.Context(), fresh: fresh, open: fresh(t), clock: &clock{now: time.Date(2026, 11, 23, 8, 0, 0, 123456789, time.UTC)}}
	e.reopen()
	return e
}

// reopen closes the store, if it is open, and opens the same database.
func (e *env) reopen() {
	e.Helper()
	if e.Store != nil {
		e.must(e.Close())
	}
	s := e.open(e.TB, e.clock.Now)
	e.Store = s
	e.Cleanup(func() {
		if err := s.Close(); err != nil {
			e.Errorf("Close: %v", err)
		}
	})
}

func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// clock is a clock that stands until it is set.
type clock struct {
	mu  sync.Mutex
	now time.Time // guarded by mu
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newID() string              { return uuid.Must(uuid.NewV7()).String() }
func newUser() chat.UserID       { return chat.UserID(newID()) }
func newRoom() chat.RoomID       { return chat.RoomID(newID()) }
func newMessage() chat.MessageID { return chat.MessageID(newID()) }

// commit commits operations and waits for their outcomes.
func (e *env) commit(room chat.RoomID, ops ...chat.Op) []chat.Outcome {
	e.Helper()
	return e.wait(e.start(room, ops...))
}

// start commits operations; the outcomes come on the channel.
func (e *env) start(room chat.RoomID, ops ...chat.Op) <-chan []chat.Outcome {
	done := make(chan []chat.Outcome, 1)
	e.Commit(room, ops, func(o []chat.Outcome) { done <- o })
	return done
}

func (e *env) wait(done <-chan []chat.Outcome) []chat.Outcome {
	e.Helper()
	select {
	case o := <-done:
		return o
	case <-time.After(patience):
		e.Fatal("the outcomes did not come")
		return nil
	}
}

// committed commits one operation that must be stored.
func (e *env) committed(room chat.RoomID, op chat.Op) chat.Outcome {
	e.Helper()
	o := e.commit(room, op)[0]
	if o.Status != chat.Committed {
		e.Fatalf("%s %s: status %d, %v; want it committed", op.Kind, op.ID, o.Status, o.Err)
	}
	return o
}

// refused commits one operation that must be refused with a code.
func (e *env) refused(room chat.RoomID, op chat.Op, code chat.Code) {
	e.Helper()
	e.isRefused(e.commit(room, op)[0], code)
}

func (e *env) isRefused(o chat.Outcome, code chat.Code) {
	e.Helper()
	if o.Status != chat.Refused || !hasCode(o.Err, code) {
		e.Errorf("status %d, %v; want it refused with %s", o.Status, o.Err, code)
	}
}

func (e *env) isUnknown(o chat.Outcome, code chat.Code) {
	e.Helper()
	if o.Status != chat.Unknown || !hasCode(o.Err, code) {
		e.Errorf("status %d, %v; want it unknown with %s", o.Status, o.Err, code)
	}
}

func hasCode(err error, code chat.Code) bool {
	var e *chat.Error
	return errors.As(err, &e) && e.Code == code
}

func (e *env) wantNotFound(err error) {
	e.Helper()
	if !errors.Is(err, chat.ErrNotFound) {
		e.Errorf("error %v, want not_found", err)
	}
}

// all reads all messages of a room, by seq.
func (e *env) all(room chat.RoomID) []chat.Message {
	e.Helper()
	p, err := e.Page(e.ctx, room, chat.Window{Limit: 1_000_000})
	e.must(err)
	return p.Messages
}

// eventually polls until a condition holds.
func (e *env) eventually(what string, holds func() bool) {
	e.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			e.Fatalf("never: %s", what)
		}
	}
}
