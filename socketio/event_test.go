package socketio_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

func TestHandlers(t *testing.T) {
	var failed journal
	o := socketio.Options{
		MaxEvent: 1000,
		OnFailed: func(_ *socketio.Socket, event string, arg json.RawMessage, err error) {
			failed.add(fmt.Sprintf("%s %.20s: %v", event, []byte(arg), err))
		},
	}
	bubble(t, o, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		n := srv.Of("/")
		type sum struct{ A, B int }
		socketio.Handle(n, "sum", func(_ context.Context, _ *socketio.Socket, in sum) (int, error) {
			return in.A + in.B, nil
		})
		socketio.On(n, "on", func(ctx context.Context, _ *socketio.Socket, in string) error {
			if in != fmt.Sprint(socketio.WantsAck(ctx)) {
				return errors.New("wrong " + in)
			}
			return nil
		})
		socketio.Handle(n, "bad result", func(context.Context, *socketio.Socket, int) (any, error) {
			return make(chan int), nil
		})
		socketio.Handle(n, "7", func(context.Context, *socketio.Socket, json.RawMessage) (string, error) {
			return "seven", nil
		})
		n.OnUnknown(func(_ context.Context, _ *socketio.Socket, event string) error {
			return errors.New("unknown " + event)
		})
		c := mem.Client(t)
		s := join(t, c, "/", nil)
		for _, q := range []struct {
			event string
			args  []any
			want  string
		}{
			{"sum", []any{sum{2, 3}}, `5`},
			{"sum", []any{sum{2, 3}, "more", 1}, `5`},
			{"sum", nil, `{"error":"socketio: event \"sum\": argument missing"}`},
			{"on", []any{"true"}, `{}`},
			{"on", []any{"x"}, `{"error":"wrong x"}`},
			{"nobody", []any{1}, `{"error":"unknown nobody"}`},
			{"", nil, `{"error":"unknown "}`},
			{"sum", []any{strings.Repeat("x", 1000)}, `{"error":"socketio: event is too large"}`},
			{"sum", []any{make([]byte, 400), make([]byte, 600)}, `{"error":"socketio: event is too large"}`},
		} {
			if got := call(t, s, q.event, q.args...); got != q.want {
				t.Errorf("%s %.20v: %s, want %s", q.event, q.args, got, q.want)
			}
		}
		if got := call(t, s, "sum", "x"); !strings.Contains(got, "cannot unmarshal string") {
			t.Error(got)
		}
		if got := call(t, s, "bad result", 1); !strings.Contains(got, "unsupported type") {
			t.Error(got)
		}
		if err := c.Send(`42[7,0]`, `42["on","false"]`, `42["on","y"]`, `42["sum"]`, `42["nobody"]`, `42["sum","`+strings.Repeat("x", 1000)+`"]`); err != nil {
			t.Fatal(err)
		}
		call(t, s, "on", "true")
		want := `on "y": wrong y|sum : socketio: event "sum": argument missing|sum "xxxxxxxxxxxxxxxxxxx: socketio: event is too large`
		if got := strings.Join(failed.take(), "|"); got != want {
			t.Errorf("failed: %s\nwant    %s", got, want)
		}
	})
}

// TestOrder: a client's events are handled one after the other, as sent.
func TestOrder(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		var seen []int // no lock: the race detector would tell
		n := srv.Of("/")
		socketio.On(n, "e", func(_ context.Context, _ *socketio.Socket, i int) error {
			if i%10 == 0 {
				<-time.After(time.Second)
			}
			seen = append(seen, i)
			return nil
		})
		s := join(t, mem.Client(t), "/", nil)
		for i := range 100 {
			if err := s.Emit("e", i); err != nil {
				t.Fatal(err)
			}
		}
		call(t, s, "e", 100)
		for i, v := range seen {
			if i != v {
				t.Fatalf("seen %v", seen)
			}
		}
	})
}

// TestHandleAsync: at most MaxPending requests are under way; the next one waits,
// and so does all behind it.
func TestHandleAsync(t *testing.T) {
	var failed journal
	o := socketio.Options{
		MaxPending: 3, PingInterval: time.Second, PingTimeout: time.Second,
		OnFailed: func(_ *socketio.Socket, event string, arg json.RawMessage, err error) {
			failed.add(fmt.Sprintf("%s %s: %v", event, []byte(arg), err))
		},
	}
	bubble(t, o, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		type pending struct {
			in    int
			ack   bool
			reply func(int, error)
		}
		requests := make(chan pending, 100)
		n := srv.Of("/")
		socketio.HandleAsync(n, "work", func(ctx context.Context, _ *socketio.Socket, in int, reply func(int, error)) {
			requests <- pending{in, socketio.WantsAck(ctx), reply}
		})
		c := mem.Client(t)
		s := join(t, c, "/", nil)
		acks := make(chan string, 100)
		for i := range 5 {
			go func() { acks <- call(t, s, "work", i) }()
			synctest.Wait()
		}
		<-time.After(10 * time.Second) // a reader that waits is no reason to end the connection
		if len(requests) != 3 {
			t.Fatalf("%d requests are under way, want 3", len(requests))
		}
		for i := range 3 {
			r := <-requests
			r.reply(r.in*10, nil)
			r.reply(-1, nil) // only the first counts
			if got := <-acks; got != fmt.Sprint(i*10) {
				t.Errorf("acknowledgement %s", got)
			}
			synctest.Wait()
		}
		(<-requests).reply(0, errors.New("failed"))
		if got := <-acks; got != `{"error":"failed"}` {
			t.Errorf("acknowledgement %s", got)
		}
		(<-requests).reply(1, nil)
		<-acks
		_ = s.Emit("work", 77)
		r := <-requests
		r.reply(0, errors.New("nobody asked"))
		if got := failed.take(); r.ack || len(got) != 1 || got[0] != "work 77: nobody asked" {
			t.Errorf("failed: %v, asked for an acknowledgement: %v", got, r.ack)
		}
		for range 5 { // the reader waits when the client goes
			_ = s.Emit("work", 1)
			synctest.Wait()
		}
		c.Close()
		synctest.Wait()
		(<-requests).reply(1, nil)
	})
}

func TestPanics(t *testing.T) {
	var panics journal
	o := socketio.Options{OnPanic: func(v any, stack []byte) {
		panics.add(fmt.Sprint(v))
		if !strings.Contains(string(stack), "event_test.go") {
			t.Errorf("stack %s", stack)
		}
	}}
	bubble(t, o, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		var ended journal
		n := srv.Of("/")
		n.OnDisconnect(func(_ *socketio.Socket, reason string) {
			ended.add(reason)
			panic("end") //nolint:forbidigo // it is what is tested
		})
		socketio.On(n, "panic", func(context.Context, *socketio.Socket, int) error {
			panic("event") //nolint:forbidigo // it is what is tested
		})
		socketio.Handle(n, "echo", func(_ context.Context, _ *socketio.Socket, in int) (int, error) { return in, nil })
		srv.Of("/mw").Use(func(context.Context, *socketio.Socket) error {
			panic("middleware") //nolint:forbidigo // it is what is tested
		})
		srv.Of("/oc").OnConnect(func(context.Context, *socketio.Socket) {
			panic("connect") //nolint:forbidigo // it is what is tested
		})
		other := join(t, mem.Client(t), "/", nil)
		for _, hurt := range []func(c *sockettest.Client){
			func(c *sockettest.Client) {
				s := join(t, c, "/", nil)
				_, _ = s.Call(t.Context(), "panic", 1)
			},
			func(c *sockettest.Client) { _, _ = c.Connect(t.Context(), "/mw", nil) },
			func(c *sockettest.Client) { _, _ = c.Connect(t.Context(), "/oc", nil) },
		} {
			c := mem.Client(t)
			hurt(c)
			<-c.Done()
			synctest.Wait() // OnDisconnect runs beside the end of the connection
		}
		synctest.Wait()
		if got := fmt.Sprint(panics.take(), ended.take()); got != "[event end middleware connect] [forced close]" {
			t.Error(got)
		}
		if got := call(t, other, "echo", 1); got != "1" {
			t.Error(got)
		}
	})
}

func TestEmitWithAck(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		sockets := capture(srv.Of("/"))
		c := mem.Client(t)
		client := join(t, c, "/", nil)
		s := <-sockets
		type result struct {
			v   string
			err error
		}
		ask := func(ctx context.Context) <-chan result {
			ch := make(chan result, 1)
			go func() {
				v, err := socketio.EmitWithAck[string](ctx, s, "question", 1)
				ch <- result{v, err}
			}()
			return ch
		}
		take := func() sockettest.Event {
			e, err := client.Next(t.Context())
			if err != nil || !e.WantsAck() {
				t.Fatalf("%v, wants an acknowledgement: %v", err, e.WantsAck())
			}
			return e
		}
		a := ask(t.Context())
		first := take()
		b := ask(t.Context())
		second := take()
		_ = second.Ack("two", "ignored")
		_ = first.Ack("one")
		_ = first.Ack("again") // an unknown id is ignored
		if x, y := <-a, <-b; x != (result{"one", nil}) || y != (result{"two", nil}) {
			t.Errorf("%v, %v", x, y)
		}
		empty := ask(t.Context())
		_ = take().Ack()
		if got := <-empty; got != (result{}) {
			t.Errorf("an empty acknowledgement: %v", got)
		}
		unfit := ask(t.Context())
		_ = take().Ack(1)
		var de *socketio.DecodeError
		if got := <-unfit; !errors.As(got.err, &de) {
			t.Errorf("an unfit acknowledgement: %v", got.err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		late := ask(ctx)
		forgotten := take()
		if got := <-late; !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("without an answer: %v", got.err)
		}
		_ = forgotten.Ack("late")
		cut := ask(t.Context())
		take()
		c.Close()
		if got := <-cut; !errors.Is(got.err, socketio.ErrDisconnected) {
			t.Errorf("after the end: %v", got.err)
		}
		if got := <-ask(t.Context()); !errors.Is(got.err, socketio.ErrDisconnected) {
			t.Errorf("after the end: %v", got.err)
		}
	})
}

func TestBinary(t *testing.T) {
	for _, option := range []sockettest.Option{func(o *sockettest.Config) {}, sockettest.Polling} {
		bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
			n := srv.Of("/")
			type file struct {
				Name string
				Data socketio.Binary
				Tail []byte
			}
			socketio.Handle(n, "file", func(_ context.Context, _ *socketio.Socket, in file) (file, error) {
				in.Name += "!"
				return in, nil
			})
			sockets := capture(n)
			client := join(t, mem.Client(t, option), "/", nil)
			in := file{"n", socketio.Binary{0, 1, 0x1e, 255}, []byte("tail")}
			e, err := client.Call(t.Context(), "file", in)
			var out file
			if err == nil {
				err = e.Decode(&out)
			}
			if err != nil || fmt.Sprint(out) != fmt.Sprint(file{"n!", in.Data, in.Tail}) || len(e.Attachments) != 1 {
				t.Errorf("%v, %v", out, err)
			}
			s := <-sockets
			eleven := make([]any, 11)
			for i := range eleven {
				eleven[i] = []byte{byte(i)}
			}
			if err := s.Emit("e", eleven...); err == nil {
				t.Error("11 attachments were sent")
			}
			if err := s.Emit("e", eleven[:10]...); err != nil {
				t.Error(err)
			}
			if e, err := client.Next(t.Context()); err != nil || len(e.Attachments) != 10 || e.Attachments[9][0] != 9 {
				t.Errorf("%v, %v", e.Attachments, err)
			}
		})
	}
}

func TestEmitErrors(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		sockets := capture(srv.Of("/"))
		client := join(t, mem.Client(t), "/", nil)
		s := <-sockets
		for _, name := range []string{"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"} {
			if err := s.Emit(name); !errors.Is(err, socketio.ErrReservedEvent) {
				t.Errorf("Emit(%s): %v", name, err)
			}
			if err := srv.Of("/").Emit(name); !errors.Is(err, socketio.ErrReservedEvent) {
				t.Errorf("broadcast of %s: %v", name, err)
			}
		}
		if err := s.Emit("e", func() {}); err == nil {
			t.Error("a function was sent")
		}
		if err := s.Emit("e", json.RawMessage(`{"a":`)); err == nil {
			t.Error("half a value was sent")
		}
		if err := s.Emit("e", json.RawMessage(`{"a": [1.50]}`), "<&>", 1.0, nil); err != nil {
			t.Error(err)
		}
		expect(t, client, `e[{"a":[1.50]},"\u003c\u0026\u003e",1,null]`)
	})
}
