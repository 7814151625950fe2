package device

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// take is called with each packet, in order.
func (d *Device) take(conn *client.Conn, p client.Packet) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != conn || d.dead {
		return
	}
	r := d.rooms[chat.RoomID(bytes.TrimPrefix(p.Namespace, []byte("/rooms/")))]
	switch p.Type {
	case client.Connected:
		if r != nil {
			r.socket = int(sockets.Add(1))
		}
	case client.Disconnected:
		d.trace("put out of " + string(p.Namespace))
		if r != nil {
			r.leave()
			d.enter(conn, r)
		}
	case client.Ack:
		if q := d.waiting[p.ID]; q != nil {
			delete(d.waiting, p.ID)
			q.apply(bytes.Clone(p.Data[1 : len(p.Data)-1]))
			close(q.done)
		}
	case client.Event:
		name, payload := divide(p.Data)
		if len(p.Namespace) == 0 {
			d.onSession(name, payload)
		} else if r != nil && r.socket != 0 {
			d.onRoom(r, name, payload)
		}
	}
}

// divide takes an event's array apart.
func divide(data []byte) (name string, payload []byte) {
	data = bytes.TrimPrefix(data, []byte(`["`))
	before, after, _ := bytes.Cut(data, []byte(`"`))
	return string(before), bytes.TrimPrefix(bytes.TrimSuffix(after, []byte("]")), []byte(","))
}

// decode reads what the server said; false if it is not what it should be, which is a finding.
func decode[T any](d *Device, data []byte) (v T, ok bool) {
	if err := json.Unmarshal(data, &v); err != nil {
		d.told = append(d.told, record.Told{At: d.Now(), Client: d.Index, How: record.Garbage, Event: err.Error()})
		return v, false
	}
	return v, true
}

func (d *Device) onRoom(r *room, name string, payload []byte) {
	switch name {
	case "sync":
		if s, ok := decode[protocol.Sync](d, payload); ok {
			d.onSync(r, &s)
		}
	case "receive_message", "message_updated":
		if u, ok := decode[protocol.MessageUpdated](d, payload); ok {
			d.told = append(d.told, record.Told{
				At: d.Now(), Client: d.Index, Socket: r.socket, Room: r.id, How: record.Live, Event: name,
				Version: u.Message.Version, Messages: []protocol.Message{u.Message}, Reacted: u.Reacted,
			})
			if !r.timeline.Live(&u.Message, u.Reacted) {
				d.missing(r)
			}
		}
	}
}

func (d *Device) onSync(r *room, s *protocol.Sync) {
	t := record.Told{
		At: d.Now(), Client: d.Index, Socket: r.socket, Want: r.want, Since: s.Since, Asked: r.asked, Room: r.id, How: record.Sync,
		Epoch: s.Epoch, Version: s.Version, Messages: s.Messages, Reset: s.Reset, More: s.More, Before: s.HasBefore != nil && *s.HasBefore,
	}
	if d.isReady(r) && !s.Reset && (!r.resyncing || s.Since != r.want) { // nobody asked: a node fills a hole for all who are there, whatever they have
		t.Want, t.Asked = s.Since, 0
	} else {
		r.want = s.Version // of the next part
	}
	d.told = append(d.told, t)
	if !r.timeline.Sync(s) {
		d.missing(r)
		return
	}
	if s.More {
		return
	}
	r.resyncing = false
	if r.hole != nil {
		r.hole.Stop()
		r.hole = nil
	}
	select {
	case <-r.ready:
	default:
		close(r.ready)
	}
}

// missing sees a hole: what is missing is asked for if it does not come within a second.
func (d *Device) missing(r *room) {
	if r.hole != nil {
		return
	}
	socket := r.socket
	r.hole = time.AfterFunc(holeFor, func() {
		d.mu.Lock()
		due := r.socket == socket && r.hole != nil && !d.dead
		if due {
			d.wg.Add(1) // not after Stop: dead is set under mu before it waits
		}
		d.mu.Unlock()
		if due {
			defer d.wg.Done()
			d.resync(r)
		}
	})
}

// resync asks for everything after the position.
func (d *Device) resync(r *room) {
	d.mu.Lock()
	conn := d.conn
	if !d.isReady(r) || r.resyncing { // the first sync brings everything anyway
		d.mu.Unlock()
		return
	}
	r.resyncing = true
	since := r.timeline.Position()
	r.want, r.asked = since, d.Now()
	d.mu.Unlock()
	_ = d.ask(conn, r.namespace, "resync", protocol.Resync{RoomID: r.id, Since: since}, func(json.RawMessage) {}) // no answer: the connection is closed
}

func (d *Device) onSession(name string, payload []byte) {
	ask := false
	var room chat.RoomID
	switch name {
	case "session":
		if s, ok := decode[protocol.Session](d, payload); ok {
			d.list.Session(s.Rooms)
			d.session, d.epoch = true, s.Epoch
			d.told = append(d.told, record.Told{At: d.Now(), Client: d.Index, How: record.Session, Epoch: s.Epoch})
			for i := range s.Rooms {
				d.row(&s.Rooms[i], name)
			}
		}
	case "room_activity":
		if a, ok := decode[protocol.RoomActivity](d, payload); ok {
			room, ask = a.RoomID, d.list.Activity(&a)
			c := protocol.Counters{Version: a.Version, ReadSeq: -1}
			if a.ReadRev != nil && a.UnreadCount != nil && a.MentionCount != nil {
				c.ReadRev, c.UnreadCount, c.MentionCount = *a.ReadRev, *a.UnreadCount, *a.MentionCount
				d.told = append(d.told, record.Told{At: d.Now(), Client: d.Index, Room: room, How: record.Row, Event: name, Version: a.Version, Counters: &c})
			}
		}
	case "room_read":
		if a, ok := decode[protocol.RoomRead](d, payload); ok {
			room, ask = a.RoomID, d.list.Counters(a.RoomID, a.Counters)
			d.told = append(d.told, record.Told{At: d.Now(), Client: d.Index, Room: room, How: record.Row, Event: name, Version: a.Version, Counters: &a.Counters})
		}
	case "room_added":
		if a, ok := decode[protocol.RoomAdded](d, payload); ok {
			d.list.Summary(&a.Room)
		}
	}
	if ask {
		d.askSummary(room)
	}
}

// row writes down what a row of the list says.
func (d *Device) row(s *protocol.RoomSummary, event string) {
	c := protocol.Counters{Version: s.Version, ReadSeq: s.ReadSeq, ReadRev: s.ReadRev, UnreadCount: s.UnreadCount, MentionCount: s.MentionCount}
	d.told = append(d.told, record.Told{At: d.Now(), Client: d.Index, Room: s.ID, How: record.Row, Event: event, Version: s.Version, Counters: &c})
}

// askSummary asks for a row whose counters cannot be told apart. The caller holds mu.
func (d *Device) askSummary(id chat.RoomID) {
	conn := d.conn
	d.busy++
	d.wg.Go(func() {
		again := false
		err := d.ask(conn, "/", "room_summary", protocol.RoomSummaryRequest{RoomID: id}, func(data json.RawMessage) {
			if a, ok := answered[protocol.RoomSummaryAnswer](d, data); ok && a.OK {
				d.row(&a.Value.Room, "room_summary")
				again = d.list.Summary(&a.Value.Room)
			}
		})
		d.mu.Lock()
		defer d.mu.Unlock()
		d.busy--
		if err != nil {
			d.list.Unanswered(id)
		} else if again && !d.dead {
			d.askSummary(id)
		}
	})
}

// answer is an acknowledgement.
type answer[T any] struct {
	OK    bool
	Error *protocol.WireError
	Value T
}

func answered[T any](d *Device, data json.RawMessage) (answer[T], bool) {
	a, ok := decode[struct {
		OK    bool                `json:"ok"`
		Error *protocol.WireError `json:"error"`
	}](d, data)
	out := answer[T]{OK: a.OK, Error: a.Error}
	if !ok || !a.OK {
		return out, ok && a.Error != nil
	}
	out.Value, ok = decode[T](d, data)
	return out, ok
}
