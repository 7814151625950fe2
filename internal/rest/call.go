package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/ratelimit"
)

// maxBody is the most bytes of a request's body, the same as of an event.
const maxBody = 128 << 10

// call is one request.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	id     auth.Identity // of the access token; zero if the route needs none
	status int           // of success; 0: the route's first
}

func (c *call) ctx() context.Context { return c.r.Context() }

// key is the Idempotency-Key, empty if there is none.
func (c *call) key() string { return c.r.Header.Get("Idempotency-Key") }

// bearer is the access token, empty if there is none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// serve runs a route: who calls, how often, what they ask; then the handler.
func (a *api) serve(rt route, w http.ResponseWriter, r *http.Request) {
	defer a.recovered(w, r)
	c := &call{w: w, r: r}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := a.admit(rt, c); err != nil {
		a.fail(w, r, err)
		return
	}
	answer, err := rt.op.run(c)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if c.status == 0 {
		c.status = rt.statuses[0]
	}
	if c.status == http.StatusNoContent {
		w.WriteHeader(c.status)
		return
	}
	text, err := json.Marshal(answer)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	writeJSON(w, c.status, "application/json", text)
}

// admit checks where a request comes from, its access token, and how often this user has called.
func (a *api) admit(rt route, c *call) error {
	if rt.access&ownPage != 0 && !a.origins.Allowed(c.r) {
		return chat.Errorf(chat.CodeForbidden, "This page may not use this server.")
	}
	if rt.access&signedIn == 0 {
		return nil
	}
	id, err := a.auth.Verify(bearer(c.r))
	if err != nil {
		return err
	}
	c.id = id
	return a.limit(ratelimit.REST, string(id.User))
}

// limit takes one token, or answers the refusal.
func (a *api) limit(class ratelimit.Class, key string) error {
	ok, wait := a.limits.Allow(class, key)
	if ok {
		return nil
	}
	e := chat.Errorf(chat.CodeRateLimited, "Too often. Try again later.")
	e.RetryAfter = wait
	return e
}

// recovered answers a request whose handler panicked; the other requests of the process go on.
func (a *api) recovered(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if a.onPanic != nil {
		a.onPanic()
	}
	a.fail(w, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
}

// resource has the handlers of one path by method.
type resource map[string]http.HandlerFunc

// methods chooses by method; HEAD is a GET whose body net/http leaves out.
func (a *api) methods(res resource) http.Handler {
	names := make([]string, 0, len(res))
	for m := range res {
		names = append(names, m)
	}
	slices.Sort(names)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		if h := res[method]; h != nil {
			h(w, r)
			return
		}
		w.Header().Set("Allow", strings.Join(names, ", "))
		a.problem(w, http.StatusMethodNotAllowed, chat.Errorf(chat.CodeInvalid, "This address does not take this method."))
	})
}

func writeJSON(w http.ResponseWriter, status int, mediaType string, text []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client has gone: nobody to tell
}
