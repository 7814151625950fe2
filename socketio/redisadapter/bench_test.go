package redisadapter_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/redisadapter"
)

// counting is a server that counts what is applied.
type counting struct {
	quiet
	done chan struct{}
}

func (c counting) Apply(socketio.Op) error { c.done <- struct{}{}; return nil }

// BenchmarkPublish publishes a message of 300 bytes to one other server, which follows 1 or 10,000 namespaces; 128 are on their way at a time.
func BenchmarkPublish(b *testing.B) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		b.Skip("redis-server is missing: make setup installs it")
	}
	port := freePort(b)
	cmd := exec.CommandContext(b.Context(), "redis-server", "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--dir", b.TempDir())
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	awaitPort(b, port)
	for _, exact := range []bool{false, true} {
		for _, namespaces := range []int{1, 10_000} {
			b.Run(fmt.Sprintf("exact=%t/namespaces=%d", exact, namespaces), func(b *testing.B) {
				o := redisadapter.Options{URL: fmt.Sprintf("redis://127.0.0.1:%d", port), Exact: exact}
				there := counting{done: make(chan struct{}, 1<<20)}
				benchmarkPublish(b, o, namespaces, there)
			})
		}
	}
}

func benchmarkPublish(b *testing.B, o redisadapter.Options, namespaces int, there counting) {
	from, err := redisadapter.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	reached := make(chan bool, 10)
	o.OnReach = func(yes bool) { reached <- yes }
	to, err := redisadapter.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer to.Close()
	<-reached
	adapter, follower := from.Adapter(newQuiet()), to.Adapter(there)
	followed := make(chan error, namespaces)
	for i := range namespaces {
		go func() {
			_, err := follower.Follow(b.Context(), fmt.Sprint("/rooms/", i))
			followed <- err
		}()
	}
	for range namespaces {
		if err := <-followed; err != nil {
			b.Fatal(err)
		}
	}
	data := fmt.Appendf(nil, `["receive_message",{"content":%q}]`, fmt.Sprintf("%0250d", 0))
	under := make(chan struct{}, 128)
	b.ResetTimer()
	go func() {
		for i := range b.N {
			under <- struct{}{}
			if err := adapter.Publish(socketio.Op{Namespace: fmt.Sprint("/rooms/", i%namespaces), Data: data}); err != nil {
				b.Error(err)
			}
		}
	}()
	for range b.N {
		<-there.done
		<-under
	}
}
