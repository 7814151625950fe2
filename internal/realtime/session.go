package realtime

import (
	"context"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// sessionRooms is how many rooms a snapshot holds; the rest comes over REST.
const sessionRooms = 200

// sessionConnected runs when a socket has entered /: it is in the fan-out, held, and gets the snapshot of its rooms first.
func (rt *Server) sessionConnected(ctx context.Context, s *socketio.Socket) {
	if !rt.stays(s) {
		return
	}
	if err := rt.presence.enter(ctx, s); err != nil {
		rt.giveUp(s, err)
		return
	}
	close(callerOf(s).entered)
	for {
		if err := rt.sendSession(ctx, s); err != nil {
			rt.giveUp(s, err)
			return
		}
		if s.Release() {
			return
		}
	}
}

func (rt *Server) sendSession(ctx context.Context, s *socketio.Socket) error {
	c := callerOf(s)
	me, err := rt.chat.User(ctx, c.user)
	if err != nil {
		return err
	}
	rooms, total, err := rt.chat.Rooms(ctx, c.user, chat.Place{}, sessionRooms)
	if err != nil {
		return err
	}
	return s.Emit("session", protocol.Session{
		User: protocol.UserOf(me), Rooms: protocol.SummariesOf(rooms), RoomsTotal: total, Epoch: rt.chat.Epoch(),
		ServerTime: protocol.Stamp(rt.now()), ExpiresIn: rt.secondsLeft(c.expires()),
	})
}

// gone runs when a socket of either namespace has ended.
func (rt *Server) gone(s *socketio.Socket, reason string) {
	rt.presence.leave(s)
	if reason == socketio.ReasonSlow && !callerOf(s).slow.Swap(true) {
		rt.onSlow()
	}
}

func (rt *Server) roomSummary(ctx context.Context, s *socketio.Socket, in protocol.RoomSummaryRequest) (protocol.RoomSummaryAnswer, error) {
	sum, err := rt.chat.Summary(ctx, callerOf(s).user, in.RoomID)
	return protocol.RoomSummaryAnswer{Room: protocol.SummaryOf(sum)}, err
}

func (rt *Server) sentStatus(ctx context.Context, s *socketio.Socket, in protocol.SentStatus) (protocol.SentAnswer, error) {
	found, err := rt.chat.SentStatus(ctx, callerOf(s).user, in.ClientIDs)
	out := protocol.SentAnswer{Sent: make([]protocol.MessageSaved, len(found))}
	for i, f := range found {
		out.Sent[i] = protocol.SavedOf(f)
	}
	return out, err
}
