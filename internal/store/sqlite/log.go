package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Changes reads what changed in a room after since. See [chat.RoomLog].
func (s *Store) Changes(ctx context.Context, room chat.RoomID, since chat.Version, limit, maxBytes int) (changed []chat.Message, through chat.Version, more bool, err error) {
	err = s.read(ctx, func(r tx) error {
		rows, err := r.rows(messageSelect+`WHERE m.room = `+thisRoom+` AND m.version > ? ORDER BY m.version LIMIT ?`, room, since, limit+1)
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // Err has told
		bytes := 0
		for rows.Next() {
			m, err := scanMessage(rows, room)
			if err != nil {
				return err
			}
			bytes += len(m.Content)
			if n := len(changed); n > 0 && (n >= limit || bytes > maxBytes) {
				more = true
				return nil
			}
			changed = append(changed, m)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, since, false, err
	}
	through = since
	if n := len(changed); n > 0 {
		through = changed[n-1].Version
	}
	return changed, through, more, nil
}

// CountChanged counts the messages of a room changed after since, up to limit.
func (s *Store) CountChanged(ctx context.Context, room chat.RoomID, since chat.Version, limit int) (n int, err error) {
	err = s.read(ctx, func(r tx) error {
		return r.row(`SELECT count(*) FROM (SELECT 1 FROM messages WHERE room = `+thisRoom+` AND version > ? LIMIT ?)`, room, since, limit).Scan(&n)
	})
	return n, err
}

// Page reads messages of a room by seq. See [chat.RoomLog].
func (s *Store) Page(ctx context.Context, room chat.RoomID, w chat.Window) (p chat.Page, err error) {
	err = s.read(ctx, func(r tx) error {
		var key int64
		var last chat.Seq
		err := r.row(`SELECT key, seq, version FROM rooms WHERE id = ?`, room).Scan(&key, &last, &p.Version)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		from, to := span(w, last)
		p.HasBefore, p.HasAfter = from > 1, to < last
		p.Messages, err = collect(r, func(row scanner) (chat.Message, error) { return scanMessage(row, room) },
			messageSelect+`WHERE m.room = ? AND m.seq BETWEEN ? AND ? ORDER BY m.seq`, key, from, to)
		return err
	})
	return p, err
}

// span is the piece of 1…last that a window shows. Every seq up to last has its message, so that it is found by counting. It is empty if from > to.
func span(w chat.Window, last chat.Seq) (from, to chat.Seq) {
	limit := chat.Seq(max(0, w.Limit))
	switch {
	case w.After != 0:
		from = min(max(w.After, 0), last) + 1
	case w.Around != 0:
		from = min(w.Around, last+limit) - limit/2
	case w.Before != 0:
		from = min(w.Before, last+1) - limit
	default:
		from = last + 1 - limit
	}
	return max(1, from), min(last, from+limit-1)
}

// Message reads one message of a room as it is now; chat.ErrNotFound.
func (s *Store) Message(ctx context.Context, room chat.RoomID, id chat.MessageID) (m chat.Message, err error) {
	err = s.read(ctx, func(r tx) error {
		m, err = scanMessage(r.row(messageSelect+`WHERE m.id = ? AND m.room = `+thisRoom, id, room), room)
		return found(err)
	})
	return m, err
}

// sentSelect reads the first results of an actor's texts whose ids stand in a JSON list, each once.
const sentSelect = `SELECT o.op_id, r.id, o.message_id, o.seq, o.version, o.created_at FROM (SELECT DISTINCT value AS id FROM json_each(?)) a
	CROSS JOIN ops o ON o.op_id = a.id AND o.actor = ? JOIN rooms r ON r.key = o.room WHERE o.kind = 'text'`

// Sent answers which of a sender's texts are stored. It asks the writer: what waits to be stored at this moment is decided before it.
func (s *Store) Sent(ctx context.Context, sender chat.UserID, clientIDs []string) (sent []chat.SentMessage, err error) {
	err = s.write(ctx, func(w *writer) error {
		sent, err = collect(w.tx, func(row scanner) (m chat.SentMessage, err error) {
			var created int64
			err = row.Scan(&m.ClientID, &m.Room, &m.MessageID, &m.Seq, &m.Version, &created)
			m.CreatedAt = at(created)
			return m, err
		}, sentSelect, encode(clientIDs, false), sender)
		return err
	})
	if err != nil {
		return nil, err
	}
	return sent, nil
}
