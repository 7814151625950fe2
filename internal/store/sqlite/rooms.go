package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Room reads a room; chat.ErrNotFound if there is none or it is closed.
func (s *Store) Room(ctx context.Context, id chat.RoomID) (room chat.Room, err error) {
	err = s.read(ctx, func(r tx) error {
		room, err = scanRoom(r.row(`SELECT `+roomColumns+` FROM rooms r WHERE r.id = ? AND r.closed = 0`, id))
		return found(err)
	})
	return room, err
}

// Member reads one membership; chat.ErrNotFound.
func (s *Store) Member(ctx context.Context, room chat.RoomID, user chat.UserID) (m chat.Member, err error) {
	err = s.read(ctx, func(r tx) error {
		m, err = scanMember(r.row(`SELECT `+memberColumns+` FROM members m WHERE m.room = `+thisRoom+` AND m.user = ?`, room, user), room)
		return found(err)
	})
	return m, err
}

// Members lists a room's members by the line by which they joined. If the member after is out by now, it lists from the first: a reader of pages
// sees some twice, and misses nobody.
func (s *Store) Members(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) (list []chat.Member, err error) {
	err = s.read(ctx, func(r tx) error {
		list, err = collect(r, func(row scanner) (chat.Member, error) { return scanMember(row, room) },
			`SELECT `+memberColumns+` FROM members m WHERE m.room = `+thisRoom+`
			AND (m.joined_seq, m.user) > (coalesce((SELECT a.joined_seq FROM members a WHERE a.room = m.room AND a.user = ?2), 0), ?2)
			ORDER BY m.joined_seq, m.user LIMIT ?3`, room, after, limit)
		return err
	})
	return list, err
}

// counts are the unread counters of a member m, each from an index alone and no further than chat.MaxCount.
const counts = `(SELECT count(*) FROM (SELECT 1 FROM messages t WHERE t.kind = 'text' AND t.room = m.room AND t.seq > m.read_seq AND t.sender <> m.user AND t.deleted_at = 0 LIMIT 1000)),
	(SELECT count(*) FROM (SELECT 1 FROM mentions n WHERE n.user = m.user AND n.room = m.room AND n.seq > m.read_seq LIMIT 1000))`

const entrySelect = `SELECT ` + roomColumns + `, r.key, ` + memberColumns + `, ` + counts + ` FROM members m JOIN rooms r ON r.key = m.room `

// scanEntry scans what entrySelect reads, with the room's key.
func scanEntry(row scanner) (e chat.Entry, key int64, err error) {
	var joined int64
	m, c := &e.Member, &e.Counters
	e.Room, err = scanRoom(row, &key, &m.User, &m.Role, &joined, &m.JoinedSeq, &m.ReadSeq, &m.ReadRev, &m.Receipt, &c.Unread, &c.Mentions)
	m.Room, m.JoinedAt = e.Room.ID, at(joined)
	c.Version, c.ReadSeq, c.ReadRev = e.Room.Version, m.ReadSeq, m.ReadRev
	return e, key, err
}

// last adds the latest message that is not a system line.
func last(r tx, e *chat.Entry, key int64) error {
	m, err := scanMessage(r.row(messageSelect+`WHERE m.room = ?1 AND m.seq = (SELECT max(t.seq) FROM messages t WHERE t.kind = 'text' AND t.room = ?1)`, key), e.Room.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	e.Last = &m
	return err
}

// Entry reads one row of a user's list; chat.ErrNotFound.
func (s *Store) Entry(ctx context.Context, room chat.RoomID, user chat.UserID) (e chat.Entry, err error) {
	err = s.read(ctx, func(r tx) error {
		var key int64
		if e, key, err = scanEntry(r.row(entrySelect+`WHERE r.id = ? AND m.user = ?`, room, user)); err != nil {
			return found(err)
		}
		return last(r, &e, key)
	})
	return e, err
}

// Entries lists a user's rooms, latest activity first. See [chat.Rooms].
func (s *Store) Entries(ctx context.Context, user chat.UserID, after chat.Place, limit int) (entries []chat.Entry, total int, err error) {
	err = s.read(ctx, func(r tx) error {
		if err := r.row(`SELECT count(*) FROM members WHERE user = ?`, user).Scan(&total); err != nil {
			return err
		}
		var keys []int64
		before, id := place(after)
		entries, err = collect(r, func(row scanner) (chat.Entry, error) {
			e, key, err := scanEntry(row)
			keys = append(keys, key)
			return e, err
		}, entrySelect+`WHERE m.user = ? AND (r.active_at, r.id) < (?, ?) ORDER BY r.active_at DESC, r.id DESC LIMIT ?`, user, before, id, limit)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := last(r, &entries[i], keys[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return entries, total, nil
}

// place is where a list that begins with the latest activity goes on.
func place(after chat.Place) (activeAt int64, room chat.RoomID) {
	if after.ActiveAt.IsZero() {
		return math.MaxInt64, ""
	}
	return millis(after.ActiveAt), after.Room
}

// RoomIDs lists all rooms of a user, in no order.
func (s *Store) RoomIDs(ctx context.Context, user chat.UserID) (ids []chat.RoomID, err error) {
	err = s.read(ctx, func(r tx) error {
		ids, err = collect(r, func(row scanner) (id chat.RoomID, err error) { err = row.Scan(&id); return id, err },
			`SELECT r.id FROM members m JOIN rooms r ON r.key = m.room WHERE m.user = ?`, user)
		return err
	})
	return ids, err
}

// Directory lists public rooms whose name contains q, latest activity first. See [chat.Rooms].
func (s *Store) Directory(ctx context.Context, q string, after chat.Place, limit int) (list []chat.Room, err error) {
	err = s.read(ctx, func(r tx) error {
		before, id := place(after)
		list, err = collect(r, func(row scanner) (chat.Room, error) { return scanRoom(row) },
			`SELECT `+roomColumns+` FROM rooms r WHERE r.visibility = 'public' AND r.closed = 0 AND instr(r.name_fold, ?) > 0
			AND (r.active_at, r.id) < (?, ?) ORDER BY r.active_at DESC, r.id DESC LIMIT ?`, fold(q), before, id, limit)
		return err
	})
	return list, err
}
