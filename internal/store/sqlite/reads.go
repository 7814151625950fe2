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
			moved, receipt, err := w.moveRead(m)
			if err != nil && !errors.Is(err, chat.ErrNotFound) {
				return err
			}
			results[i] = chat.ReadResult{Moved: moved, Receipt: receipt, Err: err}
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

// moveRead moves one position; chat.ErrNotFound if it is nobody's. receipt is the new one, 0 if it stays.
func (w *writer) moveRead(m chat.ReadMove) (moved bool, receipt chat.Seq, err error) {
	s, err := w.room(m.Room)
	if err != nil {
		return false, 0, err
	}
	before, err := w.member(s, m.User)
	if err != nil {
		return false, 0, err
	}
	if before == nil {
		return false, 0, chat.ErrNotFound
	}
	is := *before
	is.ReadSeq = chat.NextRead(before.ReadSeq, s.room.Seq, m)
	if is.ReadSeq == before.ReadSeq {
		return false, 0, nil
	}
	is.ReadRev++
	if is.ReadSeq > is.Receipt {
		is.Receipt, receipt = is.ReadSeq, is.ReadSeq
	}
	w.remember(s, m.User, &is)
	err = w.exec(`UPDATE members SET read_seq = ?, read_rev = ?, receipt = ? WHERE room = ? AND user = ?`, is.ReadSeq, is.ReadRev, is.Receipt, s.key, m.User)
	return true, receipt, err
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

// Receipts reads how far each member of a room has ever read.
func (s *Store) Receipts(ctx context.Context, room chat.RoomID) (map[chat.UserID]chat.Seq, error) {
	receipts := map[chat.UserID]chat.Seq{}
	err := s.read(ctx, func(r tx) error {
		members, err := collect(r, func(row scanner) (chat.Member, error) { return scanMember(row, room) },
			`SELECT `+memberColumns+` FROM members m WHERE m.room = `+thisRoom, room)
		for _, m := range members {
			receipts[m.User] = m.Receipt
		}
		return err
	})
	return receipts, err
}
