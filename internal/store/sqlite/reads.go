package sqlite

import (
	"context"
	"errors"

	"github.com/loquat-chat/loquat/internal/chat"
)

// MoveReads moves read positions in one commit and counts anew after it, on a reader: counting would hold the writer up. So the counters may already
// know more than the move. See [chat.Reads].
func (s *Store) MoveReads(ctx context.Context, moves []chat.ReadMove) ([]chat.ReadResult, error) {
	results := make([]chat.ReadResult, len(moves))
	err := s.write(ctx, func(w *writer) error {
		for i, m := range moves {
			moved, err := w.moveRead(m)
			if err != nil && !errors.Is(err, chat.ErrNotFound) {
				return err
			}
			results[i] = chat.ReadResult{Moved: moved, Err: err}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(r tx) error {
		for i, m := range moves {
			if results[i].Err != nil {
				continue
			}
			c, err := counters(r, m.Room, m.User)
			if err != nil && !errors.Is(err, chat.ErrNotFound) {
				return err
			}
			results[i].Counters, results[i].Err = c, err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// moveRead moves one position; chat.ErrNotFound if it is nobody's.
func (w *writer) moveRead(m chat.ReadMove) (moved bool, err error) {
	s, err := w.room(m.Room)
	if err != nil {
		return false, err
	}
	before, err := w.member(s, m.User)
	if err != nil {
		return false, err
	}
	if before == nil {
		return false, chat.ErrNotFound
	}
	is := *before
	is.ReadSeq = chat.NextRead(before.ReadSeq, s.room.Seq, m)
	if is.ReadSeq == before.ReadSeq {
		return false, nil
	}
	is.ReadRev++
	w.remember(s, m.User, &is)
	return true, w.exec(`UPDATE members SET read_seq = ?, read_rev = ? WHERE room = ? AND user = ?`, is.ReadSeq, is.ReadRev, s.key, m.User)
}

func counters(r tx, room chat.RoomID, user chat.UserID) (c chat.Counters, err error) {
	err = r.row(`SELECT r.version, m.read_seq, m.read_rev, `+counts+` FROM rooms r JOIN members m ON m.room = r.key WHERE r.id = ? AND m.user = ?`, room, user).
		Scan(&c.Version, &c.ReadSeq, &c.ReadRev, &c.Unread, &c.Mentions)
	return c, found(err)
}

// Counters counts what a member has not read; chat.ErrNotFound.
func (s *Store) Counters(ctx context.Context, room chat.RoomID, user chat.UserID) (c chat.Counters, err error) {
	err = s.read(ctx, func(r tx) error {
		c, err = counters(r, room, user)
		return err
	})
	return c, err
}

// ReadSeqs reads the positions of all members of a room.
func (s *Store) ReadSeqs(ctx context.Context, room chat.RoomID) (map[chat.UserID]chat.Seq, error) {
	positions := map[chat.UserID]chat.Seq{}
	err := s.read(ctx, func(r tx) error {
		members, err := collect(r, func(row scanner) (chat.Member, error) { return scanMember(row, room) },
			`SELECT `+memberColumns+` FROM members m WHERE m.room = `+thisRoom, room)
		for _, m := range members {
			positions[m.User] = m.ReadSeq
		}
		return err
	})
	return positions, err
}
