package sqlite

import (
	"sync"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxQueued is how many operations may wait; who comes later gets Unknown at once.
const maxQueued = 10_000

// job is what one call brought to the writer: operations on a room, or a function to run in the transaction.
type job struct {
	room     chat.RoomID
	ops      []chat.Op
	outcomes []chat.Outcome // one for each of ops, once computed
	done     func([]chat.Outcome)

	call *call // instead of ops
}

// size is what a job counts for in the queue's bound and in a transaction's.
func (j *job) size() int { return max(1, len(j.ops)) }

// part is a piece of a job that goes into one transaction: the operations from first up to before last. A job of more operations than a transaction
// takes is spread over several.
type part struct {
	*job
	first, last int
}

// ends says whether this is the last piece of its job.
func (p part) ends() bool { return p.last >= len(p.ops) }

// queue holds what waits for the writer, in the order in which it came.
type queue struct {
	mu     sync.Mutex
	filled sync.Cond // on mu: jobs is not empty, or closed
	jobs   []*job    // guarded by mu
	next   int       // guarded by mu; the first operation of jobs[0] that has not been taken
	size   int       // guarded by mu; operations that wait
	closed bool      // guarded by mu
}

func newQueue() *queue {
	q := &queue{}
	q.filled.L = &q.mu
	return q
}

// put takes a job up, unless the queue is closed or too full. What a job of the writer itself leads to (own) is taken up even when it is full.
func (q *queue) put(j *job, own bool) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || !own && q.size+j.size() > maxQueued {
		return false
	}
	q.jobs = append(q.jobs, j)
	q.size += j.size()
	q.filled.Signal()
	return true
}

// take answers up to limit operations, as soon as there are any; nothing when the queue is closed and empty. parts is reused.
func (q *queue) take(parts []part, limit int) []part {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 && !q.closed {
		q.filled.Wait()
	}
	parts = parts[:0]
	for limit > 0 && len(q.jobs) > 0 {
		j := q.jobs[0]
		if j.size() > limit && len(parts) > 0 {
			break // whole jobs as long as they fit: what one call brings is stored together, or not at all
		}
		n := min(limit, j.size()-q.next)
		parts = append(parts, part{job: j, first: q.next, last: q.next + n})
		limit -= n
		q.size -= n
		q.next += n
		if q.next == j.size() {
			q.jobs[0] = nil
			q.jobs = q.jobs[1:]
			q.next = 0
		}
	}
	return parts
}

// close lets nothing more in; what waits is still taken.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Signal()
}
