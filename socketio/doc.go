// Package socketio is a Socket.IO v4 server: Engine.IO protocol 4 over HTTP
// long-polling and WebSocket, Socket.IO protocol 5 on top. The official clients
// work with it unmodified.
//
// A [Server] is an http.Handler. Handlers belong to a [Namespace] and are
// registered before the server serves; one table serves every socket:
//
//	srv := socketio.New(socketio.Options{})
//	mux.Handle("/socket.io/", srv)
//
//	chat := srv.Of("/chat")
//	socketio.Handle(chat, "echo", func(ctx context.Context, s *socketio.Socket, in string) (string, error) {
//		return in, nil // the acknowledgement
//	})
//
// # Order and goroutines
//
// Each connection has one reader, which decodes packets and calls handlers one
// after the other, and at most one writer, started on demand. Middleware and
// OnConnect of one CONNECT run on a goroutine of their own, so that a slow one
// holds up neither heartbeats nor other namespaces. Sending never blocks: what
// cannot be written at once waits in a queue bounded by Options.MaxQueue, and a
// client that stays too slow is closed with ReasonSlow.
//
// # Held sockets
//
// A socket that enters a namespace with an OnConnect handler is held: broadcasts
// to it wait until [Socket.Release]. So the handler can send a snapshot first,
// and no live frame comes before it, gets lost or is reordered. A handler that
// has no snapshot to send calls Release at once. See [Socket.Hold].
//
// # Ending
//
// [Socket.Disconnect] sends a DISCONNECT packet: the official clients then stay
// away. [Conn.Close] closes the transport without one: they come back.
//
// The package logs nothing; Options has hooks.
package socketio
