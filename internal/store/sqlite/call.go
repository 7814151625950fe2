package sqlite

import (
	"context"
	"errors"

	"github.com/loquat-chat/loquat/internal/chat"
)

// call is a function to run on the writer, in a transaction among the operations.
type call struct {
	ctx      context.Context
	run      func(*writer) error // may be run again after a rollback: it starts from nothing each time
	err      error               // how it ended; set before finished is closed
	finished chan struct{}
}

// write runs f on the writer and returns when what it wrote is durable. If f answers an error, all that it wrote is undone. An error that is no
// *chat.Error becomes chat.CodeUnavailable. If ctx has ended when its turn comes, f is not run; write waits for that turn, so that the end is known and
// f never runs behind the caller's back.
func (s *Store) write(ctx context.Context, f func(*writer) error) error {
	c := &call{ctx: ctx, run: f, finished: make(chan struct{})}
	if !s.writer.queue.put(&job{call: c}, false) {
		return chat.Unavailable(errors.New("too much is waiting to be stored, or the store is closed"))
	}
	<-c.finished
	if e := (*chat.Error)(nil); c.err == nil || errors.As(c.err, &e) {
		return c.err
	}
	return chat.Unavailable(c.err)
}

// runCall runs a function between savepoints: what it wrote before it failed is undone, and the transaction goes on. It answers an error only if the
// transaction cannot go on.
func (w *writer) runCall(c *call) error {
	c.err = c.ctx.Err()
	if c.err != nil {
		return nil //nolint:nilerr // it is the call's, not the transaction's
	}
	if err := w.exec(`SAVEPOINT call`); err != nil {
		return err
	}
	if c.err = c.run(w); c.err != nil {
		w.cache.forgetMembers()
		if err := w.exec(`ROLLBACK TO call`); err != nil {
			return err
		}
	}
	return w.exec(`RELEASE call`)
}
