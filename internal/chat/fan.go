package chat

import (
	"cmp"
	"hash/maphash"
	"runtime"
	"slices"
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
	publisher *Publisher // the fan's

	mu     sync.Mutex
	queue  []task // guarded by mu
	closed bool   // guarded by mu
	wake   sync.Cond
}

// task is one thing to do for a room: to publish what out brought, with answer before it and done after it; or to run fn.
type task struct {
	room         RoomID
	out          []Outcome
	answer, done func([]Outcome)
	fn           func()
}

func newFan() *fan {
	f := &fan{seed: maphash.MakeSeed(), shards: make([]*fanShard, runtime.GOMAXPROCS(0))}
	for i := range f.shards {
		sh := &fanShard{publisher: &f.publisher}
		sh.wake.L = &sh.mu
		f.shards[i] = sh
		f.wg.Go(sh.run)
	}
	return f
}

// committed queues the publishing of what out brought, with answer before it and done after it. Called in the order of version for each room.
func (f *fan) committed(room RoomID, out []Outcome, answer, done func([]Outcome)) {
	f.put(task{room: room, out: out, answer: answer, done: done})
}

// queue runs fn after everything queued before for this room. After close it runs nothing.
func (f *fan) queue(room RoomID, fn func()) { f.put(task{room: room, fn: fn}) }

func (f *fan) put(t task) {
	sh := f.shards[maphash.String(f.seed, string(t.room))%uint64(len(f.shards))]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if !sh.closed {
		sh.queue = append(sh.queue, t)
		sh.wake.Signal()
	}
}

func (sh *fanShard) run() {
	var batch []task
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
		for _, t := range batch {
			if t.fn == nil {
				t.answer(t.out)
			}
		}
		// What came together is published together, room by room. Sorting keeps the order within each.
		slices.SortStableFunc(batch, func(a, b task) int { return cmp.Compare(a.room, b.room) })
		for rest := batch; len(rest) > 0; {
			n := 1
			for rest[0].fn == nil && n < len(rest) && rest[n].fn == nil && rest[n].room == rest[0].room {
				n++
			}
			sh.publish(rest[:n])
			rest = rest[n:]
		}
		clear(batch)
	}
}

// publish does tasks of one room: what several commits brought, or one fn.
func (sh *fanShard) publish(tasks []task) {
	if fn := tasks[0].fn; fn != nil {
		fn()
		return
	}
	var changes []Change
	for _, t := range tasks {
		for i := range t.out {
			if t.out[i].Status == Committed {
				changes = append(changes, t.out[i].Change)
			}
		}
	}
	if len(changes) > 0 && *sh.publisher != nil {
		(*sh.publisher).Committed(changes)
	}
	for _, t := range tasks {
		t.done(t.out)
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
