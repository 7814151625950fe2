// Package redisadapter connects servers through Redis, with the wire format of the Node package @socket.io/redis-adapter (the classic one) and of
// @socket.io/redis-emitter: servers of both kinds can share rooms.
//
// Broadcasts of one server arrive in their order, or not at all: Redis does not keep what is published while a server is not connected. An
// application that must not lose anything finds out by OnReach that something may have been lost, and reads it elsewhere.
package redisadapter

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/rueidis"

	"github.com/loquat-chat/loquat/socketio"
)

const (
	openTimeout = 10 * time.Second
	doTimeout   = 5 * time.Second
	backOff     = 200 * time.Millisecond // until a lost connection is tried again
	maxQueued   = 100_000                // messages that wait to be published; more are refused
	maxPipeline = 256                    // messages that are published together
)

// ErrQueueFull is the error of what is published while too much waits, because Redis is slow or away.
var ErrQueueFull = errors.New("redisadapter: too much waits to be published")

// Options are the settings of a Redis.
type Options struct {
	URL string // redis:// or rediss://
	Key string // what every channel begins with; empty: "socket.io". Installations with different keys do not hear each other

	// OnReach is called when the connection to Redis is there, with everything subscribed again, and when it is lost: then, and until the next
	// call, messages of other servers get lost. The calls come one after the other, and must not block.
	OnReach func(yes bool)
}

// Redis is a connection to Redis for the servers of one process.
type Redis struct {
	o      Options
	client rueidis.Client
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	out     chan published
	mu      sync.Mutex
	nodes   []*adapter               // guarded by mu
	conn    rueidis.DedicatedClient  // guarded by mu; the one that subscribes, nil while there is none
	waiting map[string]chan struct{} // guarded by mu; by channel, closed when it is subscribed
}

type published struct {
	channel string
	message []byte
}

// Open connects to Redis. It takes at most 10 s; the error is a sentence for whoever runs the server.
func Open(ctx context.Context, o Options) (*Redis, error) {
	if o.Key == "" {
		o.Key = "socket.io"
	}
	if o.OnReach == nil {
		o.OnReach = func(bool) {}
	}
	settings, err := rueidis.ParseURL(o.URL)
	if err != nil {
		return nil, fmt.Errorf("the Redis URL cannot be used: %w", err)
	}
	settings.DisableCache, settings.ClientName = true, "socketio"
	settings.Dialer.Timeout = doTimeout
	ctx, stop := context.WithTimeout(ctx, openTimeout)
	defer stop()
	client, err := rueidis.NewClient(settings)
	if err != nil {
		return nil, fmt.Errorf("redis cannot be reached: %w", err)
	}
	if err := check(ctx, client); err != nil {
		client.Close()
		return nil, err
	}
	r := &Redis{o: o, client: client, out: make(chan published, maxQueued), waiting: map[string]chan struct{}{}}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.wg.Go(r.publish)
	r.wg.Go(r.listen)
	return r, nil
}

// check makes sure that it is a Redis.
func check(ctx context.Context, client rueidis.Client) error {
	info, err := client.Do(ctx, client.B().Info().Section("server").Build()).ToString()
	if err != nil {
		return fmt.Errorf("redis does not answer as a Redis does: %w", err)
	}
	if !strings.Contains(info, "redis_version:") && !strings.Contains(info, "valkey_version:") {
		return errors.New("what answers at the Redis URL is no Redis")
	}
	return nil
}

// Close ends the connection and every goroutine. What waits to be published is lost.
func (r *Redis) Close() {
	r.cancel()
	r.wg.Wait()
	r.client.Close()
}

// Adapter connects one server; it is a socketio.AdapterFactory. The Redis stays open when the server is closed.
func (r *Redis) Adapter(n socketio.Node) socketio.Adapter {
	a := &adapter{redis: r, node: n, uid: newUID(), follows: map[string]int{}}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.nodes = append(r.nodes, a)
	return a
}

func newUID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])[:6]
}

// publish sends what waits, in its order.
func (r *Redis) publish() {
	for {
		var batch []published
		select {
		case m := <-r.out:
			batch = append(batch, m)
		case <-r.ctx.Done():
			return
		}
		for len(batch) < maxPipeline && len(r.out) > 0 {
			batch = append(batch, <-r.out)
		}
		commands := make(rueidis.Commands, len(batch))
		for i, m := range batch {
			commands[i] = r.client.B().Publish().Channel(m.channel).Message(rueidis.BinaryString(m.message)).Build()
		}
		ctx, cancel := context.WithTimeout(r.ctx, doTimeout)
		r.client.DoMulti(ctx, commands...) // what gets lost is lost, as for a server that is not connected
		cancel()
	}
}

func (r *Redis) enqueue(channel string, message []byte) error {
	select {
	case r.out <- published{channel, message}:
		return nil
	default:
		return ErrQueueFull
	}
}

// listen keeps a connection that is subscribed to what the servers follow.
func (r *Redis) listen() {
	for r.ctx.Err() == nil {
		r.subscribed()
		select {
		case <-time.After(backOff):
		case <-r.ctx.Done():
		}
	}
}

// subscribed returns when the connection is lost.
func (r *Redis) subscribed() {
	conn, release := r.client.Dedicate()
	defer release()
	lost := conn.SetPubSubHooks(rueidis.PubSubHooks{
		OnMessage: func(m rueidis.PubSubMessage) { r.heard(m.Channel, []byte(m.Message)) },
		OnSubscription: func(s rueidis.PubSubSubscription) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if ready := r.waiting[s.Channel]; ready != nil {
				close(ready)
				delete(r.waiting, s.Channel)
			}
		},
	})
	r.mu.Lock()
	r.conn = conn
	names := map[string]bool{}
	for _, a := range r.nodes {
		for name := range a.follows {
			names[name] = true
		}
	}
	var all []chan struct{}
	for name := range names {
		all = append(all, r.subscribe(name)...)
	}
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(r.ctx, doTimeout)
	// A command of its own, so that a connection is made even if nothing is followed yet.
	err := conn.Do(ctx, conn.B().Subscribe().Channel(r.o.Key+"#hello").Build()).Error()
	for _, ready := range all {
		if err == nil {
			err = wait(ctx, ready)
		}
	}
	cancel()
	if err == nil {
		r.o.OnReach(true)
		select {
		case <-lost:
		case <-r.ctx.Done():
		}
		r.o.OnReach(false)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conn = nil
	for channel, ready := range r.waiting {
		close(ready)
		delete(r.waiting, channel)
	}
}

func wait(ctx context.Context, ready <-chan struct{}) error {
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// subscribe begins to subscribe to a namespace's channels. Called with mu held.
func (r *Redis) subscribe(namespace string) (ready []chan struct{}) {
	conn := r.conn
	if conn == nil {
		return nil // with the connection
	}
	expect := func(channel string) {
		done := make(chan struct{})
		r.waiting[channel] = done
		ready = append(ready, done)
	}
	pattern, requests := r.o.Key+"#"+namespace+"#*", r.o.Key+"-request#"+namespace+"#"
	expect(pattern)
	expect(requests)
	r.wg.Go(func() {
		ctx, cancel := context.WithTimeout(r.ctx, doTimeout)
		defer cancel()
		// An error ends the connection, and the next one subscribes.
		_ = conn.Do(ctx, conn.B().Psubscribe().Pattern(pattern).Build()).Error()
		_ = conn.Do(ctx, conn.B().Subscribe().Channel(requests).Build()).Error()
	})
	return ready
}

// unsubscribe ends the subscription to a namespace's channels, unless somebody follows it again.
func (r *Redis) unsubscribe(namespace string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	conn := r.conn
	for _, a := range r.nodes {
		if a.follows[namespace] > 0 {
			return
		}
	}
	if conn == nil {
		return
	}
	r.wg.Go(func() {
		ctx, cancel := context.WithTimeout(r.ctx, doTimeout)
		defer cancel()
		_ = conn.Do(ctx, conn.B().Punsubscribe().Pattern(r.o.Key+"#"+namespace+"#*").Build()).Error()
		_ = conn.Do(ctx, conn.B().Unsubscribe().Channel(r.o.Key+"-request#"+namespace+"#").Build()).Error()
	})
}

// heard hands a message to the servers that follow its namespace.
func (r *Redis) heard(channel string, message []byte) {
	r.mu.Lock()
	nodes := r.nodes
	r.mu.Unlock()
	if rest, ok := strings.CutPrefix(channel, r.o.Key+"-request#"); ok {
		namespace := strings.TrimSuffix(rest, "#")
		for _, a := range nodes {
			if a.isFollowing(namespace) {
				a.request(namespace, message)
			}
		}
		return
	}
	rest, ok := strings.CutPrefix(channel, r.o.Key+"#")
	if !ok {
		return
	}
	namespace, _, ok := strings.Cut(rest, "#")
	if !ok {
		return
	}
	for _, a := range nodes {
		if a.isFollowing(namespace) {
			a.broadcast(namespace, message)
		}
	}
}
