package redisadapter_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/redisadapter"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// peer is a Node.js server (testdata/peer.mjs).
type peer struct {
	t     *testing.T
	in    io.Writer
	lines *bufio.Scanner
	id    int
}

func startPeer(t *testing.T, url, key string) *peer {
	t.Helper()
	for _, pkg := range []string{"@socket.io/redis-adapter", "@socket.io/redis-emitter", "socket.io", "socket.io-client", "redis"} {
		_, err := exec.LookPath("node")
		if err == nil {
			_, err = os.Stat(filepath.Join("..", "..", "node_modules", pkg))
		}
		if err != nil {
			const how = "the official server is missing: install Node and run `npm ci` in the root of the repository"
			if os.Getenv("LOQUAT_TEST_REQUIRE") == "1" {
				t.Fatalf("%s (%v)", how, err)
			}
			t.Skipf("%s (%v)", how, err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "node", "testdata/peer.mjs", url, key, "socket.io-client")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	p := &peer{t: t, in: in, lines: bufio.NewScanner(out)}
	p.lines.Buffer(nil, 1<<20)
	p.read()
	return p
}

// run runs the body of an async function there and returns its result as JSON.
func (p *peer) run(code string) string {
	p.t.Helper()
	p.ask(code)
	return p.read()
}

func (p *peer) ask(code string) {
	p.t.Helper()
	p.id++
	line, err := json.Marshal(map[string]any{"id": p.id, "code": code})
	if err == nil {
		_, err = p.in.Write(append(line, '\n'))
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) read() string {
	p.t.Helper()
	if !p.lines.Scan() {
		p.t.Fatalf("the Node.js server has ended: %v", p.lines.Err())
	}
	var answer struct {
		ID    int
		Value json.RawMessage
		Error string
	}
	if err := json.Unmarshal(p.lines.Bytes(), &answer); err != nil || answer.Error != "" || answer.ID != p.id {
		p.t.Fatalf("%s: %v", p.lines.Text(), err)
	}
	return string(answer.Value)
}

func (p *peer) want(code, want string) {
	p.t.Helper()
	if got := p.run(code); got != want {
		p.t.Errorf("%s\ngot  %s\nwant %s", code, got, want)
	}
}

// mixed is a Go server with a client in the room "go", and a Node.js server with a client in the rooms "node" and 7.
type mixed struct {
	*peer
	root   *socketio.Namespace
	client *sockettest.Socket
	socket *socketio.Socket
	told   chan string
}

func newMixed(t *testing.T, o redisadapter.Options) *mixed {
	o.URL, o.Key = startRedis(t).url(), "mixed"
	o.OnError = func(err error) { t.Errorf("OnError: %v", err) }
	reached := make(chan bool, 10)
	o.OnReach = func(yes bool) { reached <- yes }
	m := &mixed{peer: startPeer(t, o.URL, o.Key), told: make(chan string, 10)}
	srv := socketio.New(socketio.Options{Adapter: open(t, o).Adapter})
	<-reached
	t.Cleanup(func() {
		if err := srv.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	m.root = srv.Of("/")
	sockets := make(chan *socketio.Socket, 1)
	m.root.OnConnect(func(_ context.Context, s *socketio.Socket) {
		s.Join("go")
		s.SetData(json.RawMessage(`{"who":"go"}`))
		s.Release()
		sockets <- s
	})
	err := m.root.HandleServerSide(func(event string, args []json.RawMessage, reply func(any)) {
		m.told <- fmt.Sprintf("%s%s", event, args)
		reply(map[string]any{"go": args})
	})
	if err != nil {
		t.Fatal(err)
	}
	if m.client, err = sockettest.Serve(t, srv).Client(t).Connect(t.Context(), "/", nil); err != nil {
		t.Fatal(err)
	}
	m.socket = <-sockets
	return m
}

// heard lists what the Go server's client hears until "end".
func (m *mixed) heard() string {
	m.t.Helper()
	var all []string
	for {
		e := m.next()
		if e.Name == "end" {
			return strings.Join(all, " ")
		}
		all = append(all, fmt.Sprintf("%s%s", e.Name, e.Args))
	}
}

func (m *mixed) next() sockettest.Event {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 10*time.Second)
	defer cancel()
	e, err := m.client.Next(ctx)
	if err != nil {
		m.t.Fatal(err)
	}
	return e
}

func (m *mixed) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Error(err)
	}
}

func (m *mixed) wantHeard(want string) {
	m.t.Helper()
	if got := m.heard(); got != want {
		m.t.Errorf("heard %s\nwant  %s", got, want)
	}
}

func TestNode(t *testing.T) {
	for _, c := range []struct {
		name string
		test func(m *mixed)
	}{
		{"from Go to Node", fromGo},
		{"from Node to Go", fromNode},
		{"from the emitter to Go", fromEmitter},
		{"sockets are found", found},
		{"sockets join and leave", joined},
		{"servers tell and ask each other", asked},
		{"sockets acknowledge", acknowledged},
		{"sockets are disconnected", disconnected},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(newMixed(t, redisadapter.Options{})) })
	}
	t.Run("from Go to Node, on one channel for each namespace", func(t *testing.T) { fromGo(newMixed(t, redisadapter.Options{Exact: true})) })
}

func fromGo(m *mixed) {
	m.must(m.root.Emit("all", 1, -70000, 5_000_000_000, 1.5, "€", nil, map[string]any{"a": []bool{true}}))
	m.must(m.root.Emit("bin", []byte{1, 2}, map[string]any{"deep": socketio.Binary{3}}))
	m.must(m.root.To("node").Emit("one room"))
	m.must(m.root.To("node", "other").Emit("two rooms"))
	m.must(m.root.To("go").Emit("not to node"))
	m.must(m.root.All().Except("node").Emit("except node"))
	m.must(m.socket.To().Emit("others"))
	m.must(m.root.Emit("end"))
	m.want(`return await hears()`, `[["all",1,-70000,5000000000,1.5,"€",null,{"a":[true]}],`+
		`["bin",{"type":"Buffer","data":[1,2]},{"deep":{"type":"Buffer","data":[3]}}],["one room"],["two rooms"],["others"]]`)
	if got := m.heard(); !strings.HasSuffix(got, "not to node[] except node[]") {
		m.t.Errorf("heard %s", got)
	}
	m.must(m.root.To("node").Volatile().Emit("volatile"))
	m.must(m.root.Emit("end"))
	m.want(`return await hears()`, `[["volatile"]]`)
}

func fromNode(m *mixed) {
	m.run(`io.emit('all', 1, -70000, 5e9, 1.5, '€', null, { a: [true] }, undefined, new Date(1e12));
		io.emit('bin', Buffer.from([1, 2]), { deep: new Uint8Array([3]) });
		io.to('go').emit('one room');
		io.to(['go', 'other']).volatile.emit('two rooms');
		io.to('node').emit('not to go');
		io.except('go').emit('except go');
		io.in(7).emit('a room with a number');
		io.of('/').sockets.get(client.id).broadcast.emit('others');
		io.emit('end')`)
	m.wantHeard(`all[1 -70000 5000000000 1.5 "€" null {"a":[true]} null "2001-09-09T01:46:40.000Z"] bin["AQI=" {"deep":"Aw=="}] one room[] two rooms[] others[]`)
	m.run(`io.to(` + quote(m.socket.ID()) + `).emit('to one'); io.emit('end')`)
	m.wantHeard(`to one[]`)
}

func quote(s string) string {
	data, _ := json.Marshal(s) //nolint:errchkjson // a string
	return string(data)
}

func fromEmitter(m *mixed) {
	m.run(`emitter.emit('all', 1, Buffer.from([1]));
		emitter.to('go').emit('one room');
		emitter.to('go').except('go').emit('nobody');
		emitter.of('/other').emit('elsewhere');
		emitter.emit('end')`)
	m.wantHeard(`all[1 "AQ=="] one room[]`)
	m.run(`emitter.in('go').socketsJoin('late'); emitter.in('late').emit('late'); emitter.in('late').socketsLeave('late')`)
	m.run(`emitter.in('late').emit('left'); emitter.emit('end')`)
	// Requests and broadcasts have channels of their own, but one connection: they arrive in order.
	m.wantHeard(`late[]`)
	m.run(`emitter.serverSideEmit('tell', 1)`)
	if got := <-m.told; got != "tell[1]" {
		m.t.Errorf("told %s", got)
	}
	m.run(`emitter.in('go').disconnectSockets()`)
	<-m.client.Disconnected()
}

func found(m *mixed) {
	m.want(`const all = await io.fetchSockets();
		return all.map((s) => [s.data.who, [...s.rooms].length, s.handshake.query.EIO, typeof s.handshake.issued]).sort()`,
		`[["go",2,"4","number"],["node",3,"4","number"]]`)
	m.want(`return (await io.in('go').except('node').fetchSockets()).map((s) => s.id)`, "["+quote(m.socket.ID())+"]")
	m.want(`return [...await io.of('/').adapter.allRooms()].map(String).filter((r) => r.length < 20).sort()`, `["7","go","node"]`)
	for _, c := range []struct {
		sockets socketio.Broadcast
		want    string
	}{
		{m.root.All(), `{"who":"go"} {"who":"node"}`},
		{m.root.To("node"), `{"who":"node"}`},
		{m.root.All().Except("node"), `{"who":"go"}`},
		{m.root.To("nobody"), ``},
	} {
		all, err := c.sockets.FetchSockets(m.t.Context())
		m.must(err)
		var data []string
		for _, s := range all {
			data = append(data, string(s.Data))
		}
		slices.Sort(data)
		if got := strings.Join(data, " "); got != c.want {
			m.t.Errorf("found %s, want %s", got, c.want)
		}
	}
}

func joined(m *mixed) {
	m.run(`io.in('go').socketsJoin(['a', 'b']); io.in('a').emit('a'); io.in('b').socketsLeave('b')`)
	m.run(`io.in('b').emit('b'); io.emit('end')`)
	m.wantHeard(`a[]`)
	m.run(`await hears()`)
	m.must(m.root.To("node").Join("c", "d"))
	m.must(m.root.To("c").Emit("c"))
	m.must(m.root.To("d").Leave("d"))
	m.must(m.root.To("d").Emit("d"))
	m.must(m.root.Emit("end"))
	m.want(`return await hears()`, `[["c"]]`)
}

func asked(m *mixed) {
	m.run(`io.serverSideEmit('tell', 'x', { y: 1 })`)
	if got := <-m.told; got != `tell["x" {"y":1}]` {
		m.t.Errorf("told %s", got)
	}
	m.want(`return await io.serverSideEmitWithAck('ask', 5)`, `[{"go":[5]}]`)
	m.must(m.root.ServerSideEmit("tell", 1, "z"))
	m.want(`await until(() => told.length > 0); return told`, `[[1,"z"]]`)
	answers, err := m.root.ServerSideEmitWithAck(m.t.Context(), "ask", 6)
	if fmt.Sprintf("%s", answers) != `[{"node":6}]` || err != nil {
		m.t.Errorf("%s, %v", answers, err)
	}
}

func acknowledged(m *mixed) {
	m.ask(`return (await io.timeout(3000).emitWithAck('ask', 1)).map((a) => a.data ?? a).sort()`)
	m.must(m.next().Ack("go"))
	if got := m.read(); got != `["go","node"]` {
		m.t.Errorf("acknowledged %s", got)
	}
	m.ask(`return await io.in('go').timeout(3000).emitWithAck('ask', 1)`)
	m.must(m.next().Ack([]byte{4}))
	if got := m.read(); got != `[{"type":"Buffer","data":[4]}]` {
		m.t.Errorf("acknowledged %s", got)
	}
	m.run(`io.emit('end'); await hears()`)
	m.heard()
	got := make(chan string, 1)
	go func() {
		all, err := socketio.BroadcastWithAck[string](m.t.Context(), m.root.All(), "question", socketio.Binary{1})
		slices.Sort(all)
		got <- fmt.Sprint(all, err)
	}()
	m.must(m.next().Ack("go"))
	if got := <-got; got != "[go node] <nil>" {
		m.t.Errorf("acknowledged %s", got)
	}
}

func disconnected(m *mixed) {
	m.must(m.root.To("node").Disconnect())
	m.run(`await until(() => client.disconnected)`)
	m.run(`client.connect(); await until(() => client.connected && io.sockets.sockets.get(client.id)?.rooms.has('node'))`)
	m.must(m.root.To("node").Close())
	m.run(`await until(() => client.disconnected && client.io._readyState === 'closed')`)
	m.run(`io.in('go').disconnectSockets(true)`)
	<-m.client.Disconnected()
}
