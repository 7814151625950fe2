// Package device is a simulated client that does what a client must: it speaks the protocol over a real connection, comes back with back-off, catches
// up, mends holes, retries its outbox under the same ids, and keeps what package replica says. Whatever it asks and is told it writes down.
package device

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/bench/history/replica"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

const (
	// patience is how long an answer is waited for; then the connection is closed, since a live server would have answered (mechanisms 2). The product
	// waits longer; here a schedule lasts seconds.
	patience = 1500 * time.Millisecond
	// holeFor is how long a hole may stay before the client asks for what is missing (protocol 3.5).
	holeFor = time.Second

	backoffBase, backoffMax = 20 * time.Millisecond, 400 * time.Millisecond
)

// Config says whose device it is.
type Config struct {
	Index   int // in the record
	Name    string
	User    chat.UserID
	Profile protocol.User
	Token   string
	Base    string // http://host:port, of its own fault proxy
	Rooms   []chat.RoomID
	Owns    map[chat.RoomID]bool // where the person may delete what others said
	Now     func() time.Duration // the record's clock
	Seed    uint64               // of the jitter
	IDs     func(n int) string   // the clientId or opId of action n
	Web     *http.Client         // for pages
	Trace   func(client int, what string)
}

// sockets numbers the times that namespaces were entered.
var sockets atomic.Int64

// Device is one simulated client. Its methods may be called from several goroutines.
type Device struct {
	Config
	ctx  context.Context //nolint:containedctx // of everything that it does until it ends
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu      sync.Mutex // guards all below and the rooms
	rand    *rand.Rand
	conn    *client.Conn // nil while there is none
	waiting map[int64]*request
	next    int64
	list    *replica.List
	session bool // the snapshot has come on this connection
	epoch   string
	rooms   map[chat.RoomID]*room
	busy    int // requests and pages under way that are not in an outbox
	dead    bool

	ops  []*record.Op
	told []record.Told
}

// room is one room's namespace.
type room struct {
	id        chat.RoomID
	namespace string
	open      bool // wanted
	entering  bool
	socket    int // 0: not entered
	want      chat.Version
	asked     time.Duration
	ready     chan struct{} // closed when the first sync is complete
	timeline  *replica.Timeline
	hole      *time.Timer
	resyncing bool
	queue     []queued
	working   bool
	reacting  map[chat.MessageID]bool
}

// request is one that waits for its acknowledgement.
type request struct {
	apply func(json.RawMessage) // called with mu held, in the order of arrival
	done  chan struct{}
}

// New makes a device; Start begins.
func New(ctx context.Context, c Config) *Device {
	ctx, stop := context.WithCancel(ctx)
	d := &Device{
		Config: c, ctx: ctx, stop: stop, rand: rand.New(rand.NewPCG(c.Seed, uint64(c.Index))), //nolint:gosec // jitter
		waiting: map[int64]*request{}, list: replica.NewList(), rooms: map[chat.RoomID]*room{},
	}
	for _, id := range c.Rooms {
		d.rooms[id] = &room{
			id: id, namespace: "/rooms/" + string(id), open: true, ready: make(chan struct{}),
			timeline: replica.NewTimeline(c.User), reacting: map[chat.MessageID]bool{},
		}
	}
	return d
}

// Start connects, and keeps connected until Stop.
func (d *Device) Start() { d.wg.Go(d.run) }

// Stop ends everything: what was asked and not answered stays unknown. It waits.
func (d *Device) Stop() {
	d.mu.Lock()
	d.dead = true
	d.mu.Unlock()
	d.stop()
	d.wg.Wait()
}

// Die is Stop without waiting.
func (d *Device) Die() {
	d.mu.Lock()
	d.dead = true
	d.mu.Unlock()
	d.stop()
}

// Reload is what a browser's tab does: everything is forgotten but the outbox.
func (d *Device) Reload() {
	d.mu.Lock()
	d.list = replica.NewList()
	for _, r := range d.rooms {
		r.timeline, r.open = replica.NewTimeline(d.User), true
		r.leave()
	}
	conn := d.conn
	d.conn = nil
	d.mu.Unlock()
	if conn != nil {
		conn.Close()
	}
}

func (d *Device) trace(what string) {
	d.Trace(d.Index, what)
}

// run keeps a connection.
func (d *Device) run() {
	for failed := 0; d.ctx.Err() == nil; {
		conn, err := d.connect()
		if err != nil {
			d.trace("no connection: " + err.Error())
			failed++
		} else {
			failed = 0
			d.trace("connected")
			select {
			case <-conn.Done():
			case <-d.ctx.Done():
			}
			conn.Close()
			d.trace("connection ended: " + conn.Err().Error())
		}
		d.lost(conn)
		d.pause(failed)
	}
}

// pause waits with full jitter.
func (d *Device) pause(failed int) {
	d.mu.Lock()
	wait := time.Duration(d.rand.Int64N(int64(min(backoffBase<<min(failed, 10), backoffMax))))
	d.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.ctx.Done():
	}
}

// connect opens a connection, enters / and then all rooms.
func (d *Device) connect() (*client.Conn, error) {
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	var conn *client.Conn
	known := make(chan struct{}) // conn is set
	conn, err := client.Dial(ctx, d.Base, func(p client.Packet) {
		<-known
		d.take(conn, p)
	})
	close(known)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.conn = conn
	d.mu.Unlock()
	if err := conn.Connect(ctx, "/", map[string]string{"token": d.Token}); err != nil {
		conn.Close()
		return conn, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.rooms {
		d.enter(conn, r)
	}
	return conn, nil
}

// lost is called when the connection has ended.
func (d *Device) lost(conn *client.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != conn && d.conn != nil {
		return
	}
	d.conn, d.session = nil, false
	d.list.Disconnected()
	for _, r := range d.rooms {
		r.leave()
	}
	clear(d.waiting) // whoever waits looks at the connection
}

// leave forgets what belongs to one entering of the namespace.
func (r *room) leave() {
	if r.socket == 0 {
		return
	}
	r.socket, r.resyncing = 0, false
	select {
	case <-r.ready:
		r.ready = make(chan struct{})
	default:
	}
	if r.hole != nil {
		r.hole.Stop()
		r.hole = nil
	}
}

// enter connects a room's namespace, again and again while the server says that it cannot now. The caller holds mu.
func (d *Device) enter(conn *client.Conn, r *room) {
	if !r.open || r.entering || r.socket != 0 || conn == nil || d.conn != conn {
		return
	}
	r.entering = true
	d.wg.Go(func() {
		err := d.entered(conn, r)
		var refused *client.RefusedError
		if errors.As(err, &refused) {
			d.trace("not let in: " + err.Error())
			d.pause(3)
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		r.entering = false
		switch {
		case d.conn == nil:
		case d.conn != conn || errors.As(err, &refused): // this was of the connection before, or is tried again
			d.enter(d.conn, r)
		case err == nil && !r.open: // left meanwhile
			r.leave()
			_ = conn.Leave(r.namespace)
		}
	})
}

func (d *Device) entered(conn *client.Conn, r *room) error {
	d.mu.Lock()
	r.want, r.asked = r.timeline.Position(), d.Now()
	auth := map[string]any{"token": d.Token}
	if r.want > 0 {
		auth["since"], auth["epoch"] = r.want, r.timeline.Epoch()
	}
	d.mu.Unlock()
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	err := conn.Connect(ctx, r.namespace, auth)
	if err != nil && errors.Is(err, context.DeadlineExceeded) {
		conn.Close()
	}
	return err
}

// Errors of ask.
var (
	errNotAsked = errors.New("not asked")
	errNoAnswer = errors.New("no answer")
)

// ask sends a request and waits until its answer has been applied. errNotAsked: it cannot have any effect.
func (d *Device) ask(conn *client.Conn, namespace, event string, payload any, apply func(json.RawMessage)) error {
	data, err := json.Marshal([]any{event, payload})
	if err != nil {
		return err
	}
	q := &request{apply: apply, done: make(chan struct{})}
	d.mu.Lock()
	if d.conn != conn || conn == nil {
		d.mu.Unlock()
		return errNotAsked
	}
	id := d.next
	d.next++
	d.waiting[id] = q
	d.mu.Unlock()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	if err := conn.Emit(namespace, id, data); err == nil {
		select {
		case <-q.done:
			return nil
		case <-conn.Done():
		case <-timer.C:
			d.trace("no answer to " + event)
		}
	}
	conn.Close()
	select { // it may have come with the last bytes
	case <-q.done:
		return nil
	default:
		return errNoAnswer
	}
}
