package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxBatch is how many operations go into one transaction.
const maxBatch = 128

var (
	errClosed = errors.New("the store is closed")
	errBegin  = errors.New("the database cannot be written to")
)

// writer owns the connection that writes. All fields but queue, dispatch and failed belong to its goroutine.
type writer struct {
	queue    *queue
	dispatch *dispatcher
	failed   atomic.Pointer[error] // set once, when a commit has failed; nothing is written afterwards
	ended    chan struct{}         // closed when the goroutine has returned
	onFatal  func(error)
	onCommit func(time.Duration)
	now      func() time.Time

	tx    // of the connection that writes
	cache *cache
}

func startWriter(ctx context.Context, c *connection, o Options) (*writer, error) {
	w := &writer{
		queue: newQueue(), dispatch: newDispatcher(), ended: make(chan struct{}), onFatal: o.OnFatal, onCommit: o.OnCommit, now: o.Now,
		tx: tx{ctx: context.WithoutCancel(ctx), c: c}, cache: newCache(o.cached),
	}
	if err := w.resumeEmptying(); err != nil {
		return nil, err
	}
	go w.loop()
	return w, nil
}

func (w *writer) loop() {
	defer close(w.ended)
	var parts []part
	for {
		if parts = w.queue.take(parts, maxBatch); len(parts) == 0 {
			return
		}
		w.cache.trim()
		w.run(parts)
	}
}

// close commits what waits, and returns when the last callback has.
func (w *writer) close() {
	w.queue.close()
	<-w.ended
	w.dispatch.wait()
}

// failure is why nothing can be written any more; nil while it can.
func (w *writer) failure() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// run computes and commits what was taken and gives the outcomes out. If a statement fails in the middle, everything is undone and each operation gets
// a transaction of its own, so that one that cannot be stored takes no other with it.
func (w *writer) run(parts []part) {
	err := w.attempt(parts)
	switch single := len(parts) == 1 && parts[0].last-parts[0].first <= 1; {
	case err == nil:
	case single || w.failure() != nil || errors.Is(err, errBegin): // trying each by itself would only make all wait for a lock that others hold
		w.fail(parts, err)
	default:
		for _, p := range parts {
			for i := p.first; i < p.last; i++ {
				one := []part{{job: p.job, first: i, last: i + 1}}
				if err := w.attempt(one); err != nil {
					w.fail(one, err)
				}
			}
		}
	}
	for _, p := range parts {
		if p.ends() {
			w.dispatch.give(p.finish)
		}
	}
}

// finish tells whoever brought the job.
func (j *job) finish() {
	if j.call != nil {
		close(j.call.finished)
		return
	}
	j.done(j.outcomes)
}

// fail makes the end of all operations unknown.
func (w *writer) fail(parts []part, err error) {
	var e *chat.Error
	if !errors.As(err, &e) {
		e = chat.Unavailable(err)
	}
	for _, p := range parts {
		if p.call != nil {
			p.call.err = e
			continue
		}
		p.outcomes = p.outcomes[:p.first]
		for range p.ops[p.first:min(p.last, len(p.ops))] {
			p.outcomes = append(p.outcomes, unknown(p.room, e))
		}
	}
}

// attempt computes and writes everything in one transaction. On an error nothing of it was stored, unless the commit itself failed.
func (w *writer) attempt(parts []part) error {
	if err := w.failure(); err != nil {
		return err
	}
	if err := w.exec(`BEGIN IMMEDIATE`); err != nil {
		return fmt.Errorf("%w: %w", errBegin, err)
	}
	for i := range parts {
		if err := w.compute(&parts[i]); err != nil {
			return w.rollback(err)
		}
	}
	if err := w.writeRooms(); err != nil {
		return w.rollback(err)
	}
	begun := time.Now()
	if err := w.exec(`COMMIT`); err != nil {
		return w.fatal(fmt.Errorf("a commit to the database failed, so the state of its file is unknown; free disk space and check the disk, then start again: %w", err))
	}
	if w.onCommit != nil {
		w.onCommit(time.Since(begun))
	}
	return nil
}

func (w *writer) compute(p *part) error {
	if p.call != nil {
		return w.runCall(p.call)
	}
	if p.outcomes == nil {
		p.outcomes = make([]chat.Outcome, 0, len(p.ops))
	}
	p.outcomes = p.outcomes[:p.first]
	for i := p.first; i < p.last && i < len(p.ops); i++ {
		outcome, err := w.runOp(p.room, &p.ops[i])
		if err != nil {
			return err
		}
		p.outcomes = append(p.outcomes, outcome)
	}
	return nil
}

// rollback undoes the transaction because of err, which it answers.
func (w *writer) rollback(err error) error {
	w.cache.forget()
	// Some errors (a full disk, I/O) have rolled back already; then there is nothing to undo and this is refused. If it was refused for another reason,
	// the next BEGIN is refused too.
	if undo := w.exec(`ROLLBACK`); undo != nil {
		return errors.Join(err, undo)
	}
	return err
}

// fatal ends all writing.
func (w *writer) fatal(err error) error {
	w.cache.forget()
	w.failed.Store(&err)
	if w.onFatal != nil {
		w.dispatch.give(func() { w.onFatal(err) })
	}
	return err
}

// Commit takes up operations on a room. See [chat.RoomLog].
func (s *Store) Commit(room chat.RoomID, ops []chat.Op, done func([]chat.Outcome)) {
	w := s.writer
	if j := (&job{room: room, ops: ops, done: done}); !w.queue.put(j, false) {
		w.fail([]part{{job: j, last: len(ops)}}, errors.New("too much is waiting to be stored, or the store is closed"))
		w.dispatch.give(j.finish)
	}
}
