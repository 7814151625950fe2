package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"
)

// proxies is everything that one process runs, by id.
type proxies struct {
	mu     sync.Mutex // guards the fields below
	byID   map[int]*proxy
	lastID int
}

func newProxies() *proxies { return &proxies{byID: map[int]*proxy{}} }

// failure is an error with its HTTP status.
type failure struct {
	status int
	cause  error
}

func (f failure) Error() string { return f.cause.Error() }

var errUnknown = failure{http.StatusNotFound, errors.New("no such proxy")}

// handler is the control API. An answer means that what was asked for is in force.
//
//	POST   /proxies                   settings               → 201 settings with id and address
//	GET    /proxies/{id}                                     → settings
//	PATCH  /proxies/{id}              some settings          → settings
//	DELETE /proxies/{id}                                     → 204; its connections have been reset
//	GET    /proxies/{id}/connections                         → {"connections": [status]}
//	POST   /proxies/{id}/faults       fault                  → {"connections": [the ids it was applied to]}
//
// Errors are {"error": "…"} with 400, 404, or 502 when the listening address cannot be had.
func (ps *proxies) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /proxies", answer(http.StatusCreated, ps.create))
	mux.Handle("GET /proxies/{id}", answer(http.StatusOK, with(ps, func(p *proxy, _ *http.Request) (any, error) {
		return p.current(), nil
	})))
	mux.Handle("PATCH /proxies/{id}", answer(http.StatusOK, with(ps, func(p *proxy, r *http.Request) (any, error) {
		s := p.current()
		if err := decode(r, &s); err != nil {
			return nil, err
		}
		return p.change(s), nil
	})))
	mux.Handle("DELETE /proxies/{id}", answer(http.StatusNoContent, ps.remove))
	mux.Handle("GET /proxies/{id}/connections", answer(http.StatusOK, with(ps, func(p *proxy, _ *http.Request) (any, error) {
		return map[string][]status{"connections": p.connections()}, nil
	})))
	mux.Handle("POST /proxies/{id}/faults", answer(http.StatusOK, with(ps, func(p *proxy, r *http.Request) (any, error) {
		var f fault
		if err := decode(r, &f); err != nil {
			return nil, err
		}
		return map[string][]int{"connections": p.apply(f)}, nil
	})))
	return mux
}

func (ps *proxies) create(r *http.Request) (any, error) {
	var s settings
	if err := decode(r, &s); err != nil {
		return nil, err
	}
	p, err := listen(r.Context(), s)
	if err != nil {
		return nil, failure{http.StatusBadGateway, err}
	}
	ps.mu.Lock()
	ps.lastID++
	p.settings.ID = ps.lastID
	ps.byID[p.settings.ID] = p
	ps.mu.Unlock()
	p.start()
	return p.current(), nil
}

func (ps *proxies) remove(r *http.Request) (any, error) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	ps.mu.Lock()
	p := ps.byID[id]
	delete(ps.byID, id)
	ps.mu.Unlock()
	if p == nil {
		return nil, errUnknown
	}
	p.close()
	return nil, nil
}

// close ends all proxies.
func (ps *proxies) close() {
	ps.mu.Lock()
	all := ps.byID
	ps.byID = map[int]*proxy{}
	ps.mu.Unlock()
	for _, p := range all {
		p.close()
	}
}

// with finds the proxy that a call is about.
func with(ps *proxies, call func(*proxy, *http.Request) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id, _ := strconv.Atoi(r.PathValue("id"))
		ps.mu.Lock()
		p := ps.byID[id]
		ps.mu.Unlock()
		if p == nil {
			return nil, errUnknown
		}
		return call(p, r)
	}
}

// answer makes an HTTP handler of a call.
func answer(success int, call func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := success
		body, err := call(r)
		if err != nil {
			status = http.StatusInternalServerError
			if f := (failure{}); errors.As(err, &f) {
				status = f.status
			}
			body = map[string]string{"error": err.Error()}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if status != http.StatusNoContent {
			_ = json.NewEncoder(w).Encode(body) // the caller is gone: nobody to tell
		}
	})
}

// checked is a request body that knows what it may hold.
type checked interface{ check() error }

// decode reads a body; fields that it does not know are errors, so that no misspelt fault goes by as none.
func decode(r *http.Request, into checked) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return failure{http.StatusBadRequest, err}
	}
	if err := into.check(); err != nil {
		return failure{http.StatusBadRequest, err}
	}
	return nil
}
