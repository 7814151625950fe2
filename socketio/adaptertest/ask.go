package adaptertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// patient is a context for one question.
func patient(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// acknowledge acknowledges the next event of a client with its name and a value.
func acknowledge(t *testing.T, c *sockettest.Socket, v any) {
	t.Helper()
	e, err := c.Next(patient(t))
	if err != nil {
		t.Error(err)
		return
	}
	if !e.WantsAck() {
		t.Errorf("%s wants no acknowledgement", e.Name)
		return
	}
	must(t, e.Ack(v))
}

func fetch(t *testing.T, a, b, c *node) {
	_, sa := a.join("/")
	cb, sb := b.join("/")
	_, sc := c.join("/")
	sb.Join("x", "y")
	sc.Join("y")
	sb.SetData(json.RawMessage(`{"name":"b"}`))
	ids := func(b socketio.Broadcast) string {
		all, err := b.FetchSockets(patient(t))
		must(t, err)
		names := map[string]string{sa.ID(): "a", sb.ID(): "b", sc.ID(): "c"}
		var found []string
		for _, s := range all {
			found = append(found, names[s.ID])
		}
		return sorted(strings.Join(found, " "))
	}
	for _, w := range []struct {
		sockets socketio.Broadcast
		want    string
	}{
		{a.root.All(), "a b c"},
		{a.root.To("y"), "b c"},
		{b.root.To("x", "y").Except("x"), "c"},
		{c.root.To(sa.ID()), "a"},
		{c.root.To("nobody"), ""},
		{a.root.To("y").Local(), ""},
	} {
		if got := ids(w.sockets); got != w.want {
			t.Errorf("found %q, want %q", got, w.want)
		}
	}
	all, err := a.root.To("x").FetchSockets(patient(t))
	must(t, err)
	if len(all) != 1 {
		t.Fatalf("%d sockets are in x", len(all))
	}
	slices.Sort(all[0].Rooms)
	want := []string{"x", "y", sb.ID()}
	slices.Sort(want)
	if !slices.Equal(all[0].Rooms, want) || string(all[0].Data) != `{"name":"b"}` {
		t.Errorf("socket %+v", all[0])
	}
	var shake struct {
		Issued int64
		Query  map[string]string
	}
	if err := json.Unmarshal(all[0].Handshake, &shake); err != nil || shake.Issued == 0 || shake.Query["EIO"] != "4" {
		t.Errorf("handshake %s: %v", all[0].Handshake, err)
	}
	must(t, cb.Disconnect())
	<-b.ended
	b.close() // is not waited for any more
	if got := ids(a.root.All()); got != "a c" {
		t.Errorf("after the end of b: %q", got)
	}
}

func servers(t *testing.T, a, b, c *node) {
	must(t, a.servers.ServerSideEmit("one", "x", 1))
	must(t, a.servers.ServerSideEmit("two"))
	for _, n := range []*node{b, c} {
		for _, want := range []string{`one["x",1]`, `two[]`} {
			select {
			case got := <-n.told:
				if got != want {
					t.Errorf("told %s, want %s", got, want)
				}
			case <-time.After(patience):
				t.Fatalf("%s is not told", want)
			}
		}
	}
	answers, err := a.servers.ServerSideEmitWithAck(patient(t), "ask", 7)
	must(t, err)
	if fmt.Sprintf("%s", answers) != `[{"was":"ask"} {"was":"ask"}]` {
		t.Errorf("answers %s", answers)
	}
	<-b.told
	<-c.told
	select {
	case got := <-a.told:
		t.Errorf("a tells itself %s", got)
	default:
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if answers, err := a.servers.ServerSideEmitWithAck(ctx, "silence"); err == nil {
		t.Errorf("answers %s of those who are silent", answers)
	}
}

func acknowledged(t *testing.T, a, b, c *node) {
	ca, _ := a.join("/")
	cb, sb := b.join("/")
	cc, sc := c.join("/")
	sb.Join("x")
	sc.Join("x")
	type result struct {
		got []string
		err error
	}
	ask := func(ctx context.Context, b socketio.Broadcast) chan result {
		done := make(chan result, 1)
		go func() {
			got, err := socketio.BroadcastWithAck[string](ctx, b, "ask", []byte{1})
			slices.Sort(got)
			done <- result{got, err}
		}()
		return done
	}
	want := func(done chan result, want string) {
		t.Helper()
		r := <-done
		if strings.Join(r.got, " ") != want || r.err != nil {
			t.Errorf("acknowledged %v, %v, want %s", r.got, r.err, want)
		}
	}
	done := ask(patient(t), a.root.All())
	acknowledge(t, ca, "a")
	acknowledge(t, cb, "b")
	acknowledge(t, cc, "c")
	want(done, "a b c")
	done = ask(patient(t), a.root.To("x"))
	acknowledge(t, cc, "c")
	acknowledge(t, cb, "b")
	want(done, "b c")
	done = ask(patient(t), b.root.To("x").Local())
	acknowledge(t, cb, "b")
	want(done, "b")
	want(ask(patient(t), a.root.To("nobody")), "")
	// Who does not acknowledge is waited for until the context ends.
	ctx, cancel := context.WithCancel(t.Context())
	done = ask(ctx, a.root.To("x"))
	acknowledge(t, cb, "b")
	if _, err := cc.Next(patient(t)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if r := <-done; !errors.Is(r.err, context.Canceled) || len(r.got) > 1 {
		t.Errorf("%v, %v", r.got, r.err)
	}
}

func taken(t *testing.T, a, b, _ *node) {
	client, _ := b.join("/")
	ops := make(chan socketio.Op, 10)
	b.remote.Store(func(op socketio.Op) bool {
		data := slices.Clone(op.Data)
		op.Data = data
		ops <- op
		return !strings.Contains(string(data), "mine")
	})
	must(t, a.root.Emit("mine", 1))
	must(t, a.root.Emit("yours"))
	must(t, b.root.Emit("own", "mine"))
	must(t, a.root.Emit("end"))
	for _, want := range []string{`["mine",1]`, `["yours"]`, `["end"]`} {
		select {
		case op := <-ops:
			if string(op.Data) != want || op.Namespace != "/" {
				t.Errorf("the hook sees %s of %s, want %s", op.Data, op.Namespace, want)
			}
		case <-time.After(patience):
			t.Fatalf("the hook does not see %s", want)
		}
	}
	if got := sorted(heard(t, client)); got != "own yours" {
		t.Errorf("heard %s", got)
	}
}

func here(t *testing.T, a, b, _ *node) {
	ca, _ := a.join("/")
	cb, sb := b.join("/")
	must(t, a.root.All().Local().Emit("here"))
	must(t, a.root.All().Local().Join("room"))
	must(t, a.root.To("room").Emit("room"))
	must(t, a.root.Emit("end"))
	if x, y := heard(t, ca), heard(t, cb); x != "here room" || y != "" {
		t.Errorf("heard %q and %q", x, y)
	}
	// Closing takes the connection away, with its sockets in other namespaces.
	must(t, a.root.To(sb.ID()).Close())
	for range 2 {
		select {
		case <-cb.Disconnected():
		case <-b.ended:
		case <-time.After(patience):
			t.Fatal("no end")
		}
	}
}
