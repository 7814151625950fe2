// Package realtime joins Socket.IO to the domain: who may connect, what each event does, and how clients are told what was committed.
//
// There is one namespace for each user's session, "/", and one for each room, "/rooms/{roomId}" (protocol 2). The table of what clients may ask
// is in table.go.
package realtime

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/origin"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/socketio"
)

// Limits of protocol 4.
const (
	maxEvent       = 128 << 10
	maxPayload     = 1_000_000
	maxNamespaces  = 200
	maxConnections = 20 // of one user

	// Rooms beyond these sizes are told less (protocol 2): presence and counters up to the one, reads up to the other.
	smallRoom = 200
	closeRoom = 50
)

// Verifier answers who an access token speaks for.
type Verifier interface {
	Verify(token string) (auth.Identity, error)
}

// Config is what a Server is made of.
type Config struct {
	Chat    *chat.Service
	Auth    Verifier
	Limits  *ratelimit.Limiter // nil: everything is allowed, connections included
	Origins *origin.Policy
	Now     func() time.Time // the clock; nil: time.Now
	Log     *slog.Logger
	Socket  socketio.Options                                                 // PingInterval, Transports and the like; the hooks are set here
	Grace   time.Duration                                                    // until somebody without a connection is offline; 0: 5 s
	OnPanic func()                                                           // called for each request that panicked; nil: nobody wants to know
	Peers   Peers                                                            // the other nodes; nil: those that Socket.Adapter reaches, if it is set
	Node    string                                                           // this node's name among them
	Sweep   chat.Sweeper                                                     // with Peers: reads what other nodes wrote
	Heard   func(user chat.UserID, ids []chat.SessionID, reason auth.Reason) // called with sessions that ended on other nodes
	OnSlow  func()                                                           // called for each connection that was closed because its client does not read; nil: as above
}

// Server serves /socket.io/. It is the domain's Publisher and hears of sessions that end.
type Server struct {
	chat    *chat.Service
	auth    Verifier
	limits  *ratelimit.Limiter
	origins *origin.Policy
	now     func() time.Time
	log     *slog.Logger
	onPanic func()
	onSlow  func()

	io       *socketio.Server
	session  *socketio.Namespace // "/"
	rooms    *socketio.Namespace // "/rooms/{roomId}"
	roster   *roster
	presence *presence
	activity *activity
	added    *added
	typing   *typing
	cluster  *cluster // nil: one node
	heard    func(chat.UserID, []chat.SessionID, auth.Reason)

	handshakes *handshakes

	draining atomic.Bool
	taking   sync.RWMutex   // held while a slow request is taken up; Drain locks it, so that asked only sinks from then on
	asked    sync.WaitGroup // slow requests that are not answered yet
	stopping sync.Once
	stop     chan struct{}
	wg       sync.WaitGroup // requests and housekeeping
}

// New makes a Server and starts its housekeeping; Close ends it.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Grace == 0 {
		c.Grace = 5 * time.Second
	}
	for _, hook := range []*func(){&c.OnPanic, &c.OnSlow} {
		if *hook == nil {
			*hook = func() {}
		}
	}
	rt := &Server{
		chat: c.Chat, auth: c.Auth, limits: c.Limits, origins: c.Origins, now: c.Now, log: c.Log, onPanic: c.OnPanic, onSlow: c.OnSlow,
		roster: newRoster(), typing: newTyping(), handshakes: newHandshakes(), stop: make(chan struct{}),
	}
	o := c.Socket
	o.MaxEvent, o.MaxPayload, o.MaxNamespaces = maxEvent, maxPayload, maxNamespaces
	o.AckError = func(err error) any { return refusal{Error: rt.wireError(err)} }
	o.OnFailed, o.OnOpen, o.OnClose = rt.failed, rt.opened, rt.ended
	o.OnPanic = rt.panicked
	o.InvalidNamespace = func(string) *socketio.ConnectError { return rt.refuse(chat.ErrNotFound) }
	o.TooManyNamespaces = func(string) *socketio.ConnectError {
		return rt.refuse(&chat.Error{Code: chat.CodeRateLimited, Message: "Too many rooms are open on this connection.", RetryAfter: time.Minute})
	}
	rt.io = socketio.New(o)
	rt.session, rt.rooms = rt.io.Of(string(protocol.SessionNamespace)), rt.io.Match(string(protocol.RoomNamespace)).Local()
	rt.presence = newPresence(rt, c.Grace)
	rt.activity = newActivity(rt)
	rt.added = newAdded(rt)
	rt.heard = c.Heard
	rt.register()
	if c.Peers == nil && o.Adapter != nil {
		c.Peers = adapterPeers{rt.session}
	}
	if c.Peers != nil {
		rt.cluster = newCluster(rt, c.Peers, c.Node)
		if err := c.Peers.Receive(rt.cluster.hear); err != nil {
			rt.log.Error("other nodes cannot be heard", "error", err)
		}
		rt.wg.Go(rt.cluster.census.run)
		if c.Sweep != nil {
			rt.wg.Go(func() { rt.cluster.sweep(c.Sweep) })
		}
	}
	rt.wg.Go(rt.presence.run)
	rt.wg.Go(rt.activity.run)
	rt.wg.Go(rt.added.run)
	rt.wg.Go(rt.closeExpired)
	return rt
}

// ServeHTTP serves Engine.IO. A foreign origin is refused on every request: handshake, poll and upgrade.
func (rt *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !rt.origins.Allowed(r) {
		http.Error(w, `{"code":4,"message":"Forbidden"}`, http.StatusForbidden)
		return
	}
	if rt.limits != nil && !r.URL.Query().Has("sid") && rt.handshakes.full(rt.address(r)) {
		w.Header().Set("Retry-After", "10")
		http.Error(w, `{"code":3,"message":"Too many connections"}`, http.StatusTooManyRequests)
		return
	}
	if foreign := rt.origins.Foreign(r); foreign != "" {
		w.Header().Set("Access-Control-Allow-Origin", foreign)
		w.Header().Add("Vary", "Origin")
	}
	rt.io.ServeHTTP(w, r)
}

// Drain begins the end: whatever is asked from now on is answered unavailable, so that clients ask again elsewhere or later.
func (rt *Server) Drain() {
	rt.taking.Lock()
	defer rt.taking.Unlock()
	rt.draining.Store(true)
}

// Settle waits until every request that was taken up before Drain and reads the store has been answered, or ctx ends.
// What is answered by a commit is for [chat.Service.Settle].
func (rt *Server) Settle(ctx context.Context) {
	settled := make(chan struct{})
	rt.wg.Go(func() {
		rt.asked.Wait()
		close(settled)
	})
	select {
	case <-settled:
	case <-ctx.Done():
	}
}

// Close closes every transport, so that clients come back by themselves, and waits for every goroutine. It may be called more than once.
func (rt *Server) Close(ctx context.Context) error {
	rt.Drain()
	err := rt.io.Close(ctx)
	rt.stopping.Do(func() {
		close(rt.stop)
		if rt.cluster != nil {
			rt.cluster.cancel()
		}
	})
	rt.wg.Wait()
	return err
}

// Connections counts open connections and people who are here, for the metrics.
func (rt *Server) Connections() (connections, people int) {
	for range rt.io.Conns() {
		connections++
	}
	return connections, rt.roster.people()
}

// refusal is an acknowledgement that says no.
type refusal struct {
	OK    bool               `json:"ok"`
	Error protocol.WireError `json:"error"`
}

// wireError makes the payload of an error, and logs it if it is one of ours.
func (rt *Server) wireError(err error) protocol.WireError {
	var decode *socketio.DecodeError
	switch {
	case errors.As(err, &decode):
		err = badPayload(decode)
	case errors.Is(err, socketio.ErrTooLarge):
		err = chat.Errorf(chat.CodeTooLarge, "An event has at most %d bytes.", maxEvent)
	}
	e := chat.AsError(err)
	if e.Code == chat.CodeInternal && !errors.Is(err, context.Canceled) { // the socket ended meanwhile: nobody waits for the answer
		rt.log.Error("a request failed", "error", e.Cause)
	}
	return protocol.ErrorOf(e)
}

// refuse makes the connect_error of an error.
func (rt *Server) refuse(err error) *socketio.ConnectError {
	w := rt.wireError(err)
	return &socketio.ConnectError{Message: w.Message, Data: w}
}

// panicked notes that a request ended with a panic.
func (rt *Server) panicked(v any, stack []byte) {
	rt.log.Error("a request panicked", "panic", v, "stack", string(stack))
	rt.onPanic()
}

// background runs fn on a goroutine that Close waits for. A panic in it ends fn and nothing else.
func (rt *Server) background(fn func()) {
	rt.wg.Go(func() {
		defer func() {
			if v := recover(); v != nil {
				rt.panicked(v, debug.Stack())
			}
		}()
		fn()
	})
}
