package realtime

import (
	"context"
	"errors"
	"sync"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// drained is how many bytes may wait for a client before the next part of a long sync is read.
const drained = 1 << 20

// roomConnected runs when a socket has entered a room's namespace: it is in the fan-out, held, and gets what it missed first.
func (rt *Server) roomConnected(ctx context.Context, s *socketio.Socket) {
	c := callerOf(s)
	c.syncing.Lock() // until the first sync has gone out: a resync that comes at once waits for it
	defer c.syncing.Unlock()
	if !rt.stays(s) {
		return
	}
	if err := rt.presence.enter(ctx, s); err != nil {
		rt.giveUp(s, err)
		return
	}
	if rt.cluster != nil {
		if err := rt.cluster.enter(ctx, c.room); err != nil {
			rt.giveUp(s, err)
			return
		}
	}
	close(c.entered)
	if err := rt.catchUp(ctx, s, c.since, c.epoch); err != nil {
		rt.giveUp(s, err)
	}
}

// giveUp ends a socket whose snapshot cannot be sent: for good if it may not be here, otherwise so that it comes back.
func (rt *Server) giveUp(s *socketio.Socket, err error) {
	switch e := chat.AsError(err); {
	case !s.Connected() || errors.Is(err, context.Canceled) || errors.Is(err, socketio.ErrDisconnected):
	case e.Code == chat.CodeForbidden || e.Code == chat.CodeNotFound:
		s.Disconnect()
	default:
		rt.log.Error("a snapshot could not be sent", "namespace", s.Namespace(), "error", err)
		s.Conn().Close("snapshot failed")
	}
}

// catchUp holds a socket, sends it what changed after since, in parts, then lets its live frames flow (protocol 3.4). Who does not read is sent no
// further part, so that no more than drained bytes, one part and the held frames wait for them, until the heartbeat ends their connection.
func (rt *Server) catchUp(ctx context.Context, s *socketio.Socket, since chat.Version, epoch string) error {
	c := callerOf(s)
	s.Hold() // also at first: a resync may have come before, and released it
	for {
		if err := s.Conn().WaitDrained(ctx, drained); err != nil {
			return err
		}
		part, err := rt.chat.CatchUp(ctx, c.room, since, epoch)
		if err != nil {
			return err
		}
		// The membership is read after the gap: read earlier, it would let somebody in whom a row of the gap puts out.
		if _, err := rt.chat.Enter(ctx, c.user, c.room); err != nil {
			return err
		}
		if err := rt.sendPart(ctx, s, part); err != nil {
			return err
		}
		if !part.More && s.Release() {
			return nil
		}
		// Another part, or: too much came meanwhile and was dropped, so the gap is read once more.
		since, epoch = part.Version, ""
	}
}

func (rt *Server) sendPart(ctx context.Context, s *socketio.Socket, part chat.Catchup) error {
	c := callerOf(s)
	room, err := rt.chat.Room(ctx, c.user, c.room)
	if err != nil {
		return err
	}
	out := protocol.Sync{
		RoomID: c.room, Epoch: rt.chat.Epoch(), Since: part.Since, Version: part.Version,
		Messages: protocol.MessagesOf(part.Messages, c.user), Users: protocol.UsersOf(part.Users),
		Reset: part.Reset, More: part.More, RulesVersion: room.RulesVersion,
	}
	if part.Reset {
		out.HasBefore = &part.HasBefore
	}
	if !part.More {
		online := rt.roster.online(c.room)
		count := len(online)
		out.OnlineCount = &count
		if room.MemberCount <= smallRoom {
			out.Online = online
		}
		if room.MemberCount <= closeRoom {
			if out.ReadSeqs, err = rt.chat.Receipts(ctx, c.room); err != nil {
				return err
			}
		}
	}
	return s.Emit("sync", out)
}

// resync answers at once and then sends what changed after in.Since, as if the socket entered.
func (rt *Server) resync(ctx context.Context, s *socketio.Socket, in protocol.Resync, reply func(protocol.Empty, error)) {
	c := callerOf(s)
	err := c.here(in.RoomID)
	if err == nil && in.Since < 0 {
		err = chat.Invalid("since", "must not be negative")
	}
	reply(protocol.Empty{}, err)
	if err != nil {
		return
	}
	if !c.again.ask(in.Since) {
		return
	}
	rt.background(func() {
		select {
		case <-c.entered: // the first sync is under way, with the lock
		case <-ctx.Done():
			return
		}
		c.syncing.Lock()
		defer c.syncing.Unlock()
		if err := rt.catchUp(ctx, s, c.again.take(), ""); err != nil {
			rt.giveUp(s, err)
		}
	})
}

// again is the resync that waits for the sync under way: however often a client asks meanwhile, it is caught up once, from the smallest since.
type again struct {
	mu      sync.Mutex
	waiting bool         // guarded by mu
	since   chat.Version // guarded by mu
}

// ask says whether the caller has to carry the resync out; otherwise somebody waits to do so already.
func (a *again) ask(since chat.Version) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting {
		a.since = min(a.since, since)
		return false
	}
	a.waiting, a.since = true, since
	return true
}

// take answers from where; what is asked from now on is another resync.
func (a *again) take() chat.Version {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = false
	return a.since
}

// sendMessage stores a message; its answer is the commit's.
func (rt *Server) sendMessage(ctx context.Context, s *socketio.Socket, in protocol.SendMessage, reply func(protocol.MessageSaved, error)) {
	c := callerOf(s)
	if err := c.here(in.RoomID); err != nil {
		reply(protocol.MessageSaved{}, err)
		return
	}
	if in.SenderID != "" && in.SenderID != c.user {
		reply(protocol.MessageSaved{}, chat.Errorf(chat.CodeForbidden, "You can send only as yourself."))
		return
	}
	silent := !socketio.WantsAck(ctx)
	m := chat.NewMessage{Room: c.room, Content: in.Content, ClientID: in.ClientID, ReplyTo: in.ReplyTo}
	rt.chat.SendMessage(ctx, c.user, m, func(saved chat.Saved, err error) {
		out := protocol.SavedOf(saved)
		if err == nil && silent {
			rt.emit(s, "message_saved", out)
		}
		reply(out, err)
	})
}

// markRead moves the caller's read position.
func (rt *Server) markRead(_ context.Context, s *socketio.Socket, in protocol.MarkRead, reply func(protocol.Counters, error)) {
	c := callerOf(s)
	if err := c.here(in.RoomID); err != nil {
		reply(protocol.Counters{}, err)
		return
	}
	rt.chat.MarkRead(c.user, c.room, in.Seq, in.Unread, func(n chat.Counters, err error) {
		reply(protocol.CountersOf(n), err)
	})
}
