package rest

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

func TestRegisterAndLogin(t *testing.T) {
	e := newEnv(t, options{empty: true})
	info := decode[ServerInfo](e.do("GET", "/server", nil))
	if !info.Setup || !info.SetupTokenRequired {
		t.Errorf("%+v", info)
	}
	e.do("POST", "/auth/register", map[string]any{"username": "ada", "password": "long enough"}).refused(chat.CodeForbidden)
	e.do("POST", "/auth/register", map[string]any{"username": "ada", "password": "long enough", "setupToken": "guess"}).refused(chat.CodeForbidden)
	a := e.do("POST", "/auth/register", map[string]any{"username": "Ada", "password": "long enough", "displayName": "Ada L.", "setupToken": e.auth.SetupToken(), "unknown": []int{1}, "inviteCode": nil}).status(201)
	ada := decode[SignedIn](a)
	if ada.User.Username != "ada" || ada.User.DisplayName != "Ada L." || ada.User.Role != chat.ServerAdmin || ada.ExpiresIn != 600 {
		t.Errorf("%+v", ada)
	}
	if bob := e.signUp("bob"); bob.User.Role != chat.ServerMember {
		t.Errorf("%+v", bob)
	}
	if info := decode[ServerInfo](e.do("GET", "/server", nil)); info.Setup || info.SetupTokenRequired {
		t.Errorf("%+v", info)
	}
	p := e.do("POST", "/auth/register", map[string]any{"username": "x", "password": "short", "displayName": ""}).refused(chat.CodeInvalid)
	if len(p.Errors) != 3 {
		t.Errorf("%+v", p)
	}
	e.do("POST", "/auth/login", map[string]any{"username": "ADA", "password": "long enough"}).status(200)
	e.do("POST", "/auth/login", map[string]any{"username": " ", "password": ""}).refused(chat.CodeInvalid)
	e.do("POST", "/auth/login", map[string]any{"password": "x"}).refused(chat.CodeInvalid)

	first := ""
	for _, try := range [][2]string{{"ada", "wrong password"}, {"nobody", "long enough"}, {"ada", "x"}, {"no body", strings.Repeat("x", 3000)}} {
		a := e.do("POST", "/auth/login", map[string]any{"username": try[0], "password": try[1]})
		a.refused(chat.CodeUnauthorized)
		if first == "" {
			first = a.Body.String()
		}
		if a.Body.String() != first || a.cookie() != nil {
			t.Errorf("%v: %s, %v; want %s", try, a.Body, a.cookie(), first)
		}
	}
}

func TestRegistrationClosed(t *testing.T) {
	for _, mode := range []auth.Registration{auth.Closed, auth.Invite} {
		e := newEnv(t, options{registration: mode})
		e.do("POST", "/auth/register", map[string]any{"username": "eve", "password": "long enough", "inviteCode": "x"}).refused(chat.CodeForbidden)
		if info := decode[ServerInfo](e.do("GET", "/server", nil)); info.Registration != mode {
			t.Errorf("%+v", info)
		}
	}
}

// On a server that only this machine can reach the first account needs no token; anything that says otherwise brings it back.
func TestSetupOnLoopback(t *testing.T) {
	body := map[string]any{"username": "ada", "password": "long enough"}
	host := header{"Host", "localhost:8080"}
	for name, c := range map[string]struct {
		options
		headers []header
	}{
		"all interfaces":  {options{listen: "0.0.0.0:8080"}, []header{host}},
		"a foreign name":  {options{listen: "127.0.0.1:8080"}, []header{{"Host", "evil.example"}}},
		"behind a proxy":  {options{listen: "127.0.0.1:8080"}, []header{host, {"X-Forwarded-For", "192.0.2.1"}}},
		"a public URL":    {options{listen: "127.0.0.1:8080", public: "http://localhost:8080"}, []header{host}},
		"trusted proxies": {options{listen: "127.0.0.1:8080", proxies: []string{"10.0.0.0/8"}}, []header{host}},
	} {
		c.empty = true
		e := newEnv(t, c.options)
		if info := decode[ServerInfo](e.do("GET", "/server", nil, c.headers...)); !info.SetupTokenRequired {
			t.Errorf("%s: %+v", name, info)
		}
		e.do("POST", "/auth/register", body, c.headers...).refused(chat.CodeForbidden)
	}
	e := newEnv(t, options{listen: "127.0.0.1:8080", empty: true})
	if info := decode[ServerInfo](e.do("GET", "/server", nil, host)); !info.Setup || info.SetupTokenRequired {
		t.Errorf("%+v", info)
	}
	// A foreign page in a browser on this machine can send it too, without being able to read the answer.
	e.do("POST", "/auth/register", body, host, from("https://evil.example")).refused(chat.CodeForbidden)
	e.do("POST", "/auth/register", body, host, from("http://localhost:8080")).status(201)
}

func TestRefreshCookie(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	c := ada.cookie
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/api/v1/auth" || c.Secure || c.Domain != "" || c.MaxAge < 24*3600 {
		t.Fatalf("%+v", c)
	}
	a := e.do("POST", "/auth/refresh", nil, with(c)).status(200)
	next := a.cookie()
	if next == nil || next.Value == c.Value || next.Path != c.Path || strings.Contains(a.Body.String(), next.Value) {
		t.Fatalf("%+v: %s", next, a.Body)
	}
	got := decode[SignedIn](a)
	if got.User != ada.User || got.ExpiresIn != 600 {
		t.Errorf("%+v", got)
	}
	e.do("GET", "/me", nil, as(person{SignedIn: got})).status(200)
	e.do("GET", "/me", nil, header{"Authorization", "Bearer " + next.Value}).refused(chat.CodeUnauthorized)
	e.do("GET", "/me", nil, with(next)).refused(chat.CodeUnauthorized)
	for _, dead := range []*http.Cookie{{Name: refreshCookie, Value: ""}, {Name: refreshCookie, Value: "x.1.y"}, {Name: "other", Value: next.Value}} {
		if a := e.do("POST", "/auth/refresh", nil, with(dead)); a.cookie() != nil {
			t.Errorf("%v: sets %v", dead, a.cookie())
		} else {
			a.refused(chat.CodeUnauthorized)
		}
	}
	a = e.do("POST", "/auth/logout", nil, with(next)).status(204)
	if gone := a.cookie(); gone == nil || gone.MaxAge >= 0 || gone.Path != c.Path {
		t.Errorf("%+v", gone)
	}
	e.do("POST", "/auth/logout", nil, with(next)).status(204)
	e.do("POST", "/auth/refresh", nil, with(next)).refused(chat.CodeUnauthorized)
	e.do("GET", "/me", nil, as(ada)).refused(chat.CodeUnauthorized)

	bob := e.signUp("bob")
	e.do("POST", "/auth/logout", nil, as(bob)).status(204)
	e.do("POST", "/auth/refresh", nil, with(bob.cookie)).refused(chat.CodeUnauthorized)
	e.do("POST", "/auth/logout", nil).refused(chat.CodeUnauthorized)
}

// Fifty tabs that refresh at once get one successor; a token that turns up after the grace is in two hands.
func TestRefreshReuse(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	var mu sync.Mutex
	values := map[string]bool{}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			a := e.do("POST", "/auth/refresh", nil, with(ada.cookie))
			if a.Code != 200 {
				t.Errorf("%d %s", a.Code, a.Body)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			values[a.cookie().Value] = true
		})
	}
	wg.Wait()
	if len(values) != 1 {
		t.Fatalf("%d successors", len(values))
	}
	second := e.do("POST", "/auth/refresh", nil, with(ada.cookie)).cookie()
	third := e.do("POST", "/auth/refresh", nil, with(second)).status(200).cookie()
	e.clock.move(15 * time.Second)
	e.do("POST", "/auth/refresh", nil, with(ada.cookie)).status(200)
	e.do("POST", "/auth/refresh", nil, with(third)).status(200)
	e.clock.move(time.Millisecond)
	e.do("POST", "/auth/refresh", nil, with(ada.cookie)).refused(chat.CodeUnauthorized)
	e.do("POST", "/auth/refresh", nil, with(third)).refused(chat.CodeUnauthorized)
	e.do("GET", "/me", nil, as(ada)).refused(chat.CodeUnauthorized)
	if sessions := decode[SessionList](e.do("GET", "/me/sessions", nil, as(e.signIn("ada")))).Sessions; len(sessions) != 1 {
		t.Errorf("%+v", sessions)
	}
}

// The cookie is Secure when the browser comes over TLS, as far as the server can know.
func TestCookieIsSecureBehindTLS(t *testing.T) {
	secure := func(o options, change func(*http.Request)) bool {
		e := newEnv(t, o)
		r := httptest.NewRequest("POST", prefix+"/auth/login", strings.NewReader(`{"username":"root","password":"`+password("root")+`"}`))
		change(r)
		return e.send(r).status(200).cookie().Secure
	}
	forwarded := func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }
	if !secure(options{}, func(r *http.Request) { r.TLS = &tls.ConnectionState{} }) {
		t.Error("TLS here")
	}
	if !secure(options{public: "https://chat.example.org"}, func(*http.Request) {}) {
		t.Error("a public URL with https")
	}
	if !secure(options{proxies: []string{"192.0.2.0/24"}}, forwarded) { // httptest's peer
		t.Error("TLS at a trusted proxy")
	}
	if secure(options{}, forwarded) {
		t.Error("a stranger's word")
	}
}

// A page of another origin can make a browser send the cookie's routes; it is refused before anything happens.
func TestForeignOrigins(t *testing.T) {
	e := newEnv(t, options{allowed: []string{"https://app.example.org"}})
	ada := e.signUp("ada")
	login := map[string]any{"username": "ada", "password": password("ada")}
	for _, o := range []string{"null", "https://evil.example", "http://example.com.evil.example", "http://example.com:81", "https://example.com"} {
		e.do("POST", "/auth/refresh", nil, with(ada.cookie), from(o)).refused(chat.CodeForbidden)
		e.do("POST", "/auth/logout", nil, with(ada.cookie), from(o)).refused(chat.CodeForbidden)
		if a := e.do("POST", "/auth/login", login, from(o)); a.cookie() != nil || a.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", o, a.Header())
		}
		e.do("POST", "/auth/register", login, from(o)).refused(chat.CodeForbidden)
	}
	e.clock.move(time.Hour) // nothing was rotated: the token is still the newest
	e.do("POST", "/auth/refresh", nil, with(ada.cookie), from("http://example.com")).status(200)
	a := e.do("POST", "/auth/refresh", nil, with(ada.cookie), from("https://app.example.org")).status(200)
	if a.Header().Get("Access-Control-Allow-Origin") != "https://app.example.org" || a.Header().Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("%v", a.Header())
	}
	preflight := httptest.NewRequest("OPTIONS", prefix+"/rooms", nil)
	preflight.Header.Set("Origin", "https://app.example.org")
	preflight.Header.Set("Access-Control-Request-Method", "POST")
	if a := e.send(preflight).status(204); !strings.Contains(a.Header().Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("%v", a.Header())
	}
	preflight.Header.Set("Origin", "https://evil.example")
	if a := e.send(preflight); a.Code != 405 || a.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%d %v", a.Code, a.Header())
	}
}

func TestAccessTokens(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	for _, value := range []string{"", "Bearer", "Bearer ", "Basic " + ada.AccessToken, ada.AccessToken, "Bearer " + ada.AccessToken + "x", "Bearer " + strings.Repeat(".", 10_000)} {
		a := e.do("GET", "/me", nil, header{"Authorization", value})
		a.refused(chat.CodeUnauthorized)
		if a.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%v", a.Header())
		}
	}
	e.do("GET", "/me", nil, header{"Authorization", "bearer " + ada.AccessToken}).status(200)
	e.do("GET", "/me?access_token="+ada.AccessToken, nil).refused(chat.CodeUnauthorized)
	for _, rt := range (&api{}).routes() {
		if rt.access&signedIn != 0 {
			e.do(rt.method, strings.NewReplacer("{", "", "}", "").Replace(rt.pattern), map[string]any{}).refused(chat.CodeUnauthorized)
		}
	}
	e.clock.move(10 * time.Minute)
	e.do("GET", "/me", nil, as(ada)).refused(chat.CodeTokenExpired)
	e.do("POST", "/auth/logout", nil, as(ada)).refused(chat.CodeTokenExpired)
}

func TestOwnAccount(t *testing.T) {
	e := newEnv(t, options{})
	ada, eve := e.signUp("ada"), e.signUp("eve")
	tablet := e.signIn("ada")
	for _, try := range []struct {
		body map[string]any
		code chat.Code
	}{
		{map[string]any{"displayName": " "}, chat.CodeInvalid},
		{map[string]any{"displayName": strings.Repeat("x", 65)}, chat.CodeInvalid},
		{map[string]any{"password": "a new password"}, chat.CodeInvalid},
		{map[string]any{"password": "", "currentPassword": password("ada")}, chat.CodeInvalid},
		{map[string]any{"password": "a new password", "currentPassword": "guess"}, chat.CodeUnauthorized},
		{map[string]any{"password": "a new password", "currentPassword": password("ada"), "displayName": ""}, chat.CodeInvalid},
	} {
		e.do("PATCH", "/me", try.body, as(ada)).refused(try.code)
	}
	e.do("GET", "/me", nil, as(tablet)).status(200) // nothing has changed yet
	e.do("PATCH", "/me", map[string]any{}, as(ada)).status(200)
	e.do("PATCH", "/me", map[string]any{"password": "a new password", "currentPassword": password("ada")}, as(ada)).status(200)
	e.do("GET", "/me", nil, as(tablet)).refused(chat.CodeUnauthorized)
	e.do("POST", "/auth/refresh", nil, with(tablet.cookie)).refused(chat.CodeUnauthorized)
	e.do("POST", "/auth/refresh", nil, with(ada.cookie)).status(200)

	mine := decode[SessionList](e.do("GET", "/me/sessions", nil, as(ada))).Sessions
	if len(mine) != 1 || !mine[0].Current || mine[0].Address != "192.0.2.1" {
		t.Fatalf("%+v", mine)
	}
	e.do("DELETE", "/me/sessions/"+string(mine[0].ID), nil, as(eve)).refused(chat.CodeNotFound)
	e.do("DELETE", "/me/sessions/x", nil, as(ada)).refused(chat.CodeNotFound)
	e.do("DELETE", "/me/sessions/"+string(mine[0].ID), nil, as(ada)).status(204)
	e.do("GET", "/me", nil, as(ada)).refused(chat.CodeUnauthorized)
}
