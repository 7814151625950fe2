package chat

import (
	"hash/maphash"
	"runtime"
	"sync"
)

// fan publishes what was committed and answers those who asked: one goroutine for each shard of rooms, so that everything of one room comes in
// the order of version, and neither the store's writer nor another room waits for it.
type fan struct {
	publisher Publisher
	seed      maphash.Seed
	shards    []*fanShard
	wg        sync.WaitGroup
}

type fanShard struct {
	mu     sync.Mutex
	queue  []func() // guarded by mu
	closed bool     // guarded by mu
	wake   sync.Cond
}

func newFan() *fan {
	f := &fan{seed: maphash.MakeSeed(), shards: make([]*fanShard, runtime.GOMAXPROCS(0))}
	for i := range f.shards {
		sh := &fanShard{}
		sh.wake.L = &sh.mu
		f.shards[i] = sh
		f.wg.Go(sh.run)
	}
	return f
}

// committed queues the publishing of what out brought, with answer before it and done after it. Called in the order of version for each room.
func (f *fan) committed(room RoomID, out []Outcome, answer, done func([]Outcome)) {
	f.queue(room, func() {
		answer(out)
		var changes []Change
		for i := range out {
			if out[i].Status == Committed {
				changes = append(changes, out[i].Change)
			}
		}
		if len(changes) > 0 && f.publisher != nil {
			f.publisher.Committed(changes)
		}
		done(out)
	})
}

// queue runs fn after everything queued before for this room. After close it runs nothing.
func (f *fan) queue(room RoomID, fn func()) {
	sh := f.shards[maphash.String(f.seed, string(room))%uint64(len(f.shards))]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if !sh.closed {
		sh.queue = append(sh.queue, fn)
		sh.wake.Signal()
	}
}

func (sh *fanShard) run() {
	var batch []func()
	for {
		sh.mu.Lock()
		for len(sh.queue) == 0 && !sh.closed {
			sh.wake.Wait()
		}
		if len(sh.queue) == 0 {
			sh.mu.Unlock()
			return
		}
		batch, sh.queue = sh.queue, batch[:0]
		sh.mu.Unlock()
		for i, fn := range batch {
			fn()
			batch[i] = nil
		}
	}
}

// close runs what is queued and waits for the goroutines.
func (f *fan) close() {
	for _, sh := range f.shards {
		sh.mu.Lock()
		sh.closed = true
		sh.wake.Signal()
		sh.mu.Unlock()
	}
	f.wg.Wait()
}
