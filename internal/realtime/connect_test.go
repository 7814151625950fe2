package realtime_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/internal/testkit"
)

func TestRefusals(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := "/rooms/" + string(w.chat.Room(chat.Private, anna))
	for name, c := range map[string]struct {
		namespace string
		auth      any
		want      chat.Code
	}{
		"no token":          {"/", nil, chat.CodeUnauthorized},
		"bad token":         {"/", map[string]any{"token": "x"}, chat.CodeUnauthorized},
		"token is a number": {"/", map[string]any{"token": 5}, chat.CodeInvalid},
		"expired":           {"/", map[string]any{"token": string(anna.ID) + "/s1/-1s"}, chat.CodeTokenExpired},
		"stranger":          {room, map[string]any{"token": token(ben, "s1")}, chat.CodeForbidden},
		"no such room":      {"/rooms/" + testkit.NewID(), map[string]any{"token": token(ben, "s1")}, chat.CodeForbidden},
		"no room's name":    {"/rooms/general", map[string]any{"token": token(ben, "s1")}, chat.CodeNotFound},
		"no name of ours":   {"/admin", map[string]any{"token": token(ben, "s1")}, chat.CodeNotFound},
		"braces":            {"/rooms/{" + testkit.NewID() + "}", map[string]any{"token": token(ben, "s1")}, chat.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.io.Client(t).Connect(w.ctx, c.namespace, c.auth)
			if got := refused(t, err); got != c.want {
				t.Errorf("refused with %s, want %s", got, c.want)
			}
		})
	}
}

// TestOneOwner: a connection stays the user's and session's who came first.
func TestOneOwner(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	c := w.io.Client(t)
	s := w.join(c, anna, "/", nil)
	for _, other := range []string{token(ben, "s1"), token(anna, "s2")} {
		_, err := c.Connect(w.ctx, "/rooms/"+string(room), map[string]any{"token": other})
		if got := refused(t, err); got != chat.CodeUnauthorized {
			t.Errorf("another's token on the connection: %s", got)
		}
		if _, code := call[protocol.AuthenticateAnswer](w, s, "authenticate", protocol.Authenticate{Token: other}); code != chat.CodeUnauthorized {
			t.Errorf("another's token to authenticate: %s", code)
		}
	}
	w.join(c, anna, "/rooms/"+string(room), nil)
}

// TestExpiry: a connection works until 30 s after its token expired, unless it is renewed; then the transport is closed.
func TestExpiry(t *testing.T) {
	w := newWorld(t, nil)
	anna := w.chat.Person("anna")
	c, renewed := w.io.Client(t), w.io.Client(t)
	s := w.join(c, anna, "/", nil)
	r := w.join(renewed, anna, "/", nil)
	w.pass(10*time.Minute + 29*time.Second)
	if _, code := call[protocol.Empty](w, s, "set_status", protocol.SetStatus{Status: protocol.Away}); code != "" {
		t.Errorf("29 s after it expired: %s", code)
	}
	if a, code := call[protocol.AuthenticateAnswer](w, r, "authenticate", protocol.Authenticate{Token: token(anna, "s1")}); code != "" || a.ExpiresIn != 600 {
		t.Errorf("authenticate: %+v, %s", a, code)
	}
	w.pass(2 * time.Second)
	select {
	case <-c.Done():
	case <-w.ctx.Done():
		t.Error("31 s after its token expired the transport is open")
	}
	if _, code := call[protocol.Empty](w, r, "set_status", protocol.SetStatus{Status: protocol.Away}); code != "" {
		t.Errorf("the renewed one: %s", code)
	}
}

func TestSessionEnds(t *testing.T) {
	w := newWorld(t, nil)
	anna := w.chat.Person("anna")
	room := w.chat.Room(chat.Public, anna)
	c := w.io.Client(t)
	s, r := w.join(c, anna, "/", nil), w.join(c, anna, "/rooms/"+string(room), nil)
	other := w.connect(anna, "/", map[string]any{"token": token(anna, "s2")})
	w.rt.SessionsEnded(anna.ID, []chat.SessionID{"s1"}, auth.LoggedOut)
	if e := await[protocol.SessionEnded](w, s, "session_ended"); e.Reason != protocol.EndLoggedOut {
		t.Errorf("session_ended %+v", e)
	}
	<-s.Disconnected()
	<-r.Disconnected()
	if _, code := call[protocol.Empty](w, other, "set_status", protocol.SetStatus{Status: protocol.Online}); code != "" {
		t.Errorf("the other session: %s", code)
	}
}

func TestConnectionLimit(t *testing.T) {
	w := newWorld(t, ratelimit.New(ratelimit.Rules{}, time.Now))
	anna := w.chat.Person("anna")
	for range 20 {
		w.connect(anna, "/", nil)
	}
	c := w.io.Client(t)
	_, err := c.Connect(w.ctx, "/", map[string]any{"token": token(anna, "s1")})
	if got := refused(t, err); got != chat.CodeRateLimited {
		t.Errorf("the 21st connection: %s", got)
	}
	w.connect(w.chat.Person("ben"), "/", nil)
}

func TestRates(t *testing.T) {
	w := newWorld(t, ratelimit.New(ratelimit.Rules{ratelimit.Send: {Burst: 2, Refill: time.Hour}}, time.Now))
	anna := w.chat.Person("anna")
	room := w.chat.Room(chat.Public, anna)
	s := w.enter(anna, room)
	for i, want := range []chat.Code{"", "", chat.CodeRateLimited} {
		in := protocol.SendMessage{RoomID: room, Content: "x"}
		if _, code := call[protocol.MessageSaved](w, s, "send_message", in); code != want {
			t.Errorf("send %d: %q, want %q", i+1, code, want)
		}
	}
}

// TestBadRequests: each gets an answer with a code, and the connection lives.
func TestBadRequests(t *testing.T) {
	w := newWorld(t, nil)
	anna := w.chat.Person("anna")
	room := w.chat.Room(chat.Public, anna)
	s := w.enter(anna, room)
	for _, c := range []struct {
		event string
		in    any
		want  chat.Code
	}{
		{"no_such_event", map[string]any{}, chat.CodeInvalid},
		{"pin_message", map[string]any{"roomId": room}, chat.CodeInvalid}, // its time comes
		{"send_message", nil, chat.CodeInvalid},
		{"send_message", "text", chat.CodeInvalid},
		{"send_message", map[string]any{"roomId": room, "content": map[string]any{"$ne": nil}}, chat.CodeInvalid},
		{"send_message", map[string]any{"roomId": room}, chat.CodeInvalid},
		{"send_message", map[string]any{"content": "x"}, chat.CodeInvalid},
		{"send_message", map[string]any{"roomId": testkit.NewID(), "content": "x"}, chat.CodeInvalid},
		{"send_message", map[string]any{"roomId": room, "content": "x", "senderId": testkit.NewID()}, chat.CodeForbidden},
		{"send_message", map[string]any{"roomId": room, "content": strings.Repeat("ä", 8001)}, chat.CodeTooLarge},
		{"send_message", map[string]any{"roomId": room, "content": strings.Repeat("a", 128<<10)}, chat.CodeTooLarge},
		{"mark_read", map[string]any{"roomId": room, "seq": -1}, chat.CodeInvalid},
		{"mark_read", map[string]any{"roomId": room, "seq": "1"}, chat.CodeInvalid},
		{"mark_read", map[string]any{"roomId": room, "seq": 1.5}, chat.CodeInvalid},
		{"resync", map[string]any{"roomId": room, "since": -1}, chat.CodeInvalid},
		{"authenticate", map[string]any{"token": "x"}, chat.CodeUnauthorized},
	} {
		if _, code := call[protocol.Empty](w, s, c.event, c.in); code != c.want {
			t.Errorf("%s %.60v: %q, want %q", c.event, c.in, code, c.want)
		}
	}
	if err := s.Emit("send_message", map[string]any{"roomId": room, "clientId": "c1", "content": " "}); err != nil {
		t.Fatal(err)
	}
	if f := await[protocol.RequestFailed](w, s, "request_failed"); f.Event != "send_message" || f.ClientID != "c1" || f.RoomID != room || f.Error.Code != chat.CodeInvalid {
		t.Errorf("request_failed %+v", f)
	}
	if err := s.Emit("send_message", map[string]any{"roomId": room, "clientId": "c2", "content": "x"}); err != nil {
		t.Fatal(err)
	}
	if m := await[protocol.MessageSaved](w, s, "message_saved"); m.ClientID != "c2" || m.Duplicate {
		t.Errorf("message_saved %+v", m)
	}
}

// TestDraining: whatever is asked while the server ends is answered unavailable.
func TestDraining(t *testing.T) {
	w := newWorld(t, nil)
	anna := w.chat.Person("anna")
	room := w.chat.Room(chat.Public, anna)
	s := w.enter(anna, room)
	w.rt.Drain()
	if _, code := call[protocol.MessageSaved](w, s, "send_message", protocol.SendMessage{RoomID: room, Content: "x"}); code != chat.CodeUnavailable {
		t.Errorf("a send: %s", code)
	}
	_, err := w.io.Client(t).Connect(w.ctx, "/", map[string]any{"token": token(anna, "s1")})
	if got := refused(t, err); got != chat.CodeUnavailable {
		t.Errorf("a CONNECT: %s", got)
	}
}

// slowSent answers what was sent only when it is let go.
type slowSent struct {
	chat.Store
	asked, goOn chan struct{}
}

func (s *slowSent) Sent(ctx context.Context, user chat.UserID, clientIDs []string) ([]chat.SentMessage, error) {
	close(s.asked)
	<-s.goOn
	return s.Store.Sent(ctx, user, clientIDs)
}

// TestSettle: what was asked before the end began is answered before the connections close.
func TestSettle(t *testing.T) {
	slow := &slowSent{asked: make(chan struct{}), goOn: make(chan struct{})}
	w := newWorld(t, nil, func(s chat.Store) chat.Store { slow.Store = s; return slow })
	anna := w.chat.Person("anna")
	s := w.session(anna)
	answered := make(chan chat.Code, 1)
	go func() {
		_, code := call[protocol.SentAnswer](w, s, "sent_status", protocol.SentStatus{ClientIDs: []string{"c1"}})
		answered <- code
	}()
	<-slow.asked
	w.rt.Drain()
	impatient, cancel := context.WithTimeout(w.ctx, 50*time.Millisecond)
	defer cancel()
	if w.rt.Settle(impatient); impatient.Err() == nil {
		t.Error("settled with a request that is not answered")
	}
	close(slow.goOn)
	if w.rt.Settle(w.ctx); w.ctx.Err() != nil {
		t.Error("never settled")
	}
	if err := w.rt.Close(w.ctx); err != nil {
		t.Error(err)
	}
	select {
	case code := <-answered:
		if code != "" {
			t.Errorf("the request is answered with %s", code)
		}
	case <-w.ctx.Done():
		t.Error("the request is never answered")
	}
}

// TestEnteringLosesNothing: while one writes, another enters again and again with what they hold, and sees every number once.
func TestEnteringLosesNothing(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	const sends = 400
	done := make(chan error, 1)
	go func() {
		for i := range sends {
			if _, err := w.chat.Send(anna, chat.NewMessage{Room: room, Content: fmt.Sprint(i)}); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	held := chat.Version(1)
	for rounds := 0; held < sends+1; rounds++ {
		c := w.io.Client(t)
		s := w.join(c, ben, "/rooms/"+string(room), map[string]any{"since": held, "epoch": w.chat.Epoch()})
		synced := false
		for n := 0; n < 5 && held < sends+1; n++ {
			e, err := s.Next(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			switch e.Name {
			case "sync":
				var p protocol.Sync
				if err := e.Decode(&p); err != nil {
					t.Fatal(err)
				}
				if p.Reset || p.Since != held {
					t.Fatalf("sync from %d (reset %t), held %d", p.Since, p.Reset, held)
				}
				for _, m := range p.Messages {
					if m.Version != held+1 {
						t.Fatalf("sync brings %d after %d", m.Version, held)
					}
					held = m.Version
				}
				if p.Version != held {
					t.Fatalf("sync says %d, brought up to %d", p.Version, held)
				}
				synced = !p.More
			case "receive_message":
				var p protocol.ReceiveMessage
				if err := e.Decode(&p); err != nil {
					t.Fatal(err)
				}
				if !synced {
					t.Fatal("a live event before the sync")
				}
				if p.Message.Version > held+1 {
					t.Fatalf("%d came after %d", p.Message.Version, held)
				}
				held = max(held, p.Message.Version)
			}
		}
		c.Close()
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestHandshakeLimit: connections that do not say whose they are fill up; those that do, and those that end, make room.
func TestHandshakeLimit(t *testing.T) {
	w := newWorld(t, ratelimit.New(ratelimit.Rules{}, time.Now))
	open := func() int {
		t.Helper()
		r, err := w.io.HTTP().Get("http://loquat/socket.io/?EIO=4&transport=polling")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		return r.StatusCode
	}
	first := w.io.Client(t)
	for i := range 99 {
		if status := open(); status != 200 {
			t.Fatalf("handshake %d: status %d", i+2, status)
		}
	}
	if status := open(); status != 429 {
		t.Errorf("handshake 101: status %d, want 429", status)
	}
	w.join(first, w.chat.Person("anna"), "/", nil)
	if status := open(); status != 200 {
		t.Errorf("after one has signed in: status %d", status)
	}
	if status := open(); status != 429 {
		t.Errorf("it is full again: status %d, want 429", status)
	}
	first.Close()
	<-first.Done()
}
