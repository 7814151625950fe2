// Package redisadapter connects servers through Redis, with the wire format of the Node package @socket.io/redis-adapter (the classic one) and of
// @socket.io/redis-emitter: servers of both kinds share rooms.
//
// Broadcasts of one server arrive in their order, or not at all: Redis does not keep what is published while a server is not connected. An
// application that must not lose anything finds out by OnReach that something may have been lost, and reads it elsewhere.
package redisadapter

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"

	"github.com/loquat-chat/loquat/socketio"
)

const (
	openTimeout  = 10 * time.Second
	dialTimeout  = 3 * time.Second
	stallTimeout = 3 * time.Second // for an answer of Redis; then the connection counts as lost
	backOff      = 200 * time.Millisecond
	flushTimeout = time.Second // for what waits when it is closed
	maxQueued    = 100_000     // messages that wait to be published; more are refused
	maxQueuedLen = 64 << 20    // and their bytes
	maxPipeline  = 256         // messages that are published together
)

// Errors of what is published.
var (
	// ErrQueueFull: too much waits to be published, because Redis is slow or away.
	ErrQueueFull = errors.New("redisadapter: too much waits to be published")
	// ErrAway: other servers cannot be asked, because there is no connection to Redis.
	ErrAway = errors.New("redisadapter: there is no connection to Redis")
	// ErrClosed: the connection has been closed.
	ErrClosed = errors.New("redisadapter: closed")
)

// Options are the settings of a Redis.
type Options struct {
	URL string // redis:// or rediss://
	Key string // what every channel begins with, without #; empty: "socket.io". Installations with different keys do not hear each other

	// Exact subscribes to one channel for each namespace, instead of to a pattern: with thousands of namespaces Redis then publishes as fast as with
	// one. Node's servers hear everything of this one; this one hears of theirs and of emitters all but broadcasts to exactly one room. All servers of
	// this package are to use the same mode.
	Exact bool
	// AskTimeout is for how long other servers' answers are waited for at most; 5 s.
	AskTimeout time.Duration

	// OnReach is called when the connection to Redis is there, with everything subscribed again, and when it is lost: then, and until the next
	// call, messages of other servers get lost. The calls come one after the other, and must not block.
	OnReach func(yes bool)
	// OnError is told of messages that could not be published or not be read. It may be called by several goroutines, and must not block.
	OnError func(err error)
}

// Redis is a connection to Redis for one server.
type Redis struct {
	o      Options
	client rueidis.Client
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	once   sync.Once

	out    chan published
	queued atomic.Int64  // bytes in out
	wake   chan struct{} // of one place: topics have changed

	mu        sync.Mutex           // guards the fields below
	closed    bool                 // nothing is handled any more
	adapter   *adapter             // nil until the server has it
	applies   sync.WaitGroup       // messages being handled; added to under mu
	session   *session             // nil while there is no connection
	topics    map[topicName]*topic //
	changed   []topicName          // topics that the connection is to look at, in order
	questions map[string]*question // by request id
}

type published struct {
	channel string
	message []byte
}

// Open connects to Redis. It takes at most 10 s; the error is a sentence for whoever runs the server.
func Open(ctx context.Context, o Options) (*Redis, error) {
	o.setDefaults()
	if strings.Contains(o.Key, "#") {
		return nil, errors.New("the key of Redis channels must not contain #")
	}
	settings, err := rueidis.ParseURL(o.URL)
	if err != nil {
		return nil, fmt.Errorf("the Redis URL cannot be used: %w", err)
	}
	settings.DisableCache, settings.ForceSingleClient, settings.PipelineMultiplex = true, true, -1 // one connection keeps the order
	settings.ClientName = "socketio"
	settings.Dialer.Timeout, settings.Dialer.KeepAlive, settings.ConnWriteTimeout = dialTimeout, time.Second, stallTimeout
	ctx, stop := context.WithTimeout(ctx, openTimeout)
	defer stop()
	client, err := rueidis.NewClient(settings)
	if err != nil {
		return nil, unusable(settings.InitAddress[0], err)
	}
	if err := check(ctx, client); err != nil {
		client.Close()
		return nil, err
	}
	r := &Redis{
		o: o, client: client, out: make(chan published, maxQueued), wake: make(chan struct{}, 1),
		topics: map[topicName]*topic{}, questions: map[string]*question{},
	}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.wg.Go(r.publish)
	r.wg.Go(r.listen)
	return r, nil
}

func (o *Options) setDefaults() {
	if o.Key == "" {
		o.Key = "socket.io"
	}
	if o.AskTimeout <= 0 {
		o.AskTimeout = 5 * time.Second
	}
	if o.OnReach == nil {
		o.OnReach = func(bool) {}
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
}

// unusable says what is wrong with what is at an address.
func unusable(address string, err error) error {
	var network *net.OpError
	if _, ok := rueidis.IsRedisErr(err); ok {
		return fmt.Errorf("redis at %s refuses: %w", address, err)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("redis at %s does not answer: %w", address, err)
	}
	if errors.As(err, &network) {
		return fmt.Errorf("redis at %s cannot be reached: %w", address, err)
	}
	return fmt.Errorf("what answers at %s is no Redis: %w", address, err)
}

// check makes sure that it is a Redis, of a version that has what is needed.
func check(ctx context.Context, client rueidis.Client) error {
	if err := client.Do(ctx, client.B().Ping().Build()).Error(); err != nil {
		return unusable("the URL", err)
	}
	info, err := client.Do(ctx, client.B().Info().Section("server").Build()).ToString()
	if err != nil {
		return fmt.Errorf("redis does not tell its version: %w", err)
	}
	_, rest, ok := strings.Cut(info, "redis_version:")
	version, _, _ := strings.Cut(rest, "\r\n")
	if !ok {
		return errors.New("what answers at the Redis URL is no Redis")
	}
	if tooOld(version) {
		return fmt.Errorf("redis %s is too old: 6.2 or newer is needed", version)
	}
	return nil
}

func tooOld(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return true
	}
	major, err := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	return err != nil || err2 != nil || major < 6 || major == 6 && minor < 2
}

// Ping says whether Redis answers.
func (r *Redis) Ping(ctx context.Context) error {
	return r.client.Do(ctx, r.client.B().Ping().Build()).Error()
}

// Adapter connects the server; it is a socketio.AdapterFactory, for one server. When the server is closed, so is the Redis.
func (r *Redis) Adapter(n socketio.Node) socketio.Adapter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.adapter != nil {
		return taken{}
	}
	r.adapter = &adapter{Redis: r, node: n, uid: newUID()}
	return r.adapter
}

// Close ends the connection and every goroutine, after what waits has been published, for at most a second. After it nothing arrives any more. It
// must not be called from a handler of what arrives.
func (r *Redis) Close() {
	r.once.Do(func() {
		r.mu.Lock()
		r.closed = true
		session := r.session
		r.mu.Unlock()
		r.cancel()
		if session != nil {
			session.conn.Close()
		}
		r.wg.Wait()
		r.applies.Wait()
		r.client.Close()
	})
}

// publish sends what waits, in its order.
func (r *Redis) publish() {
	for {
		select {
		case m := <-r.out:
			r.send(r.ctx, m)
		case <-r.ctx.Done():
			ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
			defer cancel()
			for len(r.out) > 0 && ctx.Err() == nil {
				r.send(ctx, <-r.out)
			}
			return
		}
	}
}

// send publishes a message and others that wait. What gets lost is lost, as for a server that is not connected.
func (r *Redis) send(ctx context.Context, first published) {
	batch := []published{first}
	for len(batch) < maxPipeline && len(r.out) > 0 {
		batch = append(batch, <-r.out)
	}
	commands := make(rueidis.Commands, len(batch))
	for i, m := range batch {
		r.queued.Add(int64(-len(m.message)))
		commands[i] = r.client.B().Publish().Channel(m.channel).Message(rueidis.BinaryString(m.message)).Build()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stallTimeout)
	defer cancel()
	var err error
	lost := 0
	for _, result := range r.client.DoMulti(ctx, commands...) {
		if e := result.Error(); e != nil {
			err, lost = e, lost+1
		}
	}
	if lost > 0 {
		r.o.OnError(fmt.Errorf("redisadapter: %d messages could not be published: %w", lost, err))
	}
}

func (r *Redis) enqueue(channel string, message []byte) error {
	if r.ctx.Err() != nil {
		return ErrClosed
	}
	if r.queued.Add(int64(len(message))) > maxQueuedLen {
		r.queued.Add(int64(-len(message)))
		return ErrQueueFull
	}
	select {
	case r.out <- published{channel, message}:
		return nil
	default:
		r.queued.Add(int64(-len(message)))
		return ErrQueueFull
	}
}

// taken is the adapter of a second server, which a Redis cannot have: its uid and subscriptions are one server's.
type taken struct{}

var errTaken = errors.New("redisadapter: one Redis cannot serve two servers")

func (taken) Follow(context.Context, string) (func(), error)                { return nil, errTaken }
func (taken) Publish(socketio.Op) error                                     { return errTaken }
func (taken) Ask(context.Context, socketio.Op, func(socketio.Answer)) error { return errTaken }
func (taken) Close(context.Context) error                                   { return nil }
