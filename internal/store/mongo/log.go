package mongo

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/chat"
)

var ascending = bson.D{{Key: "version", Value: 1}}

// readMessages reads messages of a room: of each the row with the greatest version that was read. They have no more of what they reply to than its id.
func (s *Store) readMessages(ctx context.Context, room chat.RoomID, filter bson.M) ([]chat.Message, error) {
	filter["room"], filter["place"] = room, bson.M{"$gt": 0}
	return s.collect(ctx, filter)
}

func (s *Store) collect(ctx context.Context, filter bson.M) ([]chat.Message, error) {
	cursor, err := s.changes.Find(ctx, filter, options.Find().SetSort(ascending))
	if err != nil {
		return nil, err
	}
	var rows []row
	if err := cursor.All(ctx, &rows); err != nil {
		return nil, err
	}
	at := map[chat.MessageID]int{}
	var out []chat.Message
	for i := range rows {
		m := rows[i].read()
		if n, twice := at[m.ID]; twice { // a row that is about to be emptied
			out[n] = m
			continue
		}
		at[m.ID] = len(out)
		out = append(out, m)
	}
	return out, nil
}

// quoted fills in what messages reply to, as it is now.
func (s *Store) quoted(ctx context.Context, room chat.RoomID, messages []chat.Message) error {
	var ids []chat.MessageID
	for i := range messages {
		if q := messages[i].ReplyTo; q != nil && !slices.Contains(ids, q.ID) {
			ids = append(ids, q.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := s.readMessages(ctx, room, bson.M{"message": bson.M{"$in": ids}})
	if err != nil {
		return err
	}
	for i := range messages {
		q := messages[i].ReplyTo
		if q == nil {
			continue
		}
		if n := slices.IndexFunc(found, func(m chat.Message) bool { return m.ID == q.ID }); n >= 0 {
			messages[i].ReplyTo = chat.QuoteOf(found[n])
		}
	}
	return nil
}

// changesBatch is how many rows come with one answer of the database.
const changesBatch = 201

// Changes reads what changed. See [chat.RoomLog].
func (s *Store) Changes(ctx context.Context, room chat.RoomID, since chat.Version, limit, maxBytes int) (changed []chat.Message, through chat.Version, more bool, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		cursor, err := s.changes.Find(ctx, bson.M{"room": room, "version": bson.M{"$gt": since}, "place": bson.M{"$gt": 0}},
			options.Find().SetSort(ascending).SetBatchSize(changesBatch))
		if err != nil {
			return err
		}
		defer cursor.Close(ctx) //nolint:errcheck // Err has told
		bytes, at := 0, map[chat.MessageID]bool{}
		for cursor.Next(ctx) {
			var r row
			if err := cursor.Decode(&r); err != nil {
				return err
			}
			m := r.read()
			if at[m.ID] { // the row before is about to be emptied
				changed = slices.DeleteFunc(changed, func(have chat.Message) bool { return have.ID == m.ID })
			}
			bytes += len(m.Content)
			if n := len(changed); n > 0 && (n >= limit || bytes > maxBytes) {
				more = true
				break
			}
			at[m.ID] = true
			changed = append(changed, m)
		}
		if err := cursor.Err(); err != nil {
			return err
		}
		return s.quoted(ctx, room, changed)
	})
	if err != nil {
		return nil, since, false, err
	}
	through = since
	if n := len(changed); n > 0 { // the row with the greatest version is always its message's latest
		through = changed[n-1].Version
	}
	return changed, through, more, nil
}

// CountChanged counts messages changed after since, up to limit.
func (s *Store) CountChanged(ctx context.Context, room chat.RoomID, since chat.Version, limit int) (n int, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		cursor, err := s.changes.Find(ctx, bson.M{"room": room, "version": bson.M{"$gt": since}, "place": bson.M{"$gt": 0}},
			options.Find().SetProjection(bson.M{"message": 1}).SetLimit(int64(limit)+maxBatch))
		if err != nil {
			return err
		}
		defer cursor.Close(ctx) //nolint:errcheck // Err has told
		seen := map[chat.MessageID]bool{}
		for len(seen) < limit && cursor.Next(ctx) {
			var r row
			if err := cursor.Decode(&r); err != nil {
				return err
			}
			seen[r.Message] = true
		}
		n = len(seen)
		return cursor.Err()
	})
	return n, err
}

// Page reads messages by seq. See [chat.RoomLog].
func (s *Store) Page(ctx context.Context, room chat.RoomID, w chat.Window) (p chat.Page, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		r, err := s.readTail(ctx, room)
		if err != nil || r.Version == 0 {
			return err
		}
		last := r.Tail.Seq
		from, to := span(w, last)
		p.Version, p.HasBefore, p.HasAfter = r.Version, from > 1, to < last
		if p.Messages, err = s.collect(ctx, bson.M{"room": room, "place": bson.M{"$gte": from, "$lte": to}}); err != nil {
			return err
		}
		slices.SortFunc(p.Messages, func(a, b chat.Message) int { return int(a.Seq - b.Seq) })
		if r.Tail.Closed { // whether the emptying has come to them or not
			for i := range p.Messages {
				if m := &p.Messages[i]; m.Version < r.Version {
					m.Content, m.ReplyTo, m.Reactions, m.Mentions, m.System = "", nil, nil, nil, nil
				}
			}
		}
		return s.quoted(ctx, room, p.Messages)
	})
	return p, err
}

// span is the window's first and last seq in a room whose last one is last; there is nothing in it if from > to.
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

// Message reads one message; chat.ErrNotFound.
func (s *Store) Message(ctx context.Context, room chat.RoomID, id chat.MessageID) (m chat.Message, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		var r row
		if err := s.changes.FindOne(ctx, bson.M{"room": room, "message": id, "place": bson.M{"$gt": 0}}, latest).Decode(&r); err != nil {
			return err
		}
		one := []chat.Message{r.read()}
		err := s.quoted(ctx, room, one)
		m = one[0]
		return err
	})
	return m, err
}

// Sent answers which texts are stored, after everything that this node was asked to store for the sender has an outcome. See [chat.RoomLog].
func (s *Store) Sent(ctx context.Context, sender chat.UserID, clientIDs []string) (sent []chat.SentMessage, err error) {
	if s.closed.Load() {
		return nil, chat.Unavailable(errors.New("the store is closed"))
	}
	s.committers.settled(sender)
	err = s.do(ctx, func(ctx context.Context) error {
		asked := map[string]bool{}
		for _, id := range clientIDs {
			if asked[id] {
				continue
			}
			asked[id] = true
			var r row
			err := s.certain.FindOne(ctx, bson.M{"op": id, "actor": sender}).Decode(&r)
			switch {
			case errors.Is(err, mongo.ErrNoDocuments):
			case err != nil:
				return err
			case r.Kind == chat.KindText:
				sent = append(sent, chat.SentMessage{
					Room: r.Room, ClientID: id, MessageID: r.Message, Seq: r.Seq, Version: r.Version, CreatedAt: at(r.CreatedAt),
				})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sent, nil
}

// sweepBack is how much of the time before is read again: an insert takes at most 8 s with its repetitions, and the clocks of nodes differ by 5 s at most.
const sweepBack = 60 * time.Second

// Sweep reads what was committed lately, by whichever node, and brings projections up that a node did not get to. See [chat.Sweeper].
func (s *Store) Sweep(ctx context.Context, after time.Time) (news []chat.News, until time.Time, err error) {
	until = after
	err = s.do(ctx, func(ctx context.Context) error {
		from := after
		if from.IsZero() {
			from = s.now()
		}
		rows, err := all[row](ctx, s.changes, bson.M{"at": bson.M{"$gt": millis(from.Add(-sweepBack))}},
			options.Find().SetProjection(bson.M{"room": 1, "version": 1, "subjects": 1, "at": 1}))
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b row) int { return int(a.Version - b.Version) })
		rooms := map[chat.RoomID]*swept{}
		for i := range rows {
			r := &rows[i]
			if when := at(r.At); when.After(until) {
				until = when
			}
			room := rooms[r.Room]
			if room == nil {
				room = &swept{members: map[chat.UserID]chat.Member{}}
				rooms[r.Room] = room
			}
			room.version = r.Version
			for _, sub := range r.Subjects {
				if _, err := s.projectMember(ctx, r.Room, r.Version, sub); err != nil {
					return err
				}
				room.members[sub.User] = sub.member(r.Room)
			}
		}
		for id, room := range rooms {
			news = append(news, chat.News{Room: id, Version: room.version, Members: slices.Collect(maps.Values(room.members))})
		}
		return s.mend(ctx, rooms)
	})
	if err != nil {
		return nil, after, err
	}
	return news, until, nil
}

// swept is what is new in a room.
type swept struct {
	version chat.Version
	members map[chat.UserID]chat.Member
}

// mend brings the projections of rooms up that are behind.
func (s *Store) mend(ctx context.Context, rooms map[chat.RoomID]*swept) error {
	docs, err := all[roomDoc](ctx, s.rooms, bson.M{"_id": bson.M{"$in": slices.Collect(maps.Keys(rooms))}}, options.Find().SetProjection(bson.M{"version": 1}))
	if err != nil {
		return err
	}
	shown := map[chat.RoomID]chat.Version{}
	for i := range docs {
		shown[docs[i].ID] = docs[i].Version
	}
	for id, room := range rooms {
		if shown[id] >= room.version {
			continue
		}
		var r row
		if err := s.changes.FindOne(ctx, bson.M{"_id": rowID(id, room.version)}).Decode(&r); err != nil {
			return err
		}
		if err := s.projectRoom(ctx, &r); err != nil {
			return err
		}
	}
	return nil
}
