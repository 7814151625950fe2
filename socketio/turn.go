package socketio

import "sync"

// turn is a lock for as long as a handler runs. Unlike a sync.Mutex, waiting for
// it blocks durably in the sense of testing/synctest, so that applications can
// test handlers that take their time.
type turn struct {
	mu    sync.Mutex // guards the fields below
	taken bool
	free  chan struct{} // closed when it may be free; nil unless somebody waits
}

func (t *turn) lock() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.taken {
		if t.free == nil {
			t.free = make(chan struct{})
		}
		free := t.free
		t.mu.Unlock()
		<-free
		t.mu.Lock()
	}
	t.taken = true
}

func (t *turn) unlock() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken = false
	if t.free != nil {
		close(t.free)
		t.free = nil
	}
}
