// Package play runs schedules against a real server behind the fault proxy, and records what everybody was told.
package play

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/loquat-chat/loquat/bench/history/device"
	"github.com/loquat-chat/loquat/bench/history/judge"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// history is the record as far as it is known before the end.
func (r *run) history() *record.History {
	h := &record.History{Seed: r.plan.Seed}
	for i := range r.plan.Size.People {
		h.People = append(h.People, record.Person{ID: r.accounts[i].User.ID, Username: r.accounts[i].User.Username})
	}
	for i, room := range r.plan.Rooms {
		is := record.Room{ID: r.rooms[i], Direct: room.Direct}
		for _, p := range room.Members {
			is.Members = append(is.Members, r.accounts[p].User.ID)
		}
		h.Rooms = append(h.Rooms, is)
	}
	for _, d := range r.plan.Devices {
		h.Clients = append(h.Clients, r.accounts[d.Person].User.ID)
	}
	return h
}

// settle reads what the server and all clients hold, again until that agrees or the time is over.
func (r *run) settle(ctx context.Context, h *record.History) error {
	for end := time.Now().Add(r.settling()); ; {
		idle, over := true, time.Now().After(end)
		for _, c := range r.clients {
			idle = idle && c.Idle()
		}
		if idle || over {
			if err := r.read(ctx, h); err != nil {
				return err
			}
			if over || len(judge.Converged(h)) == 0 {
				return nil
			}
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// read takes down what everybody holds, and then what the server holds.
func (r *run) read(ctx context.Context, h *record.History) error {
	h.States = h.States[:0]
	for _, c := range r.clients {
		if s, alive := c.State(); alive {
			h.States = append(h.States, s)
		}
	}
	truth := record.Truth{Rooms: map[chat.RoomID]record.RoomTruth{}, Rows: map[chat.UserID]map[chat.RoomID]protocol.RoomSummary{}}
	for _, s := range h.States {
		truth.Epoch = s.Epoch
	}
	for i, room := range r.plan.Rooms {
		is, err := r.whole(ctx, r.rooms[i], r.accounts[room.Members[0]].Token)
		if err != nil {
			return err
		}
		truth.Rooms[r.rooms[i]] = is
	}
	for _, a := range r.accounts[:r.plan.Size.People] {
		var list struct{ Rooms []protocol.RoomSummary }
		if err := device.Get(ctx, web, r.server.url()+"/api/v1/rooms?limit=200", a.Token, &list); err != nil {
			return err
		}
		rows := map[chat.RoomID]protocol.RoomSummary{}
		for _, row := range list.Rooms {
			rows[row.ID] = row
		}
		truth.Rows[a.User.ID] = rows
	}
	h.Truth = truth
	return nil
}

// whole reads a room's whole history.
func (r *run) whole(ctx context.Context, id chat.RoomID, token string) (record.RoomTruth, error) {
	var room protocol.Room
	if err := device.Get(ctx, web, fmt.Sprintf("%s/api/v1/rooms/%s", r.server.url(), id), token, &room); err != nil {
		return record.RoomTruth{}, err
	}
	out := record.RoomTruth{Seq: room.Seq, Version: room.Version}
	for w := (chat.Window{Limit: 200}); ; {
		p, err := device.Page(ctx, web, r.server.url(), token, id, w)
		if err != nil {
			return out, err
		}
		out.Messages = append(slices.Clip(p.Messages), out.Messages...)
		if !p.HasBefore || len(p.Messages) == 0 {
			break
		}
		w.Before = p.Messages[0].Seq
	}
	for i := range out.Messages {
		out.Messages[i].MyReactions = nil
	}
	return out, nil
}

// finish finds out what became of what was not answered, ends all clients and collects what they have written down.
func (r *run) finish(h *record.History) {
	unknown := map[chat.UserID][]*record.Op{}
	for _, c := range r.clients {
		if _, alive := c.State(); alive {
			continue
		}
		c.Stop()
		ops, _ := c.Record()
		for _, op := range ops {
			if op.Kind == record.Send && op.Outcome == record.Unknown {
				unknown[op.User] = append(unknown[op.User], op)
			}
		}
	}
	for _, c := range r.fresh {
		c.Resolve(unknown[c.User])
	}
	for _, c := range r.clients {
		c.Stop()
		ops, told := c.Record()
		for _, op := range ops {
			h.Ops = append(h.Ops, *op)
		}
		h.Told = append(h.Told, told...)
	}
	h.Kills = r.kills
}
