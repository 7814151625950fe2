package mongo

import (
	"errors"
	"sync"

	"github.com/loquat-chat/loquat/internal/chat"
)

const (
	maxQueued = 10_000 // operations that may wait, over all rooms; who comes later gets Unknown at once
	maxBatch  = 128    // operations that are stored together
	maxIdle   = 2_000  // rooms of which something is kept while nothing waits
)

// job is what one call of Commit brought.
type job struct {
	ops      []chat.Op
	outcomes []chat.Outcome // one for each of ops, as far as they are known
	done     func([]chat.Outcome)
}

// committers takes up operations, room by room: one batch is under way in each.
type committers struct {
	store *Store

	mu     sync.Mutex
	rooms  map[chat.RoomID]*committer // guarded by mu
	queued int                        // guarded by mu; operations
	closed bool                       // guarded by mu
	open   map[chat.UserID]int        // guarded by mu; each person's operations that have no outcome yet
	ended  sync.Cond                  // on mu: open has changed

	running sync.WaitGroup // batches, and callbacks
}

// committer is one room's. All but known, which is its goroutine's, is guarded by the mutex of committers.
type committer struct {
	room    chat.RoomID
	jobs    []*job
	running bool // its goroutine will look at jobs again
	known   *knowledge

	told    []func() // callbacks that wait, in their order
	telling bool     // a goroutine runs them
}

func newCommitters(s *Store) *committers {
	c := &committers{store: s, rooms: map[chat.RoomID]*committer{}, open: map[chat.UserID]int{}}
	c.ended.L = &c.mu
	return c
}

// Commit takes up operations on a room. See [chat.RoomLog].
func (s *Store) Commit(room chat.RoomID, ops []chat.Op, done func([]chat.Outcome)) {
	j := &job{ops: ops, outcomes: make([]chat.Outcome, 0, len(ops)), done: done}
	cs := s.committers
	cs.mu.Lock()
	defer cs.mu.Unlock()
	c := cs.rooms[room]
	if c == nil {
		c = &committer{room: room}
		cs.rooms[room] = c
		cs.trim()
	}
	if cs.closed || cs.queued+max(1, len(ops)) > maxQueued {
		for range ops {
			j.outcomes = append(j.outcomes, unknown(room, chat.Unavailable(errors.New("too much is waiting to be stored, or the store is closed"))))
		}
		cs.tell(c, j)
		return
	}
	cs.queued += max(1, len(ops))
	for i := range ops {
		cs.open[ops[i].Actor]++
	}
	c.jobs = append(c.jobs, j)
	if !c.running {
		c.running = true
		cs.running.Go(func() { cs.work(c) })
	}
}

// trim forgets rooms that nobody writes to, when there are many. Called with mu held.
func (cs *committers) trim() {
	for room, c := range cs.rooms {
		if len(cs.rooms) <= maxIdle {
			return
		}
		if !c.running && !c.telling && len(c.jobs) == 0 {
			delete(cs.rooms, room)
		}
	}
}

// item is one operation of a job.
type item struct {
	job *job
	op  *chat.Op
}

// work commits what waits for one room, batch by batch.
func (cs *committers) work(c *committer) {
	for {
		cs.mu.Lock()
		jobs := cs.take(c)
		if len(jobs) == 0 {
			c.running = false
			cs.mu.Unlock()
			return
		}
		cs.mu.Unlock()
		var items []item
		for _, j := range jobs {
			for i := range j.ops {
				items = append(items, item{j, &j.ops[i]})
			}
		}
		for len(items) > 0 {
			n := min(len(items), maxBatch)
			cs.store.commit(c, items[:n])
			items = items[n:]
		}
		cs.mu.Lock()
		for _, j := range jobs {
			cs.queued -= max(1, len(j.ops))
			for i := range j.ops {
				if cs.open[j.ops[i].Actor]--; cs.open[j.ops[i].Actor] == 0 {
					delete(cs.open, j.ops[i].Actor)
				}
			}
			cs.tell(c, j)
		}
		cs.ended.Broadcast()
		cs.mu.Unlock()
	}
}

// take takes whole jobs as long as they fit into a batch, at least one. Called with mu held.
func (cs *committers) take(c *committer) (jobs []*job) {
	size := 0
	for len(c.jobs) > 0 && (len(jobs) == 0 || size+len(c.jobs[0].ops) <= maxBatch) {
		size += len(c.jobs[0].ops)
		jobs = append(jobs, c.jobs[0])
		c.jobs[0] = nil
		c.jobs = c.jobs[1:]
	}
	return jobs
}

// tell has a job's callback run after those before it, on a goroutine that commits nothing. Called with mu held.
func (cs *committers) tell(c *committer, j *job) {
	c.told = append(c.told, func() { j.done(j.outcomes) })
	if c.telling {
		return
	}
	c.telling = true
	cs.running.Go(func() {
		for {
			cs.mu.Lock()
			callbacks := c.told
			c.told = nil
			if len(callbacks) == 0 {
				c.telling = false
				cs.mu.Unlock()
				return
			}
			cs.mu.Unlock()
			for _, callback := range callbacks {
				callback()
			}
		}
	})
}

// settled returns when everything that a person's calls of Commit brought so far has an outcome.
func (cs *committers) settled(user chat.UserID) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for cs.open[user] > 0 {
		cs.ended.Wait()
	}
}

// close lets nothing more in and returns when everything has been committed and told.
func (cs *committers) close() {
	cs.mu.Lock()
	cs.closed = true
	cs.mu.Unlock()
	cs.running.Wait()
}

func unknown(room chat.RoomID, err *chat.Error) chat.Outcome {
	return chat.Outcome{Status: chat.Unknown, Room: room, Err: err}
}
