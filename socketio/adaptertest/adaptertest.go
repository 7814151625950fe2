// Package adaptertest is the suite that every socketio.Adapter must pass.
package adaptertest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// Run runs the suite. cluster returns a factory whose servers form a cluster of
// their own.
func Run(t *testing.T, cluster func(t *testing.T) socketio.AdapterFactory) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, a, b, c *node)
	}{
		{"every socket of every node receives once", everybody},
		{"rooms and exceptions mean the same everywhere", rooms},
		{"order is kept", order},
		{"arguments arrive as sent", arguments},
		{"join, leave and disconnect work from afar", fromAfar},
		{"namespaces are separate, and may empty and fill", namespaces},
		{"a node that has ended disturbs nobody", endedNode},
		{"nothing gets lost when all publish at once", allAtOnce},
		{"sockets of every node are described", fetch},
		{"servers tell and ask each other", servers},
		{"sockets of every node acknowledge", acknowledged},
		{"what comes from other nodes can be taken", taken},
		{"what is local stays here, and connections are closed from afar", here},
	} {
		t.Run(c.name, func(t *testing.T) {
			factory := cluster(t)
			c.test(t, newNode(t, factory), newNode(t, factory), newNode(t, factory))
		})
	}
}

// node is one server of the cluster, with the namespace "/" the family "/n/{x}", and "/servers".
type node struct {
	t       *testing.T
	srv     *socketio.Server
	mem     *sockettest.Server
	root    *socketio.Namespace
	family  *socketio.Namespace
	servers *socketio.Namespace // of events between servers
	told    chan string         // those events
	remote  atomic.Value        // a func(socketio.Op) bool: the hook of "/"
	sockets chan *socketio.Socket
	ended   chan string
}

func newNode(t *testing.T, factory socketio.AdapterFactory) *node {
	n := &node{t: t, srv: socketio.New(socketio.Options{Adapter: factory})}
	n.sockets, n.ended = make(chan *socketio.Socket, 100), make(chan string, 100)
	n.root, n.family = n.srv.Of("/"), n.srv.Match("/n/{x}")
	for _, ns := range []*socketio.Namespace{n.root, n.family} {
		ns.OnConnect(func(_ context.Context, s *socketio.Socket) {
			s.Release()
			n.sockets <- s
		})
		ns.OnDisconnect(func(_ *socketio.Socket, reason string) { n.ended <- reason })
	}
	n.root.OnRemote(func(op socketio.Op) bool {
		hook, ok := n.remote.Load().(func(socketio.Op) bool)
		return !ok || hook(op)
	})
	n.servers, n.told = n.srv.Of("/servers"), make(chan string, 100)
	err := n.servers.HandleServerSide(func(event string, args []json.RawMessage, reply func(any)) {
		all, err := json.Marshal(args)
		must(t, err)
		n.told <- event + string(all)
		if event != "silence" {
			reply(map[string]string{"was": event})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	n.mem = sockettest.Serve(t, n.srv)
	t.Cleanup(n.close)
	return n
}

func (n *node) close() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := n.srv.Close(ctx); err != nil {
		n.t.Errorf("Close: %v", err)
	}
}

// join connects a client and returns both ends.
func (n *node) join(namespace string) (*sockettest.Socket, *socketio.Socket) {
	n.t.Helper()
	client, err := n.mem.Client(n.t).Connect(n.t.Context(), namespace, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	return client, <-n.sockets
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// heard lists the events until the one called "end", which must come last.
func heard(t *testing.T, c *sockettest.Socket) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var names []string
	for {
		e, err := c.Next(ctx)
		if err != nil {
			t.Fatalf("after %v: %v", names, err)
		}
		if e.Name == "end" {
			return strings.Join(names, " ")
		}
		names = append(names, e.Name)
	}
}

func everybody(t *testing.T, a, b, c *node) {
	clients := make([]*sockettest.Socket, 0, 6)
	for _, n := range []*node{a, b, c} {
		for range 2 {
			s, _ := n.join("/")
			clients = append(clients, s)
		}
	}
	must(t, a.root.Emit("one"))
	must(t, a.root.All().Volatile().Emit("two"))
	must(t, a.root.Emit("end"))
	for _, s := range clients {
		if got := heard(t, s); got != "one two" {
			t.Errorf("heard %s", got)
		}
	}
}

func rooms(t *testing.T, a, b, c *node) {
	ca, sa := a.join("/")
	cb, sb := b.join("/")
	cc, sc := c.join("/")
	sa.Join("x")
	sb.Join("x", "y")
	sc.Join("y", "z")
	must(t, a.root.To("x").Emit("x"))
	must(t, b.root.To("x", "y").Emit("x+y"))
	must(t, c.root.To("x", "y").Except("z").Emit("x+y-z"))
	must(t, a.root.All().Except("x").Emit("-x"))
	must(t, b.root.To(sc.ID()).Emit("to-c"))
	must(t, sa.To("x").Emit("others"))
	must(t, c.root.To("nobody").Emit("nothing"))
	for _, n := range []*node{a, b, c} { // what different nodes publish comes in any order
		must(t, n.root.Emit("end"))
	}
	for _, w := range []struct {
		client *sockettest.Socket
		events string
	}{{ca, "x x+y x+y-z"}, {cb, "x x+y x+y-z others"}, {cc, "x+y -x to-c"}} {
		got := strings.Join([]string{heard(t, w.client), heard(t, w.client), heard(t, w.client)}, " ")
		if sorted(got) != sorted(w.events) {
			t.Errorf("heard %s, want %s", got, w.events)
		}
	}
}

func order(t *testing.T, a, b, _ *node) {
	client, _ := b.join("/")
	const n = 500
	for i := range n {
		must(t, a.root.Emit(fmt.Sprint(i)))
	}
	must(t, a.root.Emit("end"))
	for i, name := range strings.Fields(heard(t, client)) {
		if name != fmt.Sprint(i) {
			t.Fatalf("event %d is %s", i, name)
		}
	}
}

func arguments(t *testing.T, a, b, _ *node) {
	client, _ := b.join("/")
	type inner struct {
		Text string
		Data socketio.Binary
	}
	must(t, a.root.Emit("e", 1.5, nil, "€ <&>\u2028", json.RawMessage(`{"b":[1,2.50],"a":true}`),
		[]byte{0, 255, 0x1e}, inner{"t", socketio.Binary{7}}))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	e, err := client.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]any, len(e.Args))
	for i, arg := range e.Args {
		must(t, json.Unmarshal(arg, &got[i]))
	}
	want := "[1.5 <nil> € <&>\u2028 map[a:true b:[1 2.5]] AP8e map[Data:Bw== Text:t]]"
	if fmt.Sprint(got) != want || len(e.Attachments) != 2 {
		t.Errorf("got  %v with %d attachments\nwant %s", got, len(e.Attachments), want)
	}
}

func fromAfar(t *testing.T, a, b, c *node) {
	cb, _ := b.join("/")
	cc, sc := c.join("/")
	must(t, a.root.To(sc.ID()).Join("room", "other"))
	must(t, a.root.To("room").Emit("joined"))
	must(t, a.root.To("room").Leave("room"))
	must(t, a.root.To("room").Emit("left"))
	must(t, a.root.To("other").Emit("stayed"))
	must(t, a.root.Emit("end"))
	if x, y := heard(t, cb), heard(t, cc); x != "" || y != "joined stayed" {
		t.Errorf("heard %q and %q", x, y)
	}
	must(t, a.root.To("other").Disconnect())
	select {
	case <-cc.Disconnected():
	case <-time.After(patience):
		t.Error("no DISCONNECT")
	}
	if reason := <-c.ended; reason != socketio.ReasonServerDisconnect {
		t.Errorf("reason %q", reason)
	}
	must(t, a.root.Emit("end"))
	heard(t, cb)
}

func namespaces(t *testing.T, a, b, c *node) {
	one, _ := b.join("/n/1")
	two, _ := c.join("/n/2")
	// a has no socket in either.
	must(t, a.family.Of("/n/1").Emit("one"))
	must(t, a.family.Of("/n/2").Emit("two"))
	must(t, a.root.Emit("root"))
	for _, name := range []string{"/n/1", "/n/2"} {
		must(t, a.family.Of(name).Emit("end"))
	}
	if x, y := heard(t, one), heard(t, two); x != "one" || y != "two" {
		t.Errorf("heard %q and %q", x, y)
	}
	for range 5 {
		must(t, one.Disconnect())
		<-b.ended
		one, _ = b.join("/n/1")
		must(t, a.family.Of("/n/1").Emit("again"))
		must(t, a.family.Of("/n/1").Emit("end"))
		if got := heard(t, one); got != "again" {
			t.Errorf("heard %q", got)
		}
	}
}

func endedNode(t *testing.T, a, b, c *node) {
	client, _ := c.join("/")
	gone, _ := b.join("/")
	b.close()
	must(t, a.root.Emit("after"))
	must(t, a.root.Emit("end"))
	if got := heard(t, client); got != "after" {
		t.Errorf("heard %q", got)
	}
	if e, err := gone.Next(t.Context()); err == nil {
		t.Errorf("a socket of the ended node heard %s", e.Name)
	}
}

func allAtOnce(t *testing.T, a, b, c *node) {
	const n = 100
	nodes := []*node{a, b, c}
	clients := make([]*sockettest.Socket, 0, len(nodes))
	for _, n := range nodes {
		s, _ := n.join("/")
		clients = append(clients, s)
	}
	var wg sync.WaitGroup
	for i, node := range nodes {
		for range 2 {
			wg.Go(func() {
				for range n {
					must(t, node.root.Emit(fmt.Sprint(i)))
				}
			})
		}
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, s := range clients {
		for i := range 2 * n * len(nodes) {
			if _, err := s.Next(ctx); err != nil {
				t.Fatalf("after %d events: %v", i, err)
			}
		}
	}
}

func sorted(s string) string {
	words := strings.Fields(s)
	slices.Sort(words)
	return strings.Join(words, " ")
}
