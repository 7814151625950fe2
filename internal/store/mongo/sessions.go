package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// sessionDoc is one log-in.
type sessionDoc struct {
	ID         chat.SessionID `bson:"_id"`
	User       chat.UserID    `bson:"user"`
	CreatedAt  int64          `bson:"created"`
	LastUsedAt int64          `bson:"lastUsedAt"`
	UserAgent  string         `bson:"userAgent"`
	Address    string         `bson:"address"`
	RevokedAt  int64          `bson:"revokedAt"` // 0: live
	Reason     auth.Reason    `bson:"reason"`
	Passwords  int64          `bson:"passwords"` // the number of the password that it was opened with
	Latest     int64          `bson:"latest"`    // the latest generation that was presented
}

// presentedDoc is a generation of refresh tokens that was presented.
type presentedDoc struct {
	ID         string         `bson:"_id"` // session/generation
	Session    chat.SessionID `bson:"session"`
	Generation int64          `bson:"generation"`
	At         int64          `bson:"at"`
}

func (d *sessionDoc) session() auth.Session {
	return auth.Session{
		ID: d.ID, User: d.User, CreatedAt: at(d.CreatedAt), LastUsedAt: at(d.LastUsedAt), UserAgent: d.UserAgent, Address: d.Address,
		RevokedAt: at(d.RevokedAt), Reason: d.Reason,
	}
}

func presentedID(id chat.SessionID, generation int64) string {
	return fmt.Sprintf("%s/%d", id, generation)
}

// CreateSession stores a session. See [auth.Sessions].
func (s *Store) CreateSession(ctx context.Context, n auth.Session, hash string) error {
	return s.do(ctx, func(ctx context.Context) error {
		changed := chat.Errorf(chat.CodeUnauthorized, "The password was changed. Log in again.")
		var u userDoc
		err := s.users.FindOne(ctx, bson.M{"_id": n.User}).Decode(&u)
		if errors.Is(err, mongo.ErrNoDocuments) || err == nil && u.Hash != hash {
			return changed
		}
		if err != nil {
			return err
		}
		_, err = s.sessions.InsertOne(ctx, sessionDoc{
			ID: n.ID, User: n.User, CreatedAt: millis(n.CreatedAt), LastUsedAt: millis(n.LastUsedAt), UserAgent: n.UserAgent, Address: n.Address,
			RevokedAt: millis(n.RevokedAt), Reason: n.Reason, Passwords: u.Passwords,
		})
		if err != nil {
			return err
		}
		// Whoever changes the password from here on finds the session; who did it just before is found here.
		if err := s.users.FindOne(ctx, bson.M{"_id": n.User, "hash": hash}).Err(); !errors.Is(err, mongo.ErrNoDocuments) {
			return err
		}
		if _, err := s.sessions.DeleteOne(ctx, bson.M{"_id": n.ID}); err != nil {
			return err
		}
		return changed
	})
}

// Session reads a session; chat.ErrNotFound.
func (s *Store) Session(ctx context.Context, id chat.SessionID) (n auth.Session, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		d, err := s.live(ctx, id)
		n = d.session()
		return err
	})
	if err != nil {
		return auth.Session{}, err
	}
	return n, nil
}

// live reads a session. One that was opened with an older password is revoked, if the node that changed it did not get to it.
func (s *Store) live(ctx context.Context, id chat.SessionID) (d sessionDoc, err error) {
	if err := s.sessions.FindOne(ctx, bson.M{"_id": id}).Decode(&d); err != nil || d.RevokedAt != 0 {
		return d, err
	}
	var u userDoc
	err = s.users.FindOne(ctx, bson.M{"_id": d.User}, options.FindOne().SetProjection(bson.M{"passwords": 1})).Decode(&u)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return d, nil
	}
	if err != nil || d.Passwords >= u.Passwords {
		return d, err
	}
	if _, err := s.revoke(ctx, id, auth.Revoked, s.now()); err != nil {
		return d, err
	}
	err = s.sessions.FindOne(ctx, bson.M{"_id": id}).Decode(&d)
	return d, err
}

// UserSessions lists a user's live sessions.
func (s *Store) UserSessions(ctx context.Context, user chat.UserID) ([]auth.Session, error) {
	return s.sessionsBy(ctx, bson.M{"user": user, "revokedAt": 0}, options.Find().SetSort(bson.D{{Key: "lastUsedAt", Value: -1}, {Key: "_id", Value: -1}}))
}

// RevokedSince lists the sessions revoked at since or later.
func (s *Store) RevokedSince(ctx context.Context, since time.Time) ([]auth.Session, error) {
	return s.sessionsBy(ctx, bson.M{"revokedAt": bson.M{"$gte": max(1, millis(since))}})
}

func (s *Store) sessionsBy(ctx context.Context, filter bson.M, o ...options.Lister[options.FindOptions]) (list []auth.Session, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		docs, err := all[sessionDoc](ctx, s.sessions, filter, o...)
		for i := range docs {
			list = append(list, docs[i].session())
		}
		return err
	})
	return list, err
}

// Present notes that a generation was presented. See [auth.Sessions].
func (s *Store) Present(ctx context.Context, id chat.SessionID, generation int64, use auth.Use) (p auth.Presented, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		d, err := s.live(ctx, id)
		if err != nil {
			return err
		}
		if d.RevokedAt == 0 {
			if p.Old = d.Latest-generation >= auth.KeptGenerations; p.Old {
				p.Session = d.session()
				return nil
			}
			if err := s.present(ctx, &d, generation, use); err != nil {
				return err
			}
		}
		p.Session = d.session()
		if p.At, err = s.presentedAt(ctx, id, generation); err != nil {
			return err
		}
		p.Successor, err = s.presentedAt(ctx, id, generation+1)
		return err
	})
	if err != nil {
		return auth.Presented{}, err
	}
	return p, nil
}

// present writes down that a live session's generation was presented.
func (s *Store) present(ctx context.Context, d *sessionDoc, generation int64, use auth.Use) error {
	done, err := s.sessions.UpdateOne(ctx, bson.M{"_id": d.ID, "revokedAt": 0}, bson.M{
		"$set": bson.M{"lastUsedAt": millis(use.At), "userAgent": use.UserAgent, "address": use.Address},
		"$max": bson.M{"latest": generation},
	})
	if err != nil {
		return err
	}
	if done.MatchedCount == 0 { // revoked meanwhile
		return s.sessions.FindOne(ctx, bson.M{"_id": d.ID}).Decode(d)
	}
	d.LastUsedAt, d.UserAgent, d.Address = millis(use.At), use.UserAgent, use.Address
	_, err = s.presented.InsertOne(ctx, presentedDoc{ID: presentedID(d.ID, generation), Session: d.ID, Generation: generation, At: millis(use.At)})
	if err != nil && !duplicate(err) {
		return err
	}
	_, err = s.presented.DeleteMany(ctx, bson.M{"session": d.ID, "generation": bson.M{"$lte": max(d.Latest, generation) - auth.KeptGenerations}})
	return err
}

func (s *Store) presentedAt(ctx context.Context, id chat.SessionID, generation int64) (time.Time, error) {
	var d presentedDoc
	err := s.presented.FindOne(ctx, bson.M{"_id": presentedID(id, generation)}).Decode(&d)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return time.Time{}, nil
	}
	return at(d.At), err
}

// Revoke ends a session; chat.ErrNotFound.
func (s *Store) Revoke(ctx context.Context, id chat.SessionID, reason auth.Reason, when time.Time) (n auth.Session, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		n, err = s.revoke(ctx, id, reason, when)
		return err
	})
	if err != nil {
		return auth.Session{}, err
	}
	return n, nil
}

func (s *Store) revoke(ctx context.Context, id chat.SessionID, reason auth.Reason, when time.Time) (auth.Session, error) {
	_, err := s.sessions.UpdateOne(ctx, bson.M{"_id": id, "revokedAt": 0}, bson.M{"$set": bson.M{"revokedAt": millis(when), "reason": reason}})
	if err != nil {
		return auth.Session{}, err
	}
	var d sessionDoc
	err = s.sessions.FindOne(ctx, bson.M{"_id": id}).Decode(&d)
	return d.session(), err
}

// ForgetSessions removes sessions that ended, or were last used, before a time.
func (s *Store) ForgetSessions(ctx context.Context, before time.Time) error {
	return s.do(ctx, func(ctx context.Context) error {
		old := bson.M{"$or": bson.A{bson.M{"lastUsedAt": bson.M{"$lt": millis(before)}}, bson.M{"revokedAt": bson.M{"$gt": 0, "$lt": millis(before)}}}}
		docs, err := all[sessionDoc](ctx, s.sessions, old)
		if err != nil {
			return err
		}
		for i := range docs {
			if _, err := s.presented.DeleteMany(ctx, bson.M{"session": docs[i].ID}); err != nil {
				return err
			}
			if _, err := s.sessions.DeleteOne(ctx, bson.M{"_id": docs[i].ID}); err != nil {
				return err
			}
		}
		return nil
	})
}
