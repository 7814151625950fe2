package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/socketio"
)

// afterExpiry is how long a connection works on after its token expired (protocol 2.1, authenticate).
const afterExpiry = 30 * time.Second

// connect is the auth object of a CONNECT.
type connect struct {
	Token string       `json:"token"`
	Since chat.Version `json:"since"`
	Epoch string       `json:"epoch"`
}

// owner is whose a connection is: one user in one session. The first CONNECT decides; it stays so.
type owner struct {
	user    chat.UserID
	session chat.SessionID
	slow    atomic.Bool // its client did not read, which has been counted

	mu        sync.Mutex
	expiresAt time.Time // guarded by mu; of the freshest token
}

func (o *owner) renew(until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if until.After(o.expiresAt) {
		o.expiresAt = until
	}
}

func (o *owner) expires() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.expiresAt
}

// caller is the application's value of a socket.
type caller struct {
	*owner
	room  chat.RoomID // empty on /
	token string
	since chat.Version
	epoch string

	entered chan struct{} // closed when the person's rooms are known
	syncing sync.Mutex    // held while the socket is being caught up: one at a time
	again   again         // the resync that waits for it
}

// callerOf answers who a socket belongs to; it is set by the middleware of both namespaces.
func callerOf(s *socketio.Socket) *caller {
	c, _ := s.Data().(*caller)
	return c
}

// here checks that a request names the room of the namespace that it came by.
func (c *caller) here(room chat.RoomID) error {
	if room != c.room {
		return chat.Invalid("roomId", "is not this namespace's room")
	}
	return nil
}

// admit is the middleware of both namespaces: the token, the connection's owner, how often, and for a room the membership.
func (rt *Server) admit(ctx context.Context, s *socketio.Socket) error {
	if err := rt.enter(ctx, s); err != nil {
		return rt.refuse(err)
	}
	return nil
}

func (rt *Server) enter(ctx context.Context, s *socketio.Socket) error {
	if rt.draining.Load() {
		return chat.Unavailable(errors.New("draining"))
	}
	var in connect
	if raw := s.Auth(); len(raw) > 0 {
		if err := json.Unmarshal(raw, &in); err != nil {
			return chat.Invalid("auth", "must be {token, since?, epoch?}")
		}
	}
	id, err := rt.auth.Verify(in.Token)
	if err != nil {
		return err
	}
	if err := rt.allow(ratelimit.Connect, id.User); err != nil {
		return err
	}
	own, err := rt.bind(ctx, s.Conn(), id)
	if err != nil {
		return err
	}
	c := &caller{owner: own, token: in.Token, since: in.Since, epoch: in.Epoch, entered: make(chan struct{})}
	if s.Namespace() != string(protocol.SessionNamespace) {
		name := s.PathValue("roomId")
		if _, err := uuid.Parse(name); err != nil || len(name) != 36 {
			return chat.ErrNotFound
		}
		c.room = chat.RoomID(name)
		if _, err := rt.chat.Enter(ctx, own.user, c.room); err != nil {
			return err
		}
	}
	s.SetData(c)
	s.Join(userRoom(own.user))
	return nil
}

// stays looks again at the session of a socket that has just connected. One that ended while the socket was being let in was told to the sockets of
// that moment, which this one was not among. A socket that may not stay is put out for good.
func (rt *Server) stays(s *socketio.Socket) bool {
	_, err := rt.auth.Verify(callerOf(s).token)
	if err == nil || chat.AsError(err).Code != chat.CodeUnauthorized {
		return true
	}
	if s.Namespace() == string(protocol.SessionNamespace) {
		rt.emit(s, "session_ended", protocol.SessionEnded{Reason: protocol.EndRevoked})
	}
	s.Disconnect()
	return false
}

// bind makes a connection one user's and session's, or renews its token if it is theirs already.
func (rt *Server) bind(ctx context.Context, conn *socketio.Conn, id auth.Identity) (*owner, error) {
	own, err := rt.roster.bind(conn, id, rt.limits != nil)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		rt.roster.unbind(conn) // it ended before it was bound, and nobody will say so again
		return nil, ctx.Err()
	}
	rt.handshakes.done(conn)
	own.renew(id.ExpiresAt)
	return own, nil
}

// authenticate renews the token of the whole connection.
func (rt *Server) authenticate(_ context.Context, s *socketio.Socket, in protocol.Authenticate) (protocol.AuthenticateAnswer, error) {
	id, err := rt.auth.Verify(in.Token)
	if err != nil {
		return protocol.AuthenticateAnswer{}, err
	}
	c := callerOf(s)
	if id.User != c.user || id.Session != c.session {
		return protocol.AuthenticateAnswer{}, chat.Errorf(chat.CodeUnauthorized, "This connection belongs to another session.")
	}
	c.renew(id.ExpiresAt)
	return protocol.AuthenticateAnswer{ExpiresIn: rt.secondsLeft(id.ExpiresAt)}, nil
}

func (rt *Server) secondsLeft(until time.Time) int64 {
	return max(0, int64(until.Sub(rt.now())/time.Second))
}

// closeExpired does the housekeeping of connections: it closes the transports whose token expired a while ago; their clients come back with a fresh one.
func (rt *Server) closeExpired() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			limit := rt.now().Add(-afterExpiry)
			for conn := range rt.io.Conns() {
				if own, ok := conn.Data().(*owner); ok && own.expires().Before(limit) {
					conn.Close("token expired")
				}
			}
			rt.typing.forget(rt.now())
		case <-rt.stop:
			return
		}
	}
}

// SessionsEnded puts the sockets of ended sessions out, for good: session_ended, then a DISCONNECT for each of their namespaces.
// It implements auth.Listener.
func (rt *Server) SessionsEnded(user chat.UserID, ids []chat.SessionID, reason auth.Reason) {
	rt.send(peerEnded, peerSessionsEnded{User: user, IDs: ids, Reason: reason})
	rt.sessionsEnded(user, ids, reason)
}

func (rt *Server) sessionsEnded(user chat.UserID, ids []chat.SessionID, reason auth.Reason) {
	why := protocol.EndRevoked
	if reason == auth.LoggedOut {
		why = protocol.EndLoggedOut
	}
	for _, conn := range rt.roster.connections(user) {
		own, _ := conn.Data().(*owner)
		ended := false
		for _, id := range ids {
			ended = ended || own != nil && own.session == id
		}
		if !ended {
			continue
		}
		sockets := conn.Sockets()
		for _, s := range sockets {
			if s.Namespace() == string(protocol.SessionNamespace) {
				rt.emit(s, "session_ended", protocol.SessionEnded{Reason: why})
			}
		}
		for _, s := range sockets {
			s.Disconnect()
		}
	}
}

// allow takes one from a person's bucket of this class, or answers rate_limited.
func (rt *Server) allow(class ratelimit.Class, user chat.UserID) error {
	if ok, after := rt.limits.Allow(class, string(user)); !ok {
		return &chat.Error{Code: chat.CodeRateLimited, Message: "Too many requests. Wait a moment.", RetryAfter: max(after, time.Millisecond)}
	}
	return nil
}

// The Socket.IO room by which a person is meant in every namespace, and the namespace of a room.
func userRoom(id chat.UserID) string                      { return "user:" + string(id) }
func namespaceOf(room chat.RoomID) string                 { return "/rooms/" + string(room) }
func (rt *Server) in(room chat.RoomID) socketio.Broadcast { return rt.rooms.Of(namespaceOf(room)) }
