package chat

import (
	"context"
	"errors"
	"sync"
	"time"
)

// collectReads is how long reads are collected before they are written together.
const collectReads = 100 * time.Millisecond

// readCollector writes read positions in batches: people read far more often than anything needs to be synced.
type readCollector struct {
	s      *Service
	mu     sync.Mutex
	moves  []ReadMove         // guarded by mu
	done   []func(ReadResult) // guarded by mu; one for each of moves
	closed bool               // guarded by mu
	timer  *time.Timer        // guarded by mu; runs while moves wait
	wg     sync.WaitGroup     // flushes under way
}

func newReadCollector(s *Service) *readCollector { return &readCollector{s: s} }

func (c *readCollector) add(m ReadMove, done func(ReadResult)) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		done(ReadResult{Err: Unavailable(errors.New("closing"))})
		return
	}
	defer c.mu.Unlock()
	c.moves = append(c.moves, m)
	c.done = append(c.done, done)
	if c.timer == nil {
		c.wg.Add(1)
		c.timer = time.AfterFunc(collectReads, c.flush)
	}
}

func (c *readCollector) flush() {
	defer c.wg.Done()
	c.mu.Lock()
	moves, done := c.moves, c.done
	c.moves, c.done, c.timer = nil, nil, nil
	c.mu.Unlock()
	results, err := c.s.store.MoveReads(context.Background(), moves)
	for i, m := range moves {
		r := ReadResult{Err: err}
		if err == nil {
			r = results[i]
		}
		c.s.fan.queue(m.Room, func() {
			if r.Err == nil && r.Moved && c.s.fan.publisher != nil {
				c.s.fan.publisher.ReadMoved(m.Room, m.User, r.Counters, r.Receipt)
			}
			done[i](r)
		})
	}
}

func (c *readCollector) close() {
	c.mu.Lock()
	c.closed = true
	early := c.timer != nil && c.timer.Stop()
	c.mu.Unlock()
	if early {
		c.flush()
	}
	c.wg.Wait()
}

// MarkRead moves the caller's read position and answers by done when that is durable, with the counters from then on. It does not wait.
// A seq beyond the room's is taken as the room's; one before the present position changes nothing, unless back says to mark unread from there.
func (s *Service) MarkRead(actor UserID, room RoomID, seq Seq, back bool, done func(Counters, error)) {
	if seq < 0 || back && seq < 1 {
		done(Counters{}, Invalid("seq", "must be a position in the room"))
		return
	}
	answer := func(r ReadResult) {
		if errors.Is(r.Err, ErrNotFound) {
			r.Err = Errorf(CodeForbidden, "You are not a member of this room.")
		}
		done(r.Counters, r.Err)
		s.open.add(-1)
	}
	if s.open.add(1) > maxOpen {
		answer(ReadResult{Err: Unavailable(errors.New("too many reads wait"))})
		return
	}
	s.reads.add(ReadMove{Room: room, User: actor, Seq: seq, Back: back}, answer)
}

// Counters counts what a member has not read; ErrNotFound if not a member.
func (s *Service) Counters(ctx context.Context, room RoomID, user UserID) (Counters, error) {
	return s.store.Counters(ctx, room, user)
}

// Receipts reads how far each member of a room has ever read: marking unread does not take it back.
func (s *Service) Receipts(ctx context.Context, room RoomID) (map[UserID]Seq, error) {
	return s.store.Receipts(ctx, room)
}
