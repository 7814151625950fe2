package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/internal/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cheap makes hashing quick; what it costs is tested by TestStandardCost.
var cheap = cost{memory: 64, time: 1, threads: 1}

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

// world is a Service with what it stands on.
type world struct {
	*Service
	store *memory
	clock *clock
	told  *told
}

// told notes what a Listener hears.
type told struct {
	mu   sync.Mutex
	said []string
}

func (l *told) SessionsEnded(user chat.UserID, ids []chat.SessionID, reason Reason) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		l.said = append(l.said, fmt.Sprintf("%s %s %s", user, id, reason))
	}
}

func (l *told) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	said := l.said
	l.said = nil
	return said
}

// newWorld makes a Service on an empty store.
func newWorld(t *testing.T, registration Registration) world {
	t.Helper()
	w := world{store: newMemory(), clock: &clock{at: noon}, told: &told{}}
	s, err := newService(t.Context(), Config{
		Store: w.store, Keys: testKeys(t), Registration: registration, AccessTTL: 10 * time.Minute, Now: w.clock.now, Log: slog.New(slog.DiscardHandler),
	}, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.Listen(w.told)
	w.Service = s
	return w
}

var browser = Client{UserAgent: "Firefox", Address: "192.0.2.1"}

func (w world) register(t *testing.T, name string) Grant {
	t.Helper()
	g, err := w.Register(t.Context(), NewAccount{Username: name, Password: name + " password", SetupToken: w.SetupToken()}, browser)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// again signs ada in.
func (w world) again(t *testing.T) Grant {
	t.Helper()
	g, err := w.Login(t.Context(), "ada", "ada password", browser)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (w world) alive(t *testing.T, g Grant) bool {
	t.Helper()
	id, err := w.Verify(g.AccessToken)
	if err == nil && (id.User != g.User.ID || id.Session != g.Session) {
		t.Fatalf("%+v speaks for %+v", g, id)
	}
	return err == nil
}

func wantCode(t *testing.T, what string, err error, want chat.Code) {
	t.Helper()
	if err == nil || chat.AsError(err).Code != want {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

func TestRegister(t *testing.T) {
	w := newWorld(t, Open)
	g, err := w.Register(t.Context(), NewAccount{Username: "Ada", Password: "engine no. 1", DisplayName: new(" Ada L. "), SetupToken: w.SetupToken()}, browser)
	if err != nil {
		t.Fatal(err)
	}
	u := g.User
	if u.Username != "ada" || u.DisplayName != "Ada L." || u.Role != chat.ServerAdmin || u.Rev != 1 || !u.CreatedAt.Equal(noon) || len(u.ID) != 36 {
		t.Errorf("%+v", u)
	}
	if !w.alive(t, g) || g.ExpiresIn != 10*time.Minute {
		t.Errorf("%+v", g)
	}
	second := w.register(t, "bob")
	if second.User.Role != chat.ServerMember || second.User.DisplayName != "bob" {
		t.Errorf("%+v", second.User)
	}
	_, err = w.Register(t.Context(), NewAccount{Username: "ADA", Password: "another one"}, browser)
	wantCode(t, "taken", err, chat.CodeConflict)

	_, err = w.Register(t.Context(), NewAccount{Username: "x", Password: "short", DisplayName: new(strings.Repeat("x", 65))}, browser)
	wantCode(t, "all wrong", err, chat.CodeInvalid)
	var fields []string
	for _, f := range chat.AsError(err).Fields {
		fields = append(fields, f.Field)
	}
	if fmt.Sprint(fields) != "[username password displayName]" || strings.Contains(err.Error(), "short") {
		t.Errorf("%v: %v", fields, err)
	}
}

// Who may make the first account, and the ones after it.
func TestWhoMayRegister(t *testing.T) {
	for _, registration := range []Registration{Open, Invite, Closed} {
		t.Run(string(registration), func(t *testing.T) {
			w := newWorld(t, registration)
			account := func(name, token string, here bool) error {
				_, err := w.Register(t.Context(), NewAccount{Username: name, Password: "long enough", SetupToken: token, ThisMachine: here}, browser)
				return err
			}
			wantCode(t, "without setup token", account("eve", "", false), chat.CodeForbidden)
			wantCode(t, "with a wrong one", account("eve", strings.Repeat("0", len(w.SetupToken())), false), chat.CodeForbidden)
			if setup, err := w.NeedsSetup(t.Context()); err != nil || !setup {
				t.Fatal(setup, err)
			}
			if err := account("ada", w.SetupToken(), false); err != nil {
				t.Fatal(err)
			}
			if setup, err := w.NeedsSetup(t.Context()); err != nil || setup {
				t.Fatal(setup, err)
			}
			for _, err := range []error{account("bob", "", false), account("cyd", w.SetupToken(), false), account("dan", "", true)} {
				if registration == Open && err != nil {
					t.Error(err)
				}
				if registration != Open {
					wantCode(t, "the second", err, chat.CodeForbidden)
				}
			}
		})
	}
	w := newWorld(t, Closed)
	if _, err := w.Register(t.Context(), NewAccount{Username: "ada", Password: "long enough", ThisMachine: true}, browser); err != nil {
		t.Errorf("from this machine: %v", err)
	}
}

// However many are first at once, one is the admin; where registration is closed, one has an account.
func TestManyFirst(t *testing.T) {
	for registration, want := range map[Registration]int{Open: 20, Closed: 1} {
		w := newWorld(t, registration)
		w.store.asked = make(chan struct{}, 20)
		for range cap(w.hasher.gate) { // nobody gets further than hashing …
			if err := w.hasher.enter(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				_, err := w.Register(t.Context(), NewAccount{Username: fmt.Sprintf("user%d", i), Password: "long enough", SetupToken: w.SetupToken()}, browser)
				if err != nil && !errors.Is(err, chat.ErrForbidden) {
					t.Error(err)
				}
			})
		}
		for range 20 { // … until all have been told that there is no account
			<-w.store.asked
		}
		for range cap(w.hasher.gate) {
			w.hasher.leave()
		}
		wg.Wait()
		admins := 0
		for _, a := range w.store.accounts {
			if a.User.Role == chat.ServerAdmin {
				admins++
			}
		}
		if admins != 1 || len(w.store.accounts) != want {
			t.Errorf("%s: %d admins, %d accounts", registration, admins, len(w.store.accounts))
		}
	}
}

func TestLogin(t *testing.T) {
	w := newWorld(t, Open)
	w.register(t, "ada")
	g, err := w.Login(t.Context(), " ADA ", "ada password", browser)
	if err != nil || !w.alive(t, g) {
		t.Fatal(err)
	}
	var answers []string
	for _, try := range []struct{ name, password string }{
		{"ada", "wrong password"}, {"ada", "ada password "}, {"ada", "x"}, {"nobody", "ada password"}, {"no body!", "ada password"}, {"ada", strings.Repeat("x", 5000)},
	} {
		_, err := w.Login(t.Context(), try.name, try.password, browser)
		wantCode(t, fmt.Sprint(try), err, chat.CodeUnauthorized)
		answers = append(answers, err.Error())
	}
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("answers differ: %q, %q", a, answers[0])
		}
	}
	_, err = w.Login(t.Context(), " ", "", browser)
	wantCode(t, "empty", err, chat.CodeInvalid)
	if n := len(chat.AsError(err).Fields); n != 2 {
		t.Errorf("%d fields", n)
	}
}

// A password that is changed while somebody logs in with the old one leaves no session behind.
func TestLoginMeetsNewPassword(t *testing.T) {
	w := newWorld(t, Open)
	ada := w.register(t, "ada")
	w.store.between = func() {
		if err := w.ResetPassword(t.Context(), "ada", "the new password"); err != nil {
			t.Error(err)
		}
	}
	_, err := w.Login(t.Context(), "ada", "ada password", browser)
	wantCode(t, "the old password", err, chat.CodeUnauthorized)
	if list, err := w.Sessions(t.Context(), ada.User.ID); err != nil || len(list) != 0 {
		t.Errorf("left: %+v, %v", list, err)
	}
}

func TestChangePassword(t *testing.T) {
	w := newWorld(t, Open)
	w.register(t, "bob")
	first := w.register(t, "ada")
	mine := w.again(t)
	id, err := w.Verify(mine.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, "wrong current", w.ChangePassword(t.Context(), id, "guess", "a new password"), chat.CodeUnauthorized)
	wantCode(t, "no current", w.ChangePassword(t.Context(), id, "", "a new password"), chat.CodeInvalid)
	wantCode(t, "too short", w.ChangePassword(t.Context(), id, "ada password", "new"), chat.CodeInvalid)
	if said := w.told.take(); len(said) > 0 || !w.alive(t, first) {
		t.Fatal("a refusal ended sessions", said)
	}
	if err := w.ChangePassword(t.Context(), id, "ada password", "a new password"); err != nil {
		t.Fatal(err)
	}
	if w.alive(t, first) || !w.alive(t, mine) {
		t.Error("the wrong session ended")
	}
	if said := w.told.take(); len(said) != 1 || said[0] != fmt.Sprintf("%s %s revoked", first.User.ID, first.Session) {
		t.Errorf("told %q", said)
	}
	_, err = w.Refresh(t.Context(), first.RefreshToken, browser)
	wantCode(t, "refresh of an ended session", err, chat.CodeUnauthorized)
	if _, err := w.Refresh(t.Context(), mine.RefreshToken, browser); err != nil {
		t.Error(err)
	}
	_, err = w.Login(t.Context(), "ada", "ada password", browser)
	wantCode(t, "the old password", err, chat.CodeUnauthorized)
	if _, err := w.Login(t.Context(), "ada", "a new password", browser); err != nil {
		t.Error(err)
	}

	if err := w.ResetPassword(t.Context(), "Ada", "from the console"); err != nil {
		t.Fatal(err)
	}
	if w.alive(t, mine) || len(w.told.take()) != 2 {
		t.Error("a reset password left sessions")
	}
	wantCode(t, "nobody's", w.ResetPassword(t.Context(), "eve", "from the console"), chat.CodeNotFound)
}

func TestStoreFailures(t *testing.T) {
	w := newWorld(t, Open)
	g := w.register(t, "ada")
	id, err := w.Verify(g.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	w.store.failWith(chat.Unavailable(errors.New("disk")))
	ctx := context.Background()
	_, errLogin := w.Login(ctx, "ada", "ada password", browser)
	_, errRefresh := w.Refresh(ctx, g.RefreshToken, browser)
	_, errRegister := w.Register(ctx, NewAccount{Username: "bob", Password: "long enough"}, browser)
	for what, err := range map[string]error{
		"login": errLogin, "refresh": errRefresh, "register": errRegister,
		"logout": w.Logout(ctx, g.RefreshToken, ""), "password": w.ChangePassword(ctx, id, "ada password", "long enough"),
	} {
		wantCode(t, what, err, chat.CodeUnavailable)
	}
	if _, err := New(ctx, Config{Store: w.store, Keys: w.keys, Log: w.log}); err == nil {
		t.Error("starts without knowing what was revoked")
	}
}
