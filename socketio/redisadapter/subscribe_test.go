package redisadapter_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/rueidis"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/redisadapter"
)

// quiet is a server that keeps what is applied.
type quiet struct{ ops chan socketio.Op }

func newQuiet() quiet { return quiet{make(chan socketio.Op, 1000)} }

func (q quiet) Apply(op socketio.Op) error { q.ops <- op; return nil }
func (q quiet) Ask(_ context.Context, _ socketio.Op, answer func(socketio.Answer)) int {
	answer(socketio.Answer{})
	return 1
}
func (q quiet) Rooms(string) []string { return nil }

func (q quiet) want(t *testing.T, data string) {
	t.Helper()
	select {
	case op := <-q.ops:
		if string(op.Data) != data {
			t.Errorf("got %s, want %s", op.Data, data)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("%s does not come", data)
	}
}

func event(namespace, name string) socketio.Op {
	return socketio.Op{Namespace: namespace, Data: []byte(`["` + name + `"]`)}
}

func (s *server) client() rueidis.Client {
	s.t.Helper()
	c, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{strings.TrimPrefix(s.url(), "redis://")}, DisableCache: true, ForceSingleClient: true})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.Close)
	return c
}

// subscriptions counts what Redis knows of: channels and patterns.
func subscriptions(t *testing.T, c rueidis.Client) (channels, patterns int64) {
	t.Helper()
	names, err := c.Do(t.Context(), c.B().PubsubChannels().Build()).AsStrSlice()
	if err != nil {
		t.Fatal(err)
	}
	patterns, err = c.Do(t.Context(), c.B().PubsubNumpat().Build()).ToInt64()
	if err != nil {
		t.Fatal(err)
	}
	return int64(len(names)), patterns
}

// TestFollow: what nobody follows any more is unsubscribed from, and following is confirmed however often it begins and ends.
func TestFollow(t *testing.T) {
	s := startRedis(t)
	a, _ := opened(t, redisadapter.Options{URL: s.url()})
	b, _ := opened(t, redisadapter.Options{URL: s.url()})
	here, there := newQuiet(), newQuiet()
	from, to := a.Adapter(here), b.Adapter(there)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 50 {
				stop, err := to.Follow(t.Context(), fmt.Sprint("/", i/2))
				if err != nil {
					t.Error(err)
					return
				}
				stop()
			}
		})
	}
	wg.Wait()
	stop, err := to.Follow(t.Context(), "/0")
	if err != nil {
		t.Fatal(err)
	}
	for _, namespace := range []string{"/1", "/00", "/0"} {
		if err := from.Publish(event(namespace, "in "+namespace)); err != nil {
			t.Fatal(err)
		}
	}
	there.want(t, `["in /0"]`)
	stop()
	client := s.client()
	deadline := time.Now().Add(10 * time.Second)
	for {
		channels, patterns := subscriptions(t, client)
		if channels == 0 && patterns == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d channels and %d patterns are left", channels, patterns)
		}
	}
	if len(here.ops) > 0 {
		t.Errorf("what was published came back: %v", <-here.ops)
	}
}

// TestKeys: installations with different keys do not hear each other, even if one key begins like the other.
func TestKeys(t *testing.T) {
	s := startRedis(t)
	var nodes []quiet
	var adapters []socketio.Adapter
	for _, key := range []string{"one", "onetwo", "o*", "one"} {
		r, _ := opened(t, redisadapter.Options{URL: s.url(), Key: key})
		q := newQuiet()
		adapter := r.Adapter(q)
		if _, err := adapter.Follow(t.Context(), "/"); err != nil {
			t.Fatal(err)
		}
		nodes, adapters = append(nodes, q), append(adapters, adapter)
	}
	for _, adapter := range adapters {
		if err := adapter.Publish(event("/", "x")); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(t, adapter); err != nil {
			t.Error(err)
		}
	}
	nodes[0].want(t, `["x"]`)
	nodes[3].want(t, `["x"]`)
	for i, q := range nodes {
		if len(q.ops) > 0 {
			t.Errorf("node %d hears %v", i, <-q.ops)
		}
	}
}

func ask(t *testing.T, a socketio.Adapter) (n int, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err = a.Ask(ctx, socketio.Op{Kind: socketio.OpServer, Namespace: "/", Data: []byte(`["x"]`)}, func(socketio.Answer) { n++ })
	return n, err
}

// TestGarbled: what cannot be read is told, and disturbs nobody.
func TestGarbled(t *testing.T) {
	s := startRedis(t)
	errs := make(chan error, 100)
	r, _ := opened(t, redisadapter.Options{URL: s.url(), OnError: func(err error) { errs <- err }})
	q := newQuiet()
	if _, err := r.Adapter(q).Follow(t.Context(), "/"); err != nil {
		t.Fatal(err)
	}
	client := s.client()
	publish := func(channel, message string) {
		t.Helper()
		if err := client.Do(t.Context(), client.B().Publish().Channel(channel).Message(message).Build()).Error(); err != nil {
			t.Fatal(err)
		}
	}
	for _, channel := range []string{"socket.io#/#", "socket.io#/#room#", "socket.io-request#/#"} {
		for _, message := range []string{"", "{", "\xdd\xff\xff\xff\xff", `{"type":"x"}`, "\x93\x01\x02\x03"} {
			publish(channel, message)
			select {
			case <-errs:
			case <-time.After(10 * time.Second):
				t.Fatalf("%q in %s is not told", message, channel)
			}
		}
	}
	publish("socket.io#/#", "\x93\xa1x\x82\xa4type\x02\xa4data\x91\xa1e\x80")
	q.want(t, `["e"]`)
}

// TestManyNamespaces: all of them are subscribed to again after the connection was lost.
func TestManyNamespaces(t *testing.T) {
	s := startRedis(t)
	const n = 2000
	r, reached := opened(t, redisadapter.Options{URL: s.url(), Exact: true})
	q := newQuiet()
	adapter := r.Adapter(q)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if _, err := adapter.Follow(t.Context(), fmt.Sprint("/n/", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.stop()
	wantReach(t, reached, false)
	begun := time.Now()
	if _, err := adapter.Follow(t.Context(), "/late"); err != nil || time.Since(begun) > 2*time.Second {
		t.Errorf("Follow while Redis is away: %v after %v", err, time.Since(begun))
	}
	s.start()
	wantReach(t, reached, true)
	if channels, patterns := subscriptions(t, s.client()); channels != 2*(n+1) || patterns != 0 {
		t.Errorf("%d channels, %d patterns", channels, patterns)
	}
}

// TestStalled: a Redis that has stopped counts as lost, and holds nobody up; what is too much is refused.
func TestStalled(t *testing.T) {
	s := startRedis(t)
	r, reached := opened(t, redisadapter.Options{URL: s.url()})
	adapter := r.Adapter(newQuiet())
	if err := s.process.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	op := socketio.Op{Namespace: "/", Data: []byte(`["x",{"_placeholder":true,"num":0}]`), Attachments: [][]byte{make([]byte, 1<<20)}}
	var err error
	for i := 0; i < 200 && err == nil; i++ {
		err = adapter.Publish(op)
	}
	if !errors.Is(err, redisadapter.ErrQueueFull) || time.Since(begun) > 8*time.Second {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	// Who waits for a confirmation when the connection is lost is let go.
	if _, err := adapter.Follow(t.Context(), "/x"); err != nil || time.Since(begun) > 10*time.Second {
		t.Errorf("Follow: %v after %v", err, time.Since(begun))
	}
	wantReach(t, reached, false)
	if err := s.process.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	wantReach(t, reached, true)
}

// TestClosed: what waits is published before the end; afterwards there is an error.
func TestClosed(t *testing.T) {
	s := startRedis(t)
	a, _ := opened(t, redisadapter.Options{URL: s.url()})
	b, _ := opened(t, redisadapter.Options{URL: s.url()})
	there := newQuiet()
	if _, err := b.Adapter(there).Follow(t.Context(), "/"); err != nil {
		t.Fatal(err)
	}
	from := a.Adapter(newQuiet())
	if _, err := a.Adapter(newQuiet()).Follow(t.Context(), "/"); err == nil {
		t.Error("a second server has the same Redis")
	}
	for i := range 500 {
		if err := from.Publish(event("/", fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := from.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Close()
	for i := range 500 {
		there.want(t, fmt.Sprintf(`["%d"]`, i))
	}
	if err := from.Publish(event("/", "late")); !errors.Is(err, redisadapter.ErrClosed) {
		t.Errorf("Publish after Close: %v", err)
	}
}

// TestSilent: a server that does not answer is waited for no longer than Options.AskTimeout, and the error says how many have answered.
func TestSilent(t *testing.T) {
	s := startRedis(t)
	a, _ := opened(t, redisadapter.Options{URL: s.url(), AskTimeout: 200 * time.Millisecond})
	b, _ := opened(t, redisadapter.Options{URL: s.url()})
	if _, err := b.Adapter(newQuiet()).Follow(t.Context(), "/"); err != nil {
		t.Fatal(err)
	}
	client := s.client()
	conn, release := client.Dedicate()
	defer release()
	_ = conn.SetPubSubHooks(rueidis.PubSubHooks{OnMessage: func(rueidis.PubSubMessage) {}})
	if err := conn.Do(t.Context(), conn.B().Subscribe().Channel("socket.io-request#/#").Build()).Error(); err != nil {
		t.Fatal(err)
	}
	n, err := ask(t, a.Adapter(newQuiet()))
	if n != 1 || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "1 of 2 servers") {
		t.Errorf("%d answers, %v", n, err)
	}
}
