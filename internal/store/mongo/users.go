package mongo

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// userDoc is a person with an account.
type userDoc struct {
	ID          chat.UserID     `bson:"_id"`
	Username    string          `bson:"username"`
	DisplayName string          `bson:"displayName"`
	Fold        string          `bson:"fold"`
	Role        chat.ServerRole `bson:"role"`
	CreatedAt   int64           `bson:"created"`
	Rev         int64           `bson:"rev"`
	Hash        string          `bson:"hash"`
	Passwords   int64           `bson:"passwords"` // how often the password was changed
}

func (d *userDoc) user() chat.User {
	return chat.User{ID: d.ID, Username: d.Username, DisplayName: d.DisplayName, Role: d.Role, CreatedAt: at(d.CreatedAt), Rev: d.Rev}
}

// firstDoc says who has, or is about to have, the first account: whoever inserts it.
type firstDoc struct {
	ID   string      `bson:"_id"` // "first"
	User chat.UserID `bson:"user"`
	At   int64       `bson:"at"`
}

// claimed is how long somebody who claimed to be the first may take to make the account.
const claimed = 15 * time.Second

// CreateAccount stores an account. See [auth.Accounts].
func (s *Store) CreateAccount(ctx context.Context, u chat.User, hash string, onlyFirst bool) (chat.User, error) {
	err := s.do(ctx, func(ctx context.Context) error {
		first, err := s.claimFirst(ctx, u.ID)
		if err != nil {
			return err
		}
		u.Role, u.Rev, u.CreatedAt = chat.ServerMember, 1, rounded(u.CreatedAt)
		switch {
		case first:
			u.Role = chat.ServerAdmin
		case onlyFirst:
			return chat.ErrForbidden
		}
		_, err = s.users.InsertOne(ctx, userDoc{
			ID: u.ID, Username: u.Username, DisplayName: u.DisplayName, Fold: strings.ToLower(u.DisplayName), Role: u.Role, CreatedAt: millis(u.CreatedAt), Rev: u.Rev, Hash: hash,
		})
		if duplicate(err) {
			return chat.Errorf(chat.CodeConflict, "This username is taken.")
		}
		return err
	})
	if err != nil {
		return chat.User{}, err
	}
	return u, nil
}

// claimFirst answers whether a person's account is the first: exactly one is. Who claimed it and never made the account is replaced.
func (s *Store) claimFirst(ctx context.Context, user chat.UserID) (bool, error) {
	for {
		now := s.now()
		_, err := s.meta.InsertOne(ctx, firstDoc{ID: "first", User: user, At: millis(now)})
		if err == nil || !duplicate(err) {
			return err == nil, err
		}
		var held firstDoc
		if err := s.meta.FindOne(ctx, bson.M{"_id": "first"}).Decode(&held); err != nil {
			return false, err
		}
		if held.User == user {
			return true, nil
		}
		err = s.users.FindOne(ctx, bson.M{"_id": held.User}).Err()
		if !errors.Is(err, mongo.ErrNoDocuments) {
			return false, err
		}
		if now.Sub(at(held.At)) < claimed {
			return false, nil
		}
		done, err := s.meta.UpdateOne(ctx, bson.M{"_id": "first", "user": held.User}, bson.M{"$set": bson.M{"user": user, "at": millis(now)}})
		if err != nil || done.MatchedCount == 1 {
			return err == nil, err
		}
	}
}

// HasAccounts says whether there is any account.
func (s *Store) HasAccounts(ctx context.Context) (has bool, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		err := s.users.FindOne(ctx, bson.M{}, options.FindOne().SetProjection(bson.M{"_id": 1})).Err()
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		has = err == nil
		return err
	})
	return has, err
}

// Account reads an account; chat.ErrNotFound.
func (s *Store) Account(ctx context.Context, id chat.UserID) (auth.Account, error) {
	return s.account(ctx, bson.M{"_id": id})
}

// AccountByName reads an account; chat.ErrNotFound.
func (s *Store) AccountByName(ctx context.Context, username string) (auth.Account, error) {
	return s.account(ctx, bson.M{"username": username})
}

func (s *Store) account(ctx context.Context, filter bson.M) (a auth.Account, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		var d userDoc
		if err := s.users.FindOne(ctx, filter).Decode(&d); err != nil {
			return err
		}
		a = auth.Account{User: d.user(), Hash: d.Hash}
		return nil
	})
	return a, err
}

// User reads a user; chat.ErrNotFound.
func (s *Store) User(ctx context.Context, id chat.UserID) (chat.User, error) {
	a, err := s.account(ctx, bson.M{"_id": id})
	return a.User, err
}

// UsersByID reads those of ids that exist.
func (s *Store) UsersByID(ctx context.Context, ids []chat.UserID) ([]chat.User, error) {
	return s.usersBy(ctx, bson.M{"_id": bson.M{"$in": ids}}, len(ids))
}

// UsersByName reads those of these usernames that exist.
func (s *Store) UsersByName(ctx context.Context, usernames []string) ([]chat.User, error) {
	return s.usersBy(ctx, bson.M{"username": bson.M{"$in": usernames}}, len(usernames))
}

// SearchUsers lists users whose username or display name begins with q.
func (s *Store) SearchUsers(ctx context.Context, q string, limit int) ([]chat.User, error) {
	begins := bson.M{"$regex": "^" + regexp.QuoteMeta(strings.ToLower(q))}
	return s.usersBy(ctx, bson.M{"$or": bson.A{bson.M{"username": begins}, bson.M{"fold": begins}}}, limit,
		options.Find().SetSort(bson.D{{Key: "username", Value: 1}}).SetLimit(int64(limit)))
}

func (s *Store) usersBy(ctx context.Context, filter bson.M, n int, o ...options.Lister[options.FindOptions]) (list []chat.User, err error) {
	if n <= 0 {
		return nil, nil
	}
	err = s.do(ctx, func(ctx context.Context) error {
		docs, err := all[userDoc](ctx, s.users, filter, o...)
		for i := range docs {
			list = append(list, docs[i].user())
		}
		return err
	})
	return list, err
}

// SetDisplayName changes a profile; chat.ErrNotFound.
func (s *Store) SetDisplayName(ctx context.Context, id chat.UserID, name string) (u chat.User, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		var d userDoc
		err := s.users.FindOneAndUpdate(ctx, bson.M{"_id": id},
			bson.M{"$set": bson.M{"displayName": name, "fold": strings.ToLower(name)}, "$inc": bson.M{"rev": 1}},
			options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&d)
		u = d.user()
		return err
	})
	if err != nil {
		return chat.User{}, err
	}
	return u, nil
}

// SetPassword replaces a hash and revokes sessions. See [auth.Accounts]. What counts is the number of the password that a session was opened with: the
// sessions are dead with the first write, also if a node ends before the second.
func (s *Store) SetPassword(ctx context.Context, id chat.UserID, old, hash string, keep chat.SessionID, when time.Time) (revoked []auth.Session, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		filter := bson.M{"_id": id}
		if old != "" {
			filter["hash"] = old
		}
		var d userDoc
		err := s.users.FindOneAndUpdate(ctx, filter, bson.M{"$set": bson.M{"hash": hash}, "$inc": bson.M{"passwords": 1}},
			options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&d)
		if errors.Is(err, mongo.ErrNoDocuments) && old != "" {
			if err := s.users.FindOne(ctx, bson.M{"_id": id}).Err(); err != nil {
				return err
			}
			return chat.Errorf(chat.CodeConflict, "The password was changed meanwhile.")
		}
		if err != nil {
			return err
		}
		if _, err := s.sessions.UpdateOne(ctx, bson.M{"_id": keep, "user": id}, bson.M{"$set": bson.M{"passwords": d.Passwords}}); err != nil {
			return err
		}
		docs, err := all[sessionDoc](ctx, s.sessions, bson.M{"user": id, "revokedAt": 0, "_id": bson.M{"$ne": keep}})
		if err != nil {
			return err
		}
		for i := range docs {
			n, err := s.revoke(ctx, docs[i].ID, auth.Revoked, when)
			if isNotFound(err) {
				continue // whoever logged in has noticed it first
			}
			if err != nil {
				return err
			}
			revoked = append(revoked, n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return revoked, nil
}
