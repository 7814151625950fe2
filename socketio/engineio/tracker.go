package engineio

import (
	"context"
	"sync"
)

// tracker counts goroutines (and what else is to end by itself), so that Close can wait for them. Unlike a
// sync.WaitGroup it may be counted up from zero while somebody waits.
type tracker struct {
	mu   sync.Mutex // guards the fields below
	n    int
	zero chan struct{} // closed when n falls to zero; nil unless somebody waits
}

func (t *tracker) run(fn func()) {
	t.add()
	go func() {
		defer t.done()
		fn()
	}()
}

func (t *tracker) add() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
}

func (t *tracker) done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n--
	if t.n == 0 && t.zero != nil {
		close(t.zero)
		t.zero = nil
	}
}

// wait returns when no goroutine runs, or with ctx's error.
func (t *tracker) wait(ctx context.Context) error {
	t.mu.Lock()
	if t.n == 0 {
		t.mu.Unlock()
		return nil
	}
	if t.zero == nil {
		t.zero = make(chan struct{})
	}
	zero := t.zero
	t.mu.Unlock()
	select {
	case <-zero:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
