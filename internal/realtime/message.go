package realtime

import (
	"context"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio"
)

// editMessage changes an own message's text; its answer is the commit's.
func (rt *Server) editMessage(ctx context.Context, s *socketio.Socket, in protocol.EditMessage, reply func(protocol.MessageAnswer, error)) {
	c := callerOf(s)
	if err := c.here(in.RoomID); err != nil {
		reply(protocol.MessageAnswer{}, err)
		return
	}
	edited := chat.EditedMessage{Room: c.room, Message: in.MessageID, Content: in.Content, BaseRevision: in.BaseRevision, OpID: in.OpID}
	rt.chat.EditMessage(ctx, c.user, edited, changed(c, reply))
}

// deleteMessage empties a message; its answer is the commit's.
func (rt *Server) deleteMessage(ctx context.Context, s *socketio.Socket, in protocol.DeleteMessage, reply func(protocol.MessageAnswer, error)) {
	c := callerOf(s)
	if err := c.here(in.RoomID); err != nil {
		reply(protocol.MessageAnswer{}, err)
		return
	}
	rt.chat.DeleteMessage(ctx, c.user, c.room, in.MessageID, in.OpID, changed(c, reply))
}

func changed(c *caller, reply func(protocol.MessageAnswer, error)) func(chat.Changed, error) {
	return func(r chat.Changed, err error) {
		if err != nil {
			reply(protocol.MessageAnswer{}, err)
			return
		}
		reply(protocol.MessageAnswer{Message: protocol.MessageOf(r.Message, c.user), Duplicate: r.Duplicate}, nil)
	}
}

// react gives or takes back a reaction; its answer is the commit's.
func (rt *Server) react(_ context.Context, s *socketio.Socket, in protocol.React, reply func(protocol.ReactAnswer, error)) {
	c := callerOf(s)
	if err := c.here(in.RoomID); err != nil {
		reply(protocol.ReactAnswer{}, err)
		return
	}
	rt.chat.React(c.user, c.room, in.MessageID, in.Emoji, in.On, func(m chat.Message, err error) {
		if err != nil {
			reply(protocol.ReactAnswer{}, err)
			return
		}
		reply(protocol.ReactAnswer{Message: protocol.MessageOf(m, c.user)}, nil)
	})
}
