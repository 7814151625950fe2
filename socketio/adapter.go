package socketio

import (
	"context"
	"encoding/json"
)

// Target says which sockets of a namespace an operation means: those in any of
// Rooms (all sockets when empty) that are in none of Except. A socket's id is a
// room that it alone is in.
type Target struct {
	Rooms  []string
	Except []string
}

// OpKind says what an Op does.
type OpKind uint8

// The kinds of operations.
const (
	OpEmit       OpKind = iota // emit Event to the target's sockets; asked: each acknowledges
	OpDisconnect               // send them a DISCONNECT packet
	OpJoin                     // they join Rooms
	OpLeave                    // they leave Rooms
	OpServer                   // tell the other servers Event, not their sockets; asked: each acknowledges
	OpFetch                    // only asked: describe the sockets
)

// Op is an operation on the sockets of one namespace, wherever they are connected.
type Op struct {
	Kind      OpKind
	Namespace string
	Target    Target
	Rooms     []string // OpJoin and OpLeave
	Close     bool     // OpDisconnect: close their connections, too

	// OpEmit and OpServer: Data is the JSON array of event name and arguments, in which binary
	// values are placeholders ({"_placeholder":true,"num":0}) for Attachments.
	Data        json.RawMessage
	Attachments [][]byte
	Volatile    bool
}

// Answer is one of the answers to an Op that was asked.
type Answer struct {
	Sockets []RemoteSocket // OpFetch

	// OpEmit and OpServer: what was acknowledged, a JSON value (nil: nothing) with
	// placeholders for Attachments as in Op.
	Data        json.RawMessage
	Attachments [][]byte
}

// Node is what an Adapter may do with the server that it serves. Safe for
// concurrent use.
type Node interface {
	// Apply does op to the sockets of this node, and does not hand it on. It never
	// waits for a client. Operations of one goroutine keep their order. A namespace
	// without sockets here is no error.
	Apply(op Op) error
	// Ask is Apply for an op that is answered. It returns how many answers there
	// will be: one for each socket (OpEmit), else one. answer is called for each as
	// it comes, before Ask returns or later, from any goroutine, and must not block;
	// for a socket that ends or does not acknowledge it never is. When ctx ends,
	// nothing is waited for any more.
	Ask(ctx context.Context, op Op, answer func(Answer)) (expect int)
	// Rooms returns the rooms of a namespace that have sockets at this node, their
	// ids among them, in no order.
	Rooms(namespace string) []string
}

// Adapter carries operations to the other nodes. Its methods are called
// concurrently. Every adapter passes the suite in adaptertest.
type Adapter interface {
	// Follow begins to receive what other nodes publish for namespace; when it
	// returns, everything published from then on arrives. It is called before the
	// first local socket of the namespace is connected, and again if a namespace
	// empties and fills; the calls of one namespace may overlap, so they are to be
	// counted. An error refuses the CONNECT. stop is called once.
	Follow(ctx context.Context, namespace string) (stop func(), err error)
	// Publish hands op to all other nodes that follow its namespace, never back to
	// this one. The server has applied it here before. op must not be kept or
	// changed. Operations of one goroutine arrive in their order.
	Publish(op Op) error
	// Ask is Publish for an op that is answered. It returns nil when all other nodes
	// have answered as often as they said; else, when ctx ends or the adapter has
	// waited for long enough, an error. answer is called for each answer until Ask
	// returns, one call at a time.
	Ask(ctx context.Context, op Op, answer func(Answer)) error
	// Close ends the adapter's goroutines. After it nothing arrives any more.
	Close(ctx context.Context) error
}

// AdapterFactory makes the adapter of one server.
type AdapterFactory func(n Node) Adapter
