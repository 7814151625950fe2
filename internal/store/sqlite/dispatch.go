package sqlite

import "sync"

// dispatcher runs callbacks one after the other, in the order in which they were given, on a goroutine that lives as long as there are any. So whoever
// gives one never waits, and the writer never runs one.
type dispatcher struct {
	mu      sync.Mutex
	idle    sync.Cond // on mu: running is false
	waiting []func()  // guarded by mu
	running bool      // guarded by mu; there is a goroutine, and it will look at waiting again
}

func newDispatcher() *dispatcher {
	d := &dispatcher{}
	d.idle.L = &d.mu
	return d
}

// give queues callbacks.
func (d *dispatcher) give(callbacks ...func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting = append(d.waiting, callbacks...)
	if !d.running && len(d.waiting) > 0 {
		d.running = true
		go d.run()
	}
}

func (d *dispatcher) run() {
	for {
		d.mu.Lock()
		now := d.waiting
		d.waiting = nil
		if len(now) == 0 {
			d.running = false
			d.idle.Broadcast()
			d.mu.Unlock()
			return
		}
		d.mu.Unlock()
		for _, callback := range now {
			callback()
		}
	}
}

// wait returns when nothing is queued and nothing runs.
func (d *dispatcher) wait() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.running {
		d.idle.Wait()
	}
}
