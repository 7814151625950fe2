package mongo

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/chat"
)

// MoveReads moves read positions and counts anew. Each is a compare-and-set on the member's document. See [chat.Reads].
func (s *Store) MoveReads(ctx context.Context, moves []chat.ReadMove) ([]chat.ReadResult, error) {
	results := make([]chat.ReadResult, len(moves))
	err := s.do(ctx, func(ctx context.Context) error {
		for i, m := range moves {
			r, err := s.moveRead(ctx, m)
			if isNotFound(err) {
				results[i] = chat.ReadResult{Err: chat.ErrNotFound}
				continue
			}
			if err != nil {
				return err
			}
			results[i] = r
		}
		for i, m := range moves {
			if results[i].Err != nil {
				continue
			}
			_, _, c, err := s.counted(ctx, m.Room, m.User)
			switch {
			case isNotFound(err):
				results[i] = chat.ReadResult{Err: chat.ErrNotFound}
			case err != nil:
				return err
			}
			results[i].Counters = c
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

func isNotFound(err error) bool {
	return errors.Is(err, chat.ErrNotFound) || errors.Is(err, mongo.ErrNoDocuments)
}

// moveRead moves one position, whoever else moves it.
func (s *Store) moveRead(ctx context.Context, move chat.ReadMove) (r chat.ReadResult, err error) {
	for {
		room, err := s.openRoom(ctx, move.Room)
		if err != nil {
			return r, err
		}
		is, err := s.memberNow(ctx, move.Room, move.User)
		if err != nil {
			return r, err
		}
		next := chat.NextRead(is.ReadSeq, room.Seq, move)
		if next == is.ReadSeq {
			return r, nil
		}
		done, err := s.members.UpdateOne(ctx, bson.M{"_id": memberID(move.Room, move.User), "readRev": is.ReadRev, "role": bson.M{"$ne": ""}},
			bson.M{"$set": bson.M{"readSeq": next, "receipt": max(is.Receipt, next)}, "$inc": bson.M{"readRev": 1}})
		if err != nil {
			return r, err
		}
		if done.MatchedCount == 0 {
			continue
		}
		r.Moved = true
		if next > is.Receipt {
			r.Receipt = next
		}
		return r, nil
	}
}

// Counters counts what a member has not read; chat.ErrNotFound.
func (s *Store) Counters(ctx context.Context, room chat.RoomID, user chat.UserID) (c chat.Counters, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		_, _, c, err = s.counted(ctx, room, user)
		return err
	})
	return c, err
}

// recounts is how often counting begins anew because something was written meanwhile. In a room where that never ends the last count is told, as of
// the version before it; the next change tells the next.
const recounts = 8

// counted counts what a member has not read, as of one version of the room.
func (s *Store) counted(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Room, chat.Member, chat.Counters, error) {
	is, err := s.openRoom(ctx, room)
	for tries := 1; ; tries++ {
		if err != nil {
			return is, chat.Member{}, chat.Counters{}, err
		}
		m, err := s.memberNow(ctx, room, user)
		if err != nil {
			return is, m, chat.Counters{}, err
		}
		c := chat.Counters{Version: is.Version, ReadSeq: m.ReadSeq, ReadRev: m.ReadRev}
		if c.Unread, c.Mentions, err = s.count(ctx, room, user, m.ReadSeq, is.Seq); err != nil {
			return is, m, c, err
		}
		again, err := s.openRoom(ctx, room)
		if err == nil && (again.Version == is.Version || tries >= recounts) {
			return is, m, c, nil
		}
		if err != nil {
			return is, m, c, err
		}
		is = again
	}
}

// countPage is how many messages are read at a time for counting.
const countPage = 2000

// count counts texts of others after one place and up to another, and those that mention the person.
func (s *Store) count(ctx context.Context, room chat.RoomID, user chat.UserID, after, through chat.Seq) (unread, mentions int, err error) {
	for after < through && unread < chat.MaxCount {
		rows, err := all[row](ctx, s.changes, bson.M{"room": room, "place": bson.M{"$gt": after, "$lte": min(through, after+countPage)}},
			options.Find().SetProjection(bson.M{"place": 1, "version": 1, "state.kind": 1, "state.sender": 1, "state.deleted": 1, "state.mentions": 1}))
		if err != nil {
			return 0, 0, err
		}
		newest := map[chat.Seq]*row{}
		for i := range rows {
			if have := newest[rows[i].Place]; have == nil || have.Version < rows[i].Version {
				newest[rows[i].Place] = &rows[i]
			}
		}
		for _, r := range newest {
			m := r.State
			if m == nil || m.Kind != chat.Text || m.Sender == user || m.DeletedAt != 0 {
				continue
			}
			unread++
			if slices.Contains(m.Mentions, user) {
				mentions++
			}
		}
		after += countPage
	}
	return min(unread, chat.MaxCount), min(mentions, chat.MaxCount), nil
}

// Receipts reads how far each member of a room has ever read.
func (s *Store) Receipts(ctx context.Context, room chat.RoomID) (map[chat.UserID]chat.Seq, error) {
	receipts := map[chat.UserID]chat.Seq{}
	err := s.do(ctx, func(ctx context.Context) error {
		docs, err := all[memberDoc](ctx, s.members, bson.M{"room": room, "role": bson.M{"$ne": ""}})
		for i := range docs {
			receipts[docs[i].User] = docs[i].Receipt
		}
		return err
	})
	return receipts, err
}
