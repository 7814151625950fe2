package realtime

import (
	"net/http"
	"sync"

	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/socketio"
)

// maxHandshakes is how many connections of one address may not say yet whose they are (protocol 4).
const maxHandshakes = 100

// handshakes counts, for each address, the connections that nobody has signed in on.
type handshakes struct {
	mu      sync.Mutex
	waiting map[*socketio.Conn]string // guarded by mu; the address of each
	count   map[string]int            // guarded by mu; how many wait for each
}

func newHandshakes() *handshakes {
	return &handshakes{waiting: map[*socketio.Conn]string{}, count: map[string]int{}}
}

func (h *handshakes) full(address string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count[address] >= maxHandshakes
}

func (h *handshakes) begin(conn *socketio.Conn, address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting[conn] = address
	h.count[address]++
}

// done is called when a connection has an owner, and when it ends.
func (h *handshakes) done(conn *socketio.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	address, ok := h.waiting[conn]
	if !ok {
		return
	}
	delete(h.waiting, conn)
	if h.count[address]--; h.count[address] == 0 {
		delete(h.count, address)
	}
}

// opened and ended are the socketio.Options.OnOpen and OnClose hooks.
func (rt *Server) opened(conn *socketio.Conn) {
	in := conn.Request()
	rt.handshakes.begin(conn, rt.address(&http.Request{RemoteAddr: in.RemoteAddr, Header: in.Header}))
}

func (rt *Server) ended(conn *socketio.Conn) {
	rt.handshakes.done(conn)
	rt.roster.unbind(conn)
}

func (rt *Server) address(r *http.Request) string {
	return ratelimit.Address(rt.origins.ClientIP(r))
}
