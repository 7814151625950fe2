package mongo

import (
	"context"
	"errors"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/chat"
)

// roomDoc is the projection of a room, for lists.
type roomDoc struct {
	ID      chat.RoomID  `bson:"_id"`
	Version chat.Version `bson:"version"`
	Tail    tail         `bson:"tail"`
	Active  int64        `bson:"active"`
	Fold    string       `bson:"fold"`
	Listed  bool         `bson:"listed"` // in the directory
	Emptied bool         `bson:"emptied"`
}

// memberDoc is the projection of a membership, and where somebody has read.
type memberDoc struct {
	ID        string       `bson:"_id"` // room/user
	Room      chat.RoomID  `bson:"room"`
	User      chat.UserID  `bson:"user"`
	Role      chat.Role    `bson:"role"` // empty: out
	JoinedAt  int64        `bson:"joinedAt"`
	JoinedSeq chat.Seq     `bson:"joinedSeq"`
	Version   chat.Version `bson:"version"` // of the row that it shows
	ReadSeq   chat.Seq     `bson:"readSeq"`
	ReadRev   int64        `bson:"readRev"`
	Receipt   chat.Seq     `bson:"receipt"`
}

func memberID(room chat.RoomID, user chat.UserID) string { return string(room) + "/" + string(user) }

func (d *memberDoc) member() chat.Member {
	return chat.Member{
		Room: d.Room, User: d.User, Role: d.Role, JoinedAt: at(d.JoinedAt), JoinedSeq: d.JoinedSeq,
		ReadSeq: d.ReadSeq, ReadRev: d.ReadRev, Receipt: d.Receipt,
	}
}

// follow writes what follows from the first rows of a batch, which are stored: superseded rows are emptied, projections brought up.
func (s *Store) follow(ctx context.Context, b *batch, stored int) error {
	if err := s.step("inserted"); err != nil {
		return err
	}
	for n := range stored {
		r := &b.rows[n]
		if b.after[n].supersedes {
			if err := errors.Join(s.emptySuperseded(ctx, r), s.step("emptied")); err != nil {
				return err
			}
		}
		for _, sub := range r.Subjects {
			doc, err := s.projectMember(ctx, r.Room, r.Version, sub)
			if err := errors.Join(err, s.step("member")); err != nil {
				return err
			}
			for i := range b.after[n].members {
				if m := &b.after[n].members[i]; m.User == sub.User && m.Role != "" {
					m.ReadSeq, m.ReadRev, m.Receipt = doc.ReadSeq, doc.ReadRev, doc.Receipt
				}
			}
		}
	}
	return errors.Join(s.projectRoom(ctx, &b.rows[stored-1]), s.step("room"))
}

// emptySuperseded empties the rows of a message before this one.
func (s *Store) emptySuperseded(ctx context.Context, r *row) error {
	_, err := s.changes.UpdateMany(ctx, bson.M{"room": r.Room, "message": r.Message, "version": bson.M{"$lt": r.Version}, "place": bson.M{"$gt": 0}},
		bson.M{"$set": bson.M{"place": 0, "state": nil}})
	return err
}

// projectRoom brings a room's projection up to a row.
func (s *Store) projectRoom(ctx context.Context, r *row) error {
	listed := r.Tail.Visibility == chat.Public && r.Tail.Kind == chat.Group && !r.Tail.Closed
	set := bson.M{"version": r.Version, "tail": r.Tail, "active": r.Tail.ActiveAt, "fold": strings.ToLower(r.Tail.Name), "listed": listed, "emptied": false}
	_, err := s.rooms.UpdateOne(ctx, bson.M{"_id": r.Room, "version": bson.M{"$lt": r.Version}}, bson.M{"$set": set}, options.UpdateOne().SetUpsert(true))
	if err != nil && !duplicate(err) { // taken: the projection shows a later row
		return err
	}
	if !r.Tail.Closed {
		return nil
	}
	if _, err := s.members.UpdateMany(ctx, bson.M{"room": r.Room}, bson.M{"$set": bson.M{"role": "", "version": r.Version}}); err != nil {
		return err
	}
	s.emptyLater(r.Room, r.Version, r.Tail.Seq) //nolint:contextcheck // beyond the commit
	return nil
}

// emptyAtOnce is how many messages of a closed room are emptied with one command: others wait meanwhile.
const emptyAtOnce = 100

// emptyLater empties the messages of a room that has been closed, on a goroutine of its own. If it does not get to the end, the next start does.
func (s *Store) emptyLater(room chat.RoomID, closed chat.Version, last chat.Seq) {
	s.emptying.Go(func() {
		for from := chat.Seq(0); from < last; from += emptyAtOnce {
			ctx, cancel := context.WithTimeout(s.running, opTimeout)
			_, err := s.changes.UpdateMany(ctx, bson.M{"room": room, "version": bson.M{"$lt": closed}, "place": bson.M{"$gt": from, "$lte": from + emptyAtOnce}}, bson.M{
				"$set":   bson.M{"state.content": "", "state.replyTo": ""},
				"$unset": bson.M{"state.reactions": "", "state.mentions": "", "state.system": ""},
			})
			cancel()
			if err != nil {
				return
			}
		}
		ctx, cancel := context.WithTimeout(s.running, opTimeout)
		defer cancel()
		_, _ = s.rooms.UpdateOne(ctx, bson.M{"_id": room}, bson.M{"$set": bson.M{"emptied": true}}) // or it is done once more
	})
}

// resumeEmptying goes on with what an earlier run did not get to.
func (s *Store) resumeEmptying(ctx context.Context) error {
	docs, err := all[roomDoc](ctx, s.rooms, bson.M{"tail.closed": true, "emptied": false})
	for i := range docs {
		s.emptyLater(docs[i].ID, docs[i].Version, docs[i].Tail.Seq) //nolint:contextcheck // beyond the start
	}
	return err
}

// projectMember brings a membership's projection up to what a row says of it, and answers it as it is then. Whoever joins anew has read up to the line by
// which they did; their moves are counted on.
func (s *Store) projectMember(ctx context.Context, room chat.RoomID, version chat.Version, sub subject) (memberDoc, error) {
	id := memberID(room, sub.User)
	for {
		var doc memberDoc
		err := s.members.FindOne(ctx, bson.M{"_id": id}).Decode(&doc)
		switch {
		case errors.Is(err, mongo.ErrNoDocuments):
			doc = memberDoc{
				ID: id, Room: room, User: sub.User, Role: sub.Role, JoinedAt: sub.JoinedAt, JoinedSeq: sub.JoinedSeq, Version: version,
				ReadSeq: sub.JoinedSeq, Receipt: sub.JoinedSeq,
			}
			if _, err := s.members.InsertOne(ctx, doc); err == nil || !duplicate(err) {
				return doc, err
			}
			continue
		case err != nil || doc.Version >= version:
			return doc, err
		}
		set, change := bson.M{"role": sub.Role, "version": version}, bson.M{}
		if sub.Role != "" && sub.JoinedSeq != doc.JoinedSeq {
			set["joinedAt"], set["joinedSeq"], set["readSeq"], set["receipt"] = sub.JoinedAt, sub.JoinedSeq, sub.JoinedSeq, sub.JoinedSeq
			change["$inc"] = bson.M{"readRev": 1}
		}
		change["$set"] = set
		done, err := s.members.UpdateOne(ctx, bson.M{"_id": id, "version": doc.Version, "readRev": doc.ReadRev}, change)
		if err != nil {
			return doc, err
		}
		if done.MatchedCount == 0 {
			continue // somebody else was faster
		}
		if err := s.members.FindOne(ctx, bson.M{"_id": id}).Decode(&doc); err != nil || doc.Version <= version {
			return doc, err
		}
	}
}

// duplicate says whether an insert or an upsert met a key that was taken. Compatible servers answer an update that collides with code 1.
func duplicate(err error) bool {
	if mongo.IsDuplicateKeyError(err) {
		return true
	}
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorMessage("UNIQUE constraint")
}
