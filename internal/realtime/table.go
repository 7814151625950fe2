package realtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/socketio"
)

// row is one event that clients may send: its name, how often, and what it does. A test holds the table against protocol.Events.
type row struct {
	event    string
	limit    ratelimit.Class
	register func(rt *Server, ns *socketio.Namespace, r row)
}

// sessionTable and roomTable are all that clients may ask.
func (rt *Server) sessionTable() []row {
	return []row{
		slow("room_summary", ratelimit.Change, rt.roomSummary),
		slow("presence_subscribe", ratelimit.Change, rt.subscribePresence),
		quick("set_status", ratelimit.Change, rt.setStatus),
		slow("sent_status", ratelimit.Change, rt.sentStatus),
		quick("authenticate", ratelimit.Change, rt.authenticate),
	}
}

func (rt *Server) roomTable() []row {
	return []row{
		later("resync", ratelimit.Change, rt.resync),
		later("send_message", ratelimit.Send, rt.sendMessage),
		later("edit_message", ratelimit.Change, rt.editMessage),
		later("delete_message", ratelimit.Change, rt.deleteMessage),
		later("react", ratelimit.Change, rt.react),
		later("mark_read", ratelimit.Change, rt.markRead),
		silent("typing", ratelimit.Typing, rt.typed),
		quick("authenticate", ratelimit.Change, rt.authenticate),
	}
}

func (rt *Server) register() {
	rt.session.Use(rt.admit)
	rt.rooms.Use(rt.admit)
	rt.session.OnConnect(rt.sessionConnected)
	rt.rooms.OnConnect(rt.roomConnected)
	rt.session.OnDisconnect(rt.gone)
	rt.rooms.OnDisconnect(rt.gone)
	for ns, table := range map[*socketio.Namespace][]row{rt.session: rt.sessionTable(), rt.rooms: rt.roomTable()} {
		for _, r := range table {
			r.register(rt, ns, r)
		}
		ns.OnUnknown(func(context.Context, *socketio.Socket, string) error {
			return chat.Invalid("event", "is not known here")
		})
	}
}

// may says whether a request is taken up now.
func (rt *Server) may(s *socketio.Socket, class ratelimit.Class) error {
	if rt.draining.Load() {
		return chat.Unavailable(errors.New("draining"))
	}
	return rt.allow(class, callerOf(s).user)
}

// take is may for a request that Settle has to wait for: the caller calls asked.Done when it is answered.
func (rt *Server) take(s *socketio.Socket, class ratelimit.Class) error {
	rt.taking.RLock()
	defer rt.taking.RUnlock()
	err := rt.may(s, class)
	if err == nil {
		rt.asked.Add(1)
	}
	return err
}

// quick is a request that is answered from memory.
func quick[In, Out any](event string, limit ratelimit.Class, h func(context.Context, *socketio.Socket, In) (Out, error)) row {
	return row{event, limit, func(rt *Server, ns *socketio.Namespace, r row) {
		socketio.Handle(ns, event, func(ctx context.Context, s *socketio.Socket, in In) (json.RawMessage, error) {
			if err := rt.may(s, r.limit); err != nil {
				return nil, err
			}
			out, err := h(ctx, s, in)
			return accepted(out), err
		})
	}}
}

// slow is a request that reads the store: it runs beside the connection's reader.
func slow[In, Out any](event string, limit ratelimit.Class, h func(context.Context, *socketio.Socket, In) (Out, error)) row {
	return row{event, limit, func(rt *Server, ns *socketio.Namespace, r row) {
		socketio.HandleAsync(ns, event, func(ctx context.Context, s *socketio.Socket, in In, reply func(json.RawMessage, error)) {
			if err := rt.take(s, r.limit); err != nil {
				reply(nil, err)
				return
			}
			rt.background(func() {
				defer rt.asked.Done()
				out, err := h(ctx, s, in)
				reply(accepted(out), err)
			})
		})
	}}
}

// later is a request that is answered by the commit: the handler returns at once.
func later[In, Out any](event string, limit ratelimit.Class, h func(context.Context, *socketio.Socket, In, func(Out, error))) row {
	return row{event, limit, func(rt *Server, ns *socketio.Namespace, r row) {
		socketio.HandleAsync(ns, event, func(ctx context.Context, s *socketio.Socket, in In, reply func(json.RawMessage, error)) {
			if err := rt.may(s, r.limit); err != nil {
				reply(nil, err)
				return
			}
			h(ctx, s, in, func(out Out, err error) { reply(accepted(out), err) })
		})
	}}
}

// silent is an event that is never answered; beyond its limit it is dropped.
func silent[In any](event string, limit ratelimit.Class, h func(*socketio.Socket, In)) row {
	return row{event, limit, func(rt *Server, ns *socketio.Namespace, r row) {
		socketio.On(ns, event, func(_ context.Context, s *socketio.Socket, in In) error {
			if rt.may(s, r.limit) == nil {
				h(s, in)
			}
			return nil
		})
	}}
}

// accepted is an acknowledgement that says yes: the answer's fields and ok.
func accepted(answer any) json.RawMessage {
	b, err := json.Marshal(answer)
	if err != nil || len(b) < 2 || b[0] != '{' {
		return json.RawMessage(`{"ok":true}`)
	}
	if bytes.Equal(b, []byte("{}")) {
		return json.RawMessage(`{"ok":true}`)
	}
	return append(json.RawMessage(`{"ok":true,`), b[1:]...)
}

// failed tells a client that asked for no acknowledgement what its request came to. It is the socketio.Options.OnFailed hook.
func (rt *Server) failed(s *socketio.Socket, event string, arg json.RawMessage, err error) {
	if event == "typing" {
		return
	}
	var what struct {
		ClientID string `json:"clientId"`
	}
	_ = json.Unmarshal(arg, &what) // a payload of another shape has no clientId to name
	if c := callerOf(s); c != nil {
		rt.emit(s, "request_failed", protocol.RequestFailed{Event: event, RoomID: c.room, ClientID: what.ClientID, Error: rt.wireError(err)})
	}
}

// badPayload says which field has the wrong type, without repeating its value.
func badPayload(e *socketio.DecodeError) *chat.Error {
	var wrong *json.UnmarshalTypeError
	if errors.As(e, &wrong) && wrong.Field != "" {
		field := wrong.Field[strings.LastIndex(wrong.Field, ".")+1:]
		return chat.Invalid(field, "has the wrong type")
	}
	return chat.Invalid("payload", "must be an object of the event's shape")
}

// emit sends to one socket. A socket that has ended needs nothing; anything else is a defect.
func (rt *Server) emit(s *socketio.Socket, event string, payload any) {
	if err := s.Emit(event, payload); err != nil && !errors.Is(err, socketio.ErrDisconnected) {
		rt.log.Error("an event cannot be sent", "event", event, "error", err)
	}
}

// broadcast sends to many sockets.
func (rt *Server) broadcast(to socketio.Broadcast, event string, payload any) {
	if err := to.Emit(event, payload); err != nil {
		rt.log.Error("an event cannot be broadcast", "event", event, "error", err)
	}
}
