package device

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/bench/history/schedule"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// Do does what the schedule says, without waiting for what comes of it. Which message it is about is chosen among those that the device holds.
func (d *Device) Do(a schedule.Action, id chat.RoomID) {
	switch a.Kind {
	case schedule.Die:
		d.Die()
		return
	case schedule.Reload:
		d.Reload()
		return
	default:
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.rooms[id]
	if r == nil || d.dead {
		return
	}
	op := &record.Op{Client: d.Index, User: d.User, Room: id, ID: d.IDs(a.N), Content: a.Text}
	switch a.Kind {
	case schedule.Send:
		op.Kind = record.Send
		d.enqueue(r, queued{op: op})
	case schedule.Reply:
		op.Kind = record.Send
		if m, ok := r.pick(a.Pick, 20, func(*protocol.Message) bool { return true }); ok {
			op.ReplyTo = m.ID
		}
		d.enqueue(r, queued{op: op})
	case schedule.Edit:
		op.Kind = record.Edit
		if m, ok := r.pick(a.Pick, 4, d.mine); ok {
			op.Message = m.ID
			d.enqueue(r, queued{op, m.Seq})
		}
	case schedule.Delete:
		op.Kind, op.Content = record.Delete, ""
		may := d.mine
		if d.Owns[id] {
			may = text
		}
		if m, ok := r.pick(a.Pick, 6, may); ok {
			op.Message = m.ID
			d.enqueue(r, queued{op, m.Seq})
		}
	case schedule.React:
		d.react(r, a)
	case schedule.Read, schedule.Unread:
		d.mark(r, a)
	case schedule.Page:
		d.page(r, a)
	case schedule.Resync:
		d.wg.Go(func() { d.resync(r) })
	case schedule.Leave:
		r.open = false
		if r.socket != 0 {
			r.leave()
			conn := d.conn
			d.wg.Go(func() { _ = conn.Leave(r.namespace) })
		}
	case schedule.Enter:
		r.open = true
		d.enter(d.conn, r)
	default:
	}
}

func (d *Device) mine(m *protocol.Message) bool { return text(m) && m.SenderID == d.User }

func text(m *protocol.Message) bool { return m.Kind == chat.Text && m.DeletedAt == "" }

// pick chooses one of the latest few messages that fit.
func (r *room) pick(pick uint64, latest int, fits func(*protocol.Message) bool) (protocol.Message, bool) {
	var found []protocol.Message
	for _, m := range slices.Backward(r.timeline.Messages()) {
		if fits(&m) {
			found = append(found, m)
		}
		if len(found) == latest {
			break
		}
	}
	if len(found) == 0 {
		return protocol.Message{}, false
	}
	return found[pick%uint64(len(found))], true
}

// isReady says that requests may be sent. The caller holds mu.
func (d *Device) isReady(r *room) bool {
	select {
	case <-r.ready:
		return d.conn != nil && r.socket != 0
	default:
		return false
	}
}

// react is asked once: without a connection it is not, and without an answer its end stays unknown. The caller holds mu, as in mark.
func (d *Device) react(r *room, a schedule.Action) {
	m, ok := r.pick(a.Pick, 5, text)
	if !ok || r.reacting[m.ID] || !d.isReady(r) {
		return
	}
	r.reacting[m.ID] = true
	op := &record.Op{Client: d.Index, User: d.User, Room: r.id, Kind: record.React, Message: m.ID, Emoji: a.Emoji, On: a.On}
	d.atOnce(r, op, "react", protocol.React{RoomID: r.id, MessageID: m.ID, Emoji: a.Emoji, On: a.On}, func(data json.RawMessage) chat.Code {
		got, ok := answered[protocol.ReactAnswer](d, data)
		if code := refusal(op, got.Error, ok); code != "" {
			return code
		}
		op.Answer = &got.Value.Message
		r.timeline.Apply(op.Answer, nil)
		return ""
	}, func() { delete(r.reacting, m.ID) })
}

func (d *Device) mark(r *room, a schedule.Action) {
	m, ok := r.pick(a.Pick, 8, func(*protocol.Message) bool { return true })
	if !ok || !d.isReady(r) {
		return
	}
	op := &record.Op{Client: d.Index, User: d.User, Room: r.id, Kind: record.Read, Seq: m.Seq}
	if a.Kind == schedule.Unread {
		op.Kind = record.Unread
	}
	d.atOnce(r, op, "mark_read", protocol.MarkRead{RoomID: r.id, Seq: m.Seq, Unread: op.Kind == record.Unread}, func(data json.RawMessage) chat.Code {
		got, ok := answered[protocol.Counters](d, data)
		if code := refusal(op, got.Error, ok); code != "" {
			return code
		}
		op.Counters = &got.Value
		if d.list.Counters(r.id, got.Value) {
			d.askSummary(r.id)
		}
		return ""
	}, func() {})
}

// atOnce asks once.
func (d *Device) atOnce(r *room, op *record.Op, event string, payload any, apply func(json.RawMessage) chat.Code, done func()) {
	d.ops = append(d.ops, op)
	d.busy++
	conn := d.conn
	d.wg.Go(func() {
		_ = d.once(conn, r, op, event, payload, func(data json.RawMessage) { // the outcome stands in op
			switch code := apply(data); code {
			case "":
				op.Outcome, op.Ended = record.OK, d.Now()
			case chat.CodeUnavailable, chat.CodeInternal:
			default:
				op.Outcome, op.Code, op.Ended = record.Refused, code, d.Now()
			}
		})
		d.mu.Lock()
		defer d.mu.Unlock()
		d.busy--
		done()
	})
}

// asks is how often a page is asked for when it comes older than what is held.
const asks = 5

// page loads a page over REST and applies it. The caller holds mu.
func (d *Device) page(r *room, a schedule.Action) {
	if !d.isReady(r) {
		return
	}
	w := chat.Window{Limit: []int{20, 50}[a.Pick>>4&1]} // as clients do: everybody asks for the same pages
	m, ok := r.pick(a.Pick>>8, 200, func(*protocol.Message) bool { return true })
	low, _ := r.timeline.Low()
	switch {
	case !ok || a.Pick%4 == 0: // the latest
	case a.Pick%4 == 1:
		w.Before = low
	case a.Pick%4 == 2:
		w.Around = m.Seq
	default:
		w.After = m.Seq
	}
	d.busy++
	d.wg.Go(func() {
		for range asks {
			if d.load(r, w) {
				break
			}
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.busy--
	})
}

// load asks once; false: what came is too old.
func (d *Device) load(r *room, w chat.Window) bool {
	d.mu.Lock()
	timeline, resets, position, asked := r.timeline, r.timeline.Resets(), r.timeline.Position(), d.Now()
	d.mu.Unlock()
	p, err := d.fetch(r.id, w)
	if err != nil {
		d.trace("no page: " + err.Error())
		return true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, record.Told{
		At: d.Now(), Client: d.Index, Asked: asked, Room: r.id, How: record.Page, Version: p.Version, Messages: p.Messages,
		Before: p.HasBefore, After: p.HasAfter, Window: w,
	})
	return timeline.Page(p, resets, position) // after a reload it belongs to nobody
}

func (d *Device) fetch(id chat.RoomID, w chat.Window) (*protocol.MessagePage, error) {
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	return Page(ctx, d.Web, d.Base, d.Token, id, w)
}

// Page reads a page of a room's history over REST.
func Page(ctx context.Context, web *http.Client, base, token string, id chat.RoomID, w chat.Window) (*protocol.MessagePage, error) {
	url := fmt.Sprintf("%s/api/v1/rooms/%s/messages?limit=%d", base, id, w.Limit)
	for name, seq := range map[string]chat.Seq{"before": w.Before, "after": w.After, "around": w.Around} {
		if seq > 0 {
			url += fmt.Sprintf("&%s=%d", name, seq)
		}
	}
	var p protocol.MessagePage
	return &p, Get(ctx, web, url, token, &p)
}

// Get reads a resource.
func Get(ctx context.Context, web *http.Client, url, token string, answer any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	got, err := web.Do(request)
	if err != nil {
		return err
	}
	defer got.Body.Close() //nolint:errcheck // only read
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, got.Status)
	}
	return json.NewDecoder(got.Body).Decode(answer)
}

// Idle says that the device is connected, in all its rooms, up to date as far as it knows, and that nothing is under way.
func (d *Device) Idle() bool { return d.Late() == "" }

// Late says what the device still has to do; empty: nothing.
func (d *Device) Late() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.dead:
		return ""
	case d.conn == nil || !d.session:
		return "not connected"
	case d.busy > 0:
		return fmt.Sprintf("%d requests are under way", d.busy)
	}
	for _, r := range d.rooms {
		switch {
		case len(r.queue) > 0:
			return fmt.Sprintf("%d wait in an outbox", len(r.queue))
		case r.open && !d.isReady(r), r.resyncing, r.hole != nil:
			return "a room is not up to date"
		}
	}
	return ""
}

// Resolve asks what became of sends without an answer, of this device and of others of the same person.
func (d *Device) Resolve(ops []*record.Op) {
	d.mu.Lock()
	conn := d.conn
	d.mu.Unlock()
	for batch := range slices.Chunk(ops, 100) {
		var ids []string
		for _, op := range batch {
			ids = append(ids, op.ID)
		}
		_ = d.ask(conn, "/", "sent_status", protocol.SentStatus{ClientIDs: ids}, func(data json.RawMessage) { // not sure without an answer
			a, ok := answered[protocol.SentAnswer](d, data)
			if !ok || !a.OK {
				return
			}
			for _, op := range batch {
				op.Sure = true
				for i := range a.Value.Sent {
					if a.Value.Sent[i].ClientID == op.ID {
						op.Stored = &a.Value.Sent[i]
					}
				}
			}
		})
	}
}

// Record takes out what was written down. The device must have been stopped, or be idle.
func (d *Device) Record() (ops []*record.Op, told []record.Told) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ops, d.told
}

// State is what the device holds; false if it is dead.
func (d *Device) State() (record.State, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := record.State{Client: d.Index, Name: d.Name, User: d.User, Epoch: d.epoch}
	for id, r := range d.rooms {
		if !r.open {
			continue
		}
		low, _ := r.timeline.Low()
		s.Rooms = append(s.Rooms, record.RoomState{Room: id, Position: r.timeline.Position(), Messages: r.timeline.Messages(), Low: low})
	}
	for id, r := range d.list.Rows() {
		s.Rows = append(s.Rows, record.RowState{
			Room: id, Version: r.Version, ReadSeq: r.ReadSeq, ReadRev: r.ReadRev, Unread: r.Unread, Mentions: r.Mentions, Last: r.Last,
		})
	}
	return s, !d.dead
}
