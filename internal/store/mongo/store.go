package mongo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// How long one operation on the database may take. A commit is given up by whoever asked for it after 8 s.
const (
	opTimeout   = 6 * time.Second
	openTimeout = 10 * time.Second
)

// Options are the settings of a Store.
type Options struct {
	URI      string                   // mongodb:// or mongodb+srv://
	Database string                   // empty: the one that the URI names, or loquat
	Now      func() time.Time         // the clock; nil: time.Now
	OnCommit func(took time.Duration) // called after each commit; nil: nobody wants to know

	monitor *event.CommandMonitor   // sees every command; for tests
	step    func(done string) error // called after each step of what follows from a commit; an error is the end of the node; for tests
}

// Store keeps everything in a MongoDB database. Its methods may be called concurrently, also those of several stores on one database.
type Store struct {
	client   *mongo.Client
	now      func() time.Time
	onCommit func(time.Duration)
	epoch    string
	step     func(done string) error

	changes, rooms, members, users, sessions, presented, meta, nodes *mongo.Collection
	certain                                                          *mongo.Collection // changes, read linearizably

	committers *committers
	running    context.Context // ends with the store
	stop       context.CancelFunc
	emptying   sync.WaitGroup // of closed rooms; and saying that the node lives
	closing    sync.Once
	closed     atomic.Bool
	ended      error // of Close; set by closing
}

var (
	_ chat.Store   = (*Store)(nil)
	_ chat.Sweeper = (*Store)(nil)
	_ auth.Store   = (*Store)(nil)
)

// Open connects to the database, checks that it can be used, and makes what is missing in it. It takes at most 10 s; the error is a sentence for whoever
// runs the server.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnCommit == nil {
		o.OnCommit = func(time.Duration) {}
	}
	if o.step == nil {
		o.step = func(string) error { return nil }
	}
	// What is decided by a read is decided by what a majority has, on the primary; what is written is on a majority's disks when it is acknowledged.
	// These stand here, not in the URI, so that no setting can weaken them.
	journaled := true
	settings := options.Client().ApplyURI(o.URI).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journaled}).
		SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()).
		SetRetryWrites(false). // what became of a write is found out by its operation id
		SetTimeout(opTimeout).SetServerSelectionTimeout(openTimeout / 2).SetAppName("loquat")
	if o.monitor != nil {
		settings.SetMonitor(o.monitor)
	}
	if err := settings.Validate(); err != nil {
		return nil, fmt.Errorf("the MongoDB URI cannot be used: %w", err)
	}
	client, err := mongo.Connect(settings)
	if err != nil {
		return nil, fmt.Errorf("the MongoDB URI cannot be used: %w", err)
	}
	s := &Store{client: client, now: o.Now, onCommit: o.OnCommit, step: o.step}
	s.running, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	if o.Database == "" {
		o.Database = databaseOf(o.URI)
	}
	if err := s.open(ctx, o.Database); err != nil {
		s.stop()
		s.emptying.Wait()
		return nil, errors.Join(err, client.Disconnect(context.WithoutCancel(ctx)))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, name string) error {
	if err := check(ctx, s.client); err != nil {
		return err
	}
	db := s.client.Database(name)
	s.changes, s.rooms, s.members = db.Collection("changes"), db.Collection("rooms"), db.Collection("members")
	s.users, s.sessions, s.presented = db.Collection("users"), db.Collection("sessions"), db.Collection("presented")
	s.meta, s.nodes = db.Collection("meta"), db.Collection("nodes")
	s.certain = db.Collection("changes", options.Collection().SetReadConcern(readconcern.Linearizable()))
	if err := s.makeIndexes(ctx); err != nil {
		return explained("the indexes cannot be made", err)
	}
	if err := s.readEpoch(ctx); err != nil {
		return explained("the database cannot be read and written", err)
	}
	s.committers = newCommitters(s)
	if err := s.resumeEmptying(ctx); err != nil {
		return explained("the database cannot be read", err)
	}
	return nil
}

// databaseOf is the database that a URI names, or loquat.
func databaseOf(uri string) string {
	if parsed, err := connstring.Parse(uri); err == nil && parsed.Database != "" {
		return parsed.Database
	}
	return "loquat"
}

// makeIndexes makes the indexes that are missing.
func (s *Store) makeIndexes(ctx context.Context) error {
	unique := func() *options.IndexOptionsBuilder { return options.Index().SetUnique(true) } // each names its index
	for _, of := range []struct {
		c       *mongo.Collection
		indexes []mongo.IndexModel
	}{
		{s.changes, []mongo.IndexModel{
			{Keys: bson.D{{Key: "room", Value: 1}, {Key: "version", Value: 1}}, Options: unique()},
			{Keys: bson.D{{Key: "op", Value: 1}, {Key: "actor", Value: 1}}, Options: unique()},
			{Keys: bson.D{{Key: "birth", Value: 1}}, Options: unique()},
			{Keys: bson.D{{Key: "room", Value: 1}, {Key: "message", Value: 1}, {Key: "version", Value: 1}}},
			{Keys: bson.D{{Key: "room", Value: 1}, {Key: "place", Value: 1}}},
			{Keys: bson.D{{Key: "room", Value: 1}, {Key: "subjects.user", Value: 1}, {Key: "version", Value: 1}}},
			{Keys: bson.D{{Key: "at", Value: 1}}},
		}},
		{s.rooms, []mongo.IndexModel{
			{Keys: bson.D{{Key: "listed", Value: 1}, {Key: "active", Value: -1}}},
			{Keys: bson.D{{Key: "tail.closed", Value: 1}, {Key: "emptied", Value: 1}}},
		}},
		{s.members, []mongo.IndexModel{
			{Keys: bson.D{{Key: "user", Value: 1}, {Key: "role", Value: 1}}},
			{Keys: bson.D{{Key: "room", Value: 1}, {Key: "joinedSeq", Value: 1}, {Key: "user", Value: 1}}},
		}},
		{s.users, []mongo.IndexModel{
			{Keys: bson.D{{Key: "username", Value: 1}}, Options: unique()},
			{Keys: bson.D{{Key: "fold", Value: 1}}},
		}},
		{s.sessions, []mongo.IndexModel{
			{Keys: bson.D{{Key: "user", Value: 1}, {Key: "revokedAt", Value: 1}}},
			{Keys: bson.D{{Key: "revokedAt", Value: 1}}},
			{Keys: bson.D{{Key: "lastUsedAt", Value: 1}}},
		}},
		{s.presented, []mongo.IndexModel{{Keys: bson.D{{Key: "session", Value: 1}, {Key: "generation", Value: 1}}}}},
	} {
		for _, index := range of.indexes { // one by one: compatible servers fail at many of which some are there
			if _, err := of.c.Indexes().CreateOne(ctx, index); err != nil {
				return err
			}
		}
	}
	return nil
}

// readEpoch reads the database's epoch, or makes it with the database.
func (s *Store) readEpoch(ctx context.Context) error {
	_, err := s.meta.InsertOne(ctx, bson.M{"_id": "epoch", "value": uuid.NewString()})
	if err != nil && !mongo.IsDuplicateKeyError(err) {
		return err
	}
	var doc struct{ Value string }
	err = s.meta.FindOne(ctx, bson.M{"_id": "epoch"}).Decode(&doc)
	s.epoch = doc.Value
	return err
}

// Epoch is an opaque string, made with the database.
func (s *Store) Epoch() string { return s.epoch }

// Ping answers an error while the database cannot be reached.
func (s *Store) Ping(ctx context.Context) error {
	return s.do(ctx, func(ctx context.Context) error { return s.client.Ping(ctx, readpref.Primary()) })
}

// Close commits what waits, calls every done, and disconnects. A second call changes nothing.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.committers.close()
		s.stop()
		s.emptying.Wait()
		s.closed.Store(true)
		ctx, cancel := context.WithTimeout(context.Background(), opTimeout)
		defer cancel()
		s.ended = s.client.Disconnect(ctx)
	})
	return s.ended
}

// do runs a function that uses the database; whatever goes wrong there is unavailable.
func (s *Store) do(ctx context.Context, f func(context.Context) error) error {
	if s.closed.Load() {
		return chat.Unavailable(errors.New("the store is closed"))
	}
	err := f(ctx)
	var e *chat.Error
	switch {
	case err == nil || errors.As(err, &e):
		return err
	case errors.Is(err, mongo.ErrNoDocuments):
		return chat.ErrNotFound
	}
	return chat.Unavailable(err)
}

// millis is a time as it is stored; 0 stands for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
