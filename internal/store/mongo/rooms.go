package mongo

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Room reads a room as its tail says; chat.ErrNotFound.
func (s *Store) Room(ctx context.Context, id chat.RoomID) (room chat.Room, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		room, err = s.openRoom(ctx, id)
		return err
	})
	return room, err
}

func (s *Store) openRoom(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	r, err := s.readTail(ctx, id)
	if err != nil {
		return chat.Room{}, err
	}
	if r.Version == 0 || r.Tail.Closed {
		return chat.Room{}, chat.ErrNotFound
	}
	return r.room(), nil
}

// Member reads a membership as the room's rows say; chat.ErrNotFound.
func (s *Store) Member(ctx context.Context, room chat.RoomID, user chat.UserID) (m chat.Member, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		if _, err := s.openRoom(ctx, room); err != nil {
			return err
		}
		m, err = s.memberNow(ctx, room, user)
		return err
	})
	return m, err
}

// memberNow reads a membership of a room that is not closed, and brings its projection up if that is behind.
func (s *Store) memberNow(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
	var r row
	if err := s.changes.FindOne(ctx, bson.M{"room": room, "subjects.user": user}, latest).Decode(&r); err != nil {
		return chat.Member{}, err
	}
	at := slices.IndexFunc(r.Subjects, func(sub subject) bool { return sub.User == user })
	if at < 0 || r.Subjects[at].Role == "" {
		return chat.Member{}, chat.ErrNotFound
	}
	doc, err := s.projectMember(ctx, room, r.Version, r.Subjects[at])
	if err != nil {
		return chat.Member{}, err
	}
	if doc.Role == "" {
		return chat.Member{}, chat.ErrNotFound
	}
	return doc.member(), nil
}

// Members lists a room's members by the time they joined.
func (s *Store) Members(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) (list []chat.Member, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		filter := bson.M{"room": room, "role": bson.M{"$ne": ""}}
		if after != "" {
			var from memberDoc
			err := s.members.FindOne(ctx, bson.M{"_id": memberID(room, after)}).Decode(&from)
			if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
				return err
			}
			if from.Role == "" {
				from.JoinedSeq = 0
			}
			filter["$or"] = bson.A{
				bson.M{"joinedSeq": bson.M{"$gt": from.JoinedSeq}},
				bson.M{"joinedSeq": from.JoinedSeq, "user": bson.M{"$gt": after}},
			}
		}
		docs, err := all[memberDoc](ctx, s.members, filter, options.Find().SetSort(bson.D{{Key: "joinedSeq", Value: 1}, {Key: "user", Value: 1}}).SetLimit(int64(limit)))
		for i := range docs {
			list = append(list, docs[i].member())
		}
		return err
	})
	return list, err
}

func all[T any](ctx context.Context, c *mongo.Collection, filter any, o ...options.Lister[options.FindOptions]) (docs []T, err error) {
	cursor, err := c.Find(ctx, filter, o...)
	if err != nil {
		return nil, err
	}
	err = cursor.All(ctx, &docs)
	return docs, err
}

// Entry reads what a member sees of a room in their list; chat.ErrNotFound.
func (s *Store) Entry(ctx context.Context, room chat.RoomID, user chat.UserID) (e chat.Entry, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		e, err = s.entry(ctx, room, user)
		return err
	})
	return e, err
}

func (s *Store) entry(ctx context.Context, room chat.RoomID, user chat.UserID) (e chat.Entry, err error) {
	e.Room, e.Member, e.Counters, err = s.counted(ctx, room, user)
	if err != nil {
		return e, err
	}
	found, err := all[row](ctx, s.changes, bson.M{"room": room, "place": bson.M{"$gt": 0}, "state.kind": chat.Text},
		options.Find().SetSort(bson.D{{Key: "place", Value: -1}, {Key: "version", Value: -1}}).SetLimit(1))
	if err != nil || len(found) == 0 {
		return e, err
	}
	last := []chat.Message{found[0].read()}
	err = s.quoted(ctx, room, last)
	e.Last = &last[0]
	return e, err
}

// Entries lists a person's rooms, latest activity first.
func (s *Store) Entries(ctx context.Context, user chat.UserID, after chat.Place, limit int) (entries []chat.Entry, total int, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		ids, err := s.roomIDs(ctx, user)
		if err != nil || len(ids) == 0 {
			return err
		}
		total = len(ids)
		docs, err := all[roomDoc](ctx, s.rooms, bson.M{"_id": bson.M{"$in": ids}})
		if err != nil {
			return err
		}
		docs = slices.DeleteFunc(docs, func(d roomDoc) bool { return !isAfter(&d, after) })
		slices.SortFunc(docs, func(a, b roomDoc) int {
			if a.Active != b.Active {
				return int(b.Active - a.Active)
			}
			return strings.Compare(string(b.ID), string(a.ID))
		})
		docs = docs[:min(len(docs), limit)]
		entries, err = s.entriesOf(ctx, docs, user)
		return err
	})
	return entries, total, err
}

// isAfter says whether a room stands behind a place in a list.
func isAfter(d *roomDoc, p chat.Place) bool {
	if p.Room == "" {
		return true
	}
	active := millis(p.ActiveAt)
	return d.Active < active || d.Active == active && d.ID < p.Room
}

// entriesOf reads entries, some at a time.
func (s *Store) entriesOf(ctx context.Context, docs []roomDoc, user chat.UserID) ([]chat.Entry, error) {
	entries, errs := make([]chat.Entry, len(docs)), make([]error, len(docs))
	slots := make(chan struct{}, 8)
	var readers sync.WaitGroup
	for i := range docs {
		slots <- struct{}{}
		readers.Go(func() {
			entries[i], errs[i] = s.entry(ctx, docs[i].ID, user)
			<-slots
		})
	}
	readers.Wait()
	var out []chat.Entry
	for i, err := range errs {
		switch {
		case err == nil:
			out = append(out, entries[i])
		case !errors.Is(err, chat.ErrNotFound) && !errors.Is(err, mongo.ErrNoDocuments): // left meanwhile
			return nil, err
		}
	}
	return out, nil
}

// RoomIDs lists a person's rooms.
func (s *Store) RoomIDs(ctx context.Context, user chat.UserID) (ids []chat.RoomID, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		ids, err = s.roomIDs(ctx, user)
		return err
	})
	return ids, err
}

func (s *Store) roomIDs(ctx context.Context, user chat.UserID) (ids []chat.RoomID, err error) {
	docs, err := all[memberDoc](ctx, s.members, bson.M{"user": user, "role": bson.M{"$ne": ""}}, options.Find().SetProjection(bson.M{"room": 1}))
	for i := range docs {
		ids = append(ids, docs[i].Room)
	}
	return ids, err
}

// Directory lists public rooms, latest activity first.
func (s *Store) Directory(ctx context.Context, q string, after chat.Place, limit int) (list []chat.Room, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		filter := bson.M{"listed": true}
		if q != "" {
			filter["fold"] = bson.M{"$regex": regexp.QuoteMeta(strings.ToLower(q))}
		}
		if after.Room != "" {
			active := millis(after.ActiveAt)
			filter["$or"] = bson.A{bson.M{"active": bson.M{"$lt": active}}, bson.M{"active": active, "_id": bson.M{"$lt": after.Room}}}
		}
		docs, err := all[roomDoc](ctx, s.rooms, filter, options.Find().SetSort(bson.D{{Key: "active", Value: -1}, {Key: "_id", Value: -1}}).SetLimit(int64(limit)))
		for i := range docs {
			list = append(list, docs[i].Tail.room(docs[i].ID, docs[i].Version))
		}
		return err
	})
	return list, err
}
