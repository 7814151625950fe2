package socketio_test

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/loquat-chat/loquat/socketio"
)

// fan connects n clients that the caller is to read from.
func fan(tb testing.TB, n int) (*socketio.Namespace, []*websocket.Conn) {
	tb.Helper()
	srv := socketio.New(socketio.Options{MaxQueue: 64 << 20})
	ns := srv.Of("/")
	sockets := capture(ns)
	ts := httptest.NewServer(srv)
	clients := make([]*websocket.Conn, n)
	for i := range clients {
		conn, _, err := websocket.Dial(tb.Context(), ts.URL+"/socket.io/?EIO=4&transport=websocket", nil)
		if err == nil {
			err = conn.Write(tb.Context(), websocket.MessageText, []byte("40"))
		}
		if err != nil {
			tb.Fatal(err)
		}
		<-sockets
		clients[i] = conn
	}
	tb.Cleanup(func() {
		for _, c := range clients {
			_ = c.CloseNow()
		}
		ts.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = srv.Close(ctx)
	})
	return ns, clients
}

var text = fmt.Sprintf("%150s", "x")

// TestBroadcastAllocations: what a broadcast allocates does not depend on how
// many receive it. The clients do not read: the sockets' buffers take it all.
func TestBroadcastAllocations(t *testing.T) {
	measure := func(n int) float64 {
		ns, _ := fan(t, n)
		return testing.AllocsPerRun(50, func() { _ = ns.Emit("e", text) })
	}
	few, many := measure(1), measure(200)
	if many > few+10 { // the race detector makes sync.Pool forget now and then
		t.Errorf("%v allocations for 1 receiver, %v for 200", few, many)
	}
}

// BenchmarkFanOut is one broadcast to 1,000 sockets, received by all of them in
// the same process: the figure includes the clients.
func BenchmarkFanOut(b *testing.B) {
	const n = 1000
	ns, clients := fan(b, n)
	arrived := make(chan struct{}, n)
	for _, c := range clients {
		go func() { // ends with its connection
			buf := make([]byte, 4096)
			for {
				_, r, err := c.Reader(context.Background())
				if err != nil {
					return
				}
				m, _ := io.ReadFull(r, buf)
				if m > len(text) && buf[1] == '2' {
					arrived <- struct{}{}
				}
			}
		}()
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = ns.Emit("e", text)
		for range n {
			<-arrived
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/delivery")
}
