package rest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/origin"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/internal/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a time that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// quiet is a Publisher that tells nobody.
type quiet struct{}

func (quiet) Committed([]chat.Change)                                     {}
func (quiet) ReadMoved(chat.RoomID, chat.UserID, chat.Counters, chat.Seq) {}
func (quiet) UserChanged(chat.User)                                       {}

// env is the whole API on an embedded store. Every answer that passes through it is checked against the description.
type env struct {
	t       *testing.T
	handler http.Handler
	clock   *clock
	store   *sqlite.Store
	auth    *auth.Service
	chat    *chat.Service
	log     *bytes.Buffer
	panics  int
	doc     *huma.OpenAPI

	mu  sync.Mutex
	hit map[string]bool // guarded by mu: operations that were answered with success
}

// options are what an env may do differently.
type options struct {
	registration   auth.Registration
	limits         bool
	listen, public string
	allowed        []string
	proxies        []string
	chatStore      func(chat.Store) chat.Store
	empty          bool // no first account
	draining       chan struct{}
}

func newEnv(t *testing.T, o options) *env {
	t.Helper()
	if o.registration == "" {
		o.registration = auth.Open
	}
	e := &env{t: t, clock: &clock{at: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}, log: &bytes.Buffer{}, hit: map[string]bool{}}
	var err error
	if e.store, err = sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "loquat.db")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.store.Close() })
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := auth.NewKeys(private)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(e.log, nil))
	if e.auth, err = auth.New(t.Context(), auth.Config{
		Store: e.store, Keys: keys, Registration: o.registration, AccessTTL: 10 * time.Minute, Now: e.clock.now, Log: log,
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.auth.Close)
	var store chat.Store = e.store
	if o.chatStore != nil {
		store = o.chatStore(store)
	}
	e.chat = chat.NewService(chat.Config{Store: store, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }})
	e.chat.Publish(quiet{})
	t.Cleanup(e.chat.Close)
	origins, err := origin.New(o.public, o.allowed, o.proxies)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{
		Chat: e.chat, Auth: e.auth, Origins: origins, Log: log, Draining: o.draining, OnPanic: func() { e.panics++ },
		Info: Info{Name: "Loquat", Version: "1.2.3", Listen: o.listen, Transports: []string{"polling", "websocket"}},
	}
	if o.limits {
		c.Limits = ratelimit.New(ratelimit.Defaults(), e.clock.now)
	}
	e.handler = New(c)
	e.doc = openAPI((&api{}).routes(), c.Info)
	if !o.empty {
		e.signUp("root")
	}
	return e
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	t *testing.T
}

// header is a header of a request.
type header struct{ name, value string }

func as(p person) header              { return header{"Authorization", "Bearer " + p.AccessToken} }
func from(o string) header            { return header{"Origin", o} }
func keyIs(k string) header           { return header{"Idempotency-Key", k} }
func with(cookie *http.Cookie) header { return header{"Cookie", cookie.Name + "=" + cookie.Value} }

// do sends a request below /api/v1; body is text, or something to be written as JSON, or nil.
func (e *env) do(method, path string, body any, headers ...header) answer {
	e.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	default:
		var err error
		if text, err = json.Marshal(b); err != nil {
			e.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, prefix+path, bytes.NewReader(text))
	for _, h := range headers {
		if h.name == "Host" {
			r.Host = h.value
			continue
		}
		r.Header.Set(h.name, h.value)
	}
	return e.send(r)
}

func (e *env) send(r *http.Request) answer {
	e.t.Helper()
	w := httptest.NewRecorder()
	e.handler.ServeHTTP(w, r)
	a := answer{w, e.t}
	if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Cache-Control") != "no-store" {
		e.t.Errorf("%s %s: headers %v", r.Method, r.URL, w.Header())
	}
	e.check(r, a)
	return a
}

// check holds an answer against the description.
func (e *env) check(r *http.Request, a answer) {
	e.t.Helper()
	item := e.doc.Paths[strings.TrimPrefix(r.Pattern, prefix)]
	if item == nil {
		return
	}
	o := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete}[r.Method]
	if o == nil {
		return
	}
	response := o.Responses[strconv.Itoa(a.Code)]
	if response == nil {
		if a.Code < 400 {
			e.t.Errorf("%s: %d is not described", o.OperationID, a.Code)
			return
		}
		response = o.Responses["default"]
	} else {
		e.mu.Lock()
		e.hit[o.OperationID] = true
		e.mu.Unlock()
	}
	if len(response.Content) == 0 {
		if a.Body.Len() > 0 {
			e.t.Errorf("%s: %d with a body: %s", o.OperationID, a.Code, a.Body)
		}
		return
	}
	media := response.Content[a.Header().Get("Content-Type")]
	if media == nil {
		e.t.Errorf("%s: %d as %q is not described", o.OperationID, a.Code, a.Header().Get("Content-Type"))
		return
	}
	var v any
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
		e.t.Errorf("%s: %v: %s", o.OperationID, err, a.Body)
		return
	}
	var result huma.ValidateResult
	huma.Validate(e.doc.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, &result)
	for _, err := range result.Errors {
		e.t.Errorf("%s: %v\n%s", o.OperationID, err, a.Body)
	}
}

// status fails the test if the status is another.
func (a answer) status(want int) answer {
	a.t.Helper()
	if a.Code != want {
		a.t.Fatalf("status %d, want %d: %s", a.Code, want, a.Body)
	}
	return a
}

// refused fails the test if the answer is not this refusal.
func (a answer) refused(want chat.Code) Problem {
	a.t.Helper()
	var p Problem
	if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	if p.Code != want || p.Status != a.Code || kinds[want].status != a.Code || a.Header().Get("Content-Type") != "application/problem+json" {
		a.t.Fatalf("%d %s, want %s", a.Code, a.Body, want)
	}
	return p
}

// decode reads the body of a success.
func decode[T any](a answer) T {
	a.t.Helper()
	var v T
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil || a.Code >= 300 {
		a.t.Fatalf("%d %v: %s", a.Code, err, a.Body)
	}
	return v
}

// cookie is the refresh cookie that an answer sets, nil if it sets none.
func (a answer) cookie() *http.Cookie {
	for _, c := range a.Result().Cookies() {
		if c.Name == refreshCookie {
			return c
		}
	}
	return nil
}

// person is somebody who has signed in.
type person struct {
	SignedIn
	cookie *http.Cookie
}

func password(name string) string { return "the password of " + name }

// signUp makes an account.
func (e *env) signUp(name string) person {
	e.t.Helper()
	a := e.do("POST", "/auth/register", map[string]any{"username": name, "password": password(name), "setupToken": e.auth.SetupToken()}).status(201)
	return person{decode[SignedIn](a), a.cookie()}
}

func (e *env) signIn(name string) person {
	e.t.Helper()
	a := e.do("POST", "/auth/login", map[string]any{"username": name, "password": password(name)}).status(200)
	return person{decode[SignedIn](a), a.cookie()}
}

// room makes a group.
func (e *env) room(owner person, name string, v chat.Visibility, members ...person) protocol.Room {
	e.t.Helper()
	in := CreateRoomRequest{Name: name, Visibility: v}
	for _, m := range members {
		in.MemberIDs = append(in.MemberIDs, m.User.ID)
	}
	return decode[protocol.Room](e.do("POST", "/rooms", in, as(owner)))
}

// say sends a message.
func (e *env) say(p person, room chat.RoomID, text string) {
	e.t.Helper()
	done := make(chan error, 1)
	e.chat.SendMessage(context.Background(), p.User.ID, chat.NewMessage{Room: room, Content: text}, func(_ chat.Saved, err error) { done <- err })
	if err := <-done; err != nil {
		e.t.Fatal(err)
	}
}
