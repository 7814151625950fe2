package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// failing is a store whose reads of rooms do something else.
type failing struct {
	chat.Store
	room func() (chat.Room, error)
}

func (f *failing) Room(context.Context, chat.RoomID) (chat.Room, error) { return f.room() }

// TestDraining: while the server ends, everything is refused in a way that lets clients try again.
func TestDraining(t *testing.T) {
	draining := make(chan struct{})
	e := newEnv(t, options{draining: draining})
	ada := e.signUp("ada")
	e.do("GET", "/me", nil, as(ada)).status(200)
	close(draining)
	e.do("GET", "/me", nil, as(ada)).refused(chat.CodeUnavailable)
	e.do("POST", "/rooms", CreateRoomRequest{Name: "x", Visibility: chat.Public}, as(ada)).refused(chat.CodeUnavailable)
	e.do("POST", "/auth/login", LoginRequest{"ada", password("ada")}).refused(chat.CodeUnavailable)
}

// The one table from code to status: every code is in it, and nothing else ever gets out.
func TestProblems(t *testing.T) {
	f := &failing{}
	e := newEnv(t, options{chatStore: func(s chat.Store) chat.Store { f.Store = s; return f }})
	ada := e.signUp("ada")
	want := map[chat.Code]int{
		"unauthorized": 401, "token_expired": 401, "forbidden": 403, "not_found": 404, "conflict": 409, "client_id_reused": 409, "edit_conflict": 409,
		"invalid": 422, "too_large": 413, "rate_limited": 429, "unavailable": 503, "internal": 500,
	}
	if len(kinds) != len(chat.Codes) || len(kinds) != len(want) {
		t.Errorf("%d kinds, %d codes", len(kinds), len(chat.Codes))
	}
	ask := func(err error) (answer, string) {
		f.room = func() (chat.Room, error) { return chat.Room{}, err }
		e.log.Reset()
		return e.do("GET", "/rooms/x", nil, as(ada)), e.log.String()
	}
	for _, code := range chat.Codes {
		a, logged := ask(fmt.Errorf("wrapped: %w", &chat.Error{
			Code: code, Message: "A sentence.", RetryAfter: 1500*time.Millisecond + 1, Cause: errors.New("the cause"), Fields: []chat.FieldError{{Field: "f", Message: "m"}},
		}))
		p := a.refused(code)
		if a.Code != want[code] || p.Title == "" || p.Type == "" || p.Detail != "A sentence." || p.RetryAfterMs != 1501 || a.Header().Get("Retry-After") != "2" || len(p.Errors) != 1 {
			t.Errorf("%s: %d %s %v", code, a.Code, a.Body, a.Header())
		}
		if strings.Contains(a.Body.String(), "cause") {
			t.Errorf("the cause is shown: %s", a.Body)
		}
		if told := strings.Count(logged, "the cause"); (told == 1) != (code == chat.CodeInternal || code == chat.CodeUnavailable) || told > 1 {
			t.Errorf("%s: logged %q", code, logged)
		}
	}
	for name, err := range map[string]error{"any": errors.New("pq: secret"), "an unknown code": chat.Errorf("teapot", "secret")} {
		a, logged := ask(err)
		if a.refused(chat.CodeInternal); strings.Contains(a.Body.String(), "secret") || strings.Count(logged, "secret") != 1 {
			t.Errorf("%s: %s, logged %q", name, a.Body, logged)
		}
	}
	f.room = func() (chat.Room, error) { panic("secret") } //nolint:forbidigo // as a defect would
	if a := e.do("GET", "/rooms/x", nil, as(ada)); a.refused(chat.CodeInternal).Detail == "secret" || !strings.Contains(e.log.String(), "secret") || e.panics != 1 {
		t.Errorf("%s, logged %q, %d panics", a.Body, e.log, e.panics)
	}
}

// A client that has gone away is no failure of the server's.
func TestGoneClientsAreNotLogged(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, prefix+"/rooms", strings.NewReader(`{"name":"a","visibility":"public"}`))
	r.Header.Set("Authorization", "Bearer "+ada.AccessToken)
	if a := e.send(r); a.Code < 500 || e.log.Len() > 0 {
		t.Errorf("%d, logged %q", a.Code, e.log)
	}
}

func TestLimits(t *testing.T) {
	e := newEnv(t, options{limits: true, proxies: []string{"192.0.2.1"}})
	ip := func(n int) header { return header{"X-Forwarded-For", fmt.Sprintf("198.51.100.%d", n)} }
	login := func(name string, n int) answer {
		return e.do("POST", "/auth/login", map[string]any{"username": name, "password": "wrong password"}, ip(n))
	}
	// An account, from wherever, in whichever spelling; whether it exists or not.
	for _, name := range []string{"root", "nobody"} {
		for i := range 5 {
			login([]string{name, strings.ToUpper(name), " " + name}[i%3], i).refused(chat.CodeUnauthorized)
		}
		a := login(name, 9)
		if p := a.refused(chat.CodeRateLimited); p.RetryAfterMs != 12_000 || a.Header().Get("Retry-After") != "12" {
			t.Errorf("%s %v", a.Body, a.Header())
		}
	}
	e.clock.move(12 * time.Second)
	login("root", 1).refused(chat.CodeUnauthorized)
	// An address, whoever is tried.
	for i := range 30 {
		login(fmt.Sprintf("user%d", i), 20).refused(chat.CodeUnauthorized)
	}
	login("somebody", 20).refused(chat.CodeRateLimited)
	login("somebody", 21).refused(chat.CodeUnauthorized)

	// Names that are too long for anybody.
	for i := range 5 {
		login(strings.Repeat("x", 1000+i), 22).refused(chat.CodeUnauthorized)
	}
	login(strings.Repeat("x", 100_000), 22).refused(chat.CodeRateLimited)

	register := func(n int) answer {
		return e.do("POST", "/auth/register", map[string]any{"username": "x", "password": "x"}, ip(n))
	}
	for range 10 {
		register(30).refused(chat.CodeInvalid)
	}
	register(30).refused(chat.CodeRateLimited)
	register(31).refused(chat.CodeInvalid)

	ada, bob := e.signUp("ada"), e.signUp("bob")
	for range 100 {
		e.do("POST", "/auth/refresh", nil, with(ada.cookie)).status(200)
	}
	e.do("POST", "/auth/refresh", nil, with(ada.cookie)).refused(chat.CodeRateLimited)
	e.do("POST", "/auth/refresh", nil, with(bob.cookie)).status(200)
	e.do("POST", "/auth/refresh", nil).refused(chat.CodeUnauthorized)
	for range 100 {
		e.do("GET", "/me", nil, as(ada)).status(200)
	}
	if p := e.do("GET", "/me", nil, as(ada)).refused(chat.CodeRateLimited); p.RetryAfterMs != 50 {
		t.Errorf("%+v", p)
	}
	e.do("GET", "/me", nil, as(bob)).status(200)
	e.clock.move(50 * time.Millisecond)
	e.do("GET", "/me", nil, as(ada)).status(200)

	// The current password cannot be guessed faster here than at log-in.
	for range 5 {
		e.do("PATCH", "/me", map[string]any{"password": "long enough", "currentPassword": "guess"}, as(bob)).refused(chat.CodeUnauthorized)
	}
	e.do("PATCH", "/me", map[string]any{"password": "long enough", "currentPassword": "guess"}, as(bob)).refused(chat.CodeRateLimited)
}
