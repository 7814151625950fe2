package browser

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/bench/history/device"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/bench/history/schedule"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// Client is one tab. What it asks and is told is written down as it goes over its wire.
type Client struct {
	device.Config
	host *Host

	mu   sync.Mutex
	dead bool                  // guarded by mu, as all that follows
	asks map[int]asked         // without an answer yet
	byID map[string]*record.Op // requests that are repeated
	ops  []*record.Op
	told []record.Told
}

// asked is one try.
type asked struct {
	op    *record.Op
	event string
	room  chat.RoomID
}

// Start loads the page.
func (c *Client) Start() { c.host.tell(map[string]any{"do": "start", "client": c.Index}) }

// Do does what the schedule says.
func (c *Client) Do(a schedule.Action, room chat.RoomID) {
	if a.Kind == schedule.Die {
		c.mu.Lock()
		c.dead = true
		c.mu.Unlock()
	}
	c.host.tell(map[string]any{"do": "act", "client": c.Index, "act": act(a, room)})
}

// Idle says that nothing is left to be done.
func (c *Client) Idle() bool { return c.host.lateness(c.Index) == "" }

// Late says what is left to be done.
func (c *Client) Late() string { return c.host.lateness(c.Index) }

// Resolve is for clients that come in the end: these are no tabs.
func (c *Client) Resolve([]*record.Op) {}

// Stop closes the page.
func (c *Client) Stop() {
	c.host.tell(map[string]any{"do": "act", "client": c.Index, "act": map[string]any{"kind": "die"}})
}

// Record is what was written down.
func (c *Client) Record() ([]*record.Op, []record.Told) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ops, c.told
}

func (c *Client) failed(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = append(c.told, record.Told{At: c.Now(), Client: c.Index, How: record.Broken, Event: what})
}

// take writes down what the process says of this client.
func (c *Client) take(l *line, at, since time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch l.Kind {
	case "event":
		c.event(l, at, since)
	case "page":
		c.page(l, at, since)
	case "ask":
		c.ask(l, at)
	case "answer":
		if a, ok := c.asks[l.ID]; ok {
			delete(c.asks, l.ID)
			c.answer(a, l.Answer, at)
		}
	case "kept":
		c.kept(l)
	case "twice":
		c.told = append(c.told, record.Told{At: at, Client: c.Index, Room: l.Room, How: record.Twice, Event: l.What})
	case "refused":
		c.Trace(c.Index, "refused: "+l.Namespace)
	}
}

// decode reads what the server said.
func decode[T any](c *Client, data []byte) (v T, ok bool) {
	if err := json.Unmarshal(data, &v); err != nil {
		c.told = append(c.told, record.Told{At: c.Now(), Client: c.Index, How: record.Garbage, Event: err.Error()})
		return v, false
	}
	return v, true
}

func (c *Client) event(l *line, at, since time.Duration) {
	t := record.Told{At: at, Client: c.Index, Socket: l.Socket, Asked: since, Room: chat.RoomID(strings.TrimPrefix(l.Namespace, "/rooms/")), Event: l.Event}
	switch l.Event {
	case "sync":
		if s, ok := decode[protocol.Sync](c, l.Payload); ok {
			t.How, t.Want, t.Since, t.Epoch, t.Version = record.Sync, l.Want, s.Since, s.Epoch, s.Version
			t.Messages, t.Reset, t.More, t.Before = s.Messages, s.Reset, s.More, s.HasBefore != nil && *s.HasBefore
			c.told = append(c.told, t)
		}
	case "receive_message", "message_updated":
		if u, ok := decode[protocol.MessageUpdated](c, l.Payload); ok {
			t.How, t.Version, t.Messages, t.Reacted = record.Live, u.Message.Version, []protocol.Message{u.Message}, u.Reacted
			c.told = append(c.told, t)
		}
	case "session":
		if s, ok := decode[protocol.Session](c, l.Payload); ok {
			t.How, t.Epoch, t.Room, t.Socket = record.Session, s.Epoch, "", 0
			c.told = append(c.told, t)
			for i := range s.Rooms {
				c.row(&s.Rooms[i], at, "session")
			}
		}
	case "room_activity":
		if a, ok := decode[protocol.RoomActivity](c, l.Payload); ok && a.ReadRev != nil && a.UnreadCount != nil && a.MentionCount != nil {
			counters := protocol.Counters{Version: a.Version, ReadSeq: -1, ReadRev: *a.ReadRev, UnreadCount: *a.UnreadCount, MentionCount: *a.MentionCount}
			c.told = append(c.told, record.Told{At: at, Client: c.Index, Room: a.RoomID, How: record.Row, Event: l.Event, Version: a.Version, Counters: &counters})
		}
	case "room_read":
		if a, ok := decode[protocol.RoomRead](c, l.Payload); ok {
			c.told = append(c.told, record.Told{At: at, Client: c.Index, Room: a.RoomID, How: record.Row, Event: l.Event, Version: a.Version, Counters: &a.Counters})
		}
	}
}

func (c *Client) row(s *protocol.RoomSummary, at time.Duration, event string) {
	counters := protocol.Counters{Version: s.Version, ReadSeq: s.ReadSeq, ReadRev: s.ReadRev, UnreadCount: s.UnreadCount, MentionCount: s.MentionCount}
	c.told = append(c.told, record.Told{At: at, Client: c.Index, Room: s.ID, How: record.Row, Event: event, Version: s.Version, Counters: &counters})
}

func (c *Client) page(l *line, at, since time.Duration) {
	p, ok := decode[protocol.MessagePage](c, l.Page)
	if !ok {
		return
	}
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(l.Query[name], 10, 64) // absent is none
		return n
	}
	c.told = append(c.told, record.Told{
		At: at, Client: c.Index, Asked: since, Room: l.Room, How: record.Page, Version: p.Version, Messages: p.Messages, Before: p.HasBefore, After: p.HasAfter,
		Window: chat.Window{
			Before: chat.Seq(number("before")), After: chat.Seq(number("after")), Around: chat.Seq(number("around")), Limit: int(number("limit")),
		},
	})
}

// request is the payload of any request that changes something.
type request struct {
	RoomID       chat.RoomID
	Content      string
	ClientID     string
	OpID         string
	ReplyTo      chat.MessageID
	MessageID    chat.MessageID
	BaseRevision int
	Emoji        string
	On           bool
	Seq          chat.Seq
	Unread       bool
}

var kinds = map[string]record.Kind{
	"send_message": record.Send, "edit_message": record.Edit, "delete_message": record.Delete, "react": record.React, "mark_read": record.Read,
}

func (c *Client) ask(l *line, at time.Duration) {
	in, ok := decode[request](c, l.Payload)
	if !ok {
		return
	}
	kind, changes := kinds[l.Event]
	if !changes {
		c.asks[l.ID] = asked{event: l.Event, room: in.RoomID}
		return
	}
	if in.Unread {
		kind = record.Unread
	}
	op := &record.Op{
		Client: c.Index, User: c.User, Room: in.RoomID, Kind: kind, ID: in.ClientID + in.OpID, Content: in.Content, ReplyTo: in.ReplyTo, Message: in.MessageID,
		Base: in.BaseRevision, Emoji: in.Emoji, On: in.On, Seq: in.Seq,
	}
	known := c.byID[op.ID]
	switch {
	case c.owed(op) != nil:
		owed := c.owed(op)
		*owed = *op
		op = owed
		op.Owed, op.Asked, op.Outcome = true, at, record.Unknown
		c.byID[op.ID] = op
	case op.ID == "" || known == nil:
		op.Asked, op.Outcome = at, record.Unknown
		c.ops = append(c.ops, op)
		if op.ID != "" {
			c.byID[op.ID] = op
		}
	case same(known, op):
		op = known
	default:
		c.failed(fmt.Sprintf("%s is asked once more, and otherwise", op.ID))
		op = known
	}
	op.Tries++
	c.asks[l.ID] = asked{op, l.Event, in.RoomID}
}

// same says that a repetition asks for the same.
func same(a, b *record.Op) bool {
	return a.Kind == b.Kind && a.Room == b.Room && a.Content == b.Content && a.ReplyTo == b.ReplyTo && a.Message == b.Message && a.Base == b.Base
}

func (c *Client) answer(a asked, data []byte, at time.Duration) {
	is, ok := decode[struct {
		OK        bool
		Error     *protocol.WireError
		Duplicate bool
		Message   *protocol.Message
		Room      *protocol.RoomSummary
	}](c, data)
	if !ok {
		return
	}
	op := a.op
	if op == nil {
		if is.OK && is.Room != nil {
			c.row(is.Room, at, a.event)
		}
		return
	}
	switch {
	case op.Outcome == record.OK || op.Outcome == record.Refused:
	case !is.OK && is.Error != nil:
		c.refused(op, is.Error, at)
	case op.Kind == record.Send:
		if saved, ok := decode[protocol.MessageSaved](c, data); ok {
			op.Outcome, op.Ended, op.Saved, op.Again = record.OK, at, &saved, saved.Duplicate
		}
	case op.Kind == record.Read || op.Kind == record.Unread:
		if counters, ok := decode[protocol.Counters](c, data); ok {
			op.Outcome, op.Ended, op.Counters = record.OK, at, &counters
		}
	default:
		op.Outcome, op.Ended, op.Answer, op.Again = record.OK, at, is.Message, is.Duplicate
	}
}

func (c *Client) refused(op *record.Op, e *protocol.WireError, at time.Duration) {
	again := []chat.Code{chat.CodeUnavailable, chat.CodeInternal, chat.CodeRateLimited, chat.CodeUnauthorized, chat.CodeTokenExpired}
	if slices.Contains(again, e.Code) {
		return // to be tried again
	}
	op.Outcome, op.Code, op.Ended = record.Refused, e.Code, at
	if e.Details != nil {
		op.Newer = e.Details.Message
	}
}

// kept takes down that the client owes a message: it said that the record is durable.
func (c *Client) kept(l *line) {
	owes := record.Op{Client: c.Index, User: c.User, Room: l.Room, Kind: record.Send, Content: l.Text, Owed: true}
	for _, op := range c.ops {
		if op.Kind == record.Send && op.Content == l.Text {
			op.Owed = true
			return
		}
	}
	c.ops = append(c.ops, &owes)
}

// owed finds a message that was taken up and has not been sent yet.
func (c *Client) owed(sent *record.Op) *record.Op {
	for _, op := range c.ops {
		if op.ID == "" && op.Kind == record.Send && sent.Kind == record.Send && op.Content == sent.Content {
			return op
		}
	}
	return nil
}
