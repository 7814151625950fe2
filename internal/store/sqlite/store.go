package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// Options say how to open a database. Only Path is needed.
type Options struct {
	Path     string                   // of the file; it is made if it is not there, its folder is not
	Now      func() time.Time         // the clock; nil: time.Now
	OnFatal  func(error)              // called once, on a goroutine of the store's, when a commit has failed: the process must end, the file's state is unknown. It must not wait for the store, nor close it
	OnCommit func(took time.Duration) // called after each commit, on the goroutine that writes; nil: nobody wants to know
	Driver   string                   // of database/sql, one that takes _pragma and _txlock in its DSN; empty: "sqlite"

	cached int // the bound of the writer's cache; 0: maxCached
}

// Store is a database. Its methods may be called concurrently.
type Store struct {
	readers *pool
	writes  *sql.DB
	writing *connection // the only one of writes; the writer's
	writer  *writer
	epoch   string

	closing sync.Once
	closed  error // of Close; set by closing
}

var (
	_ chat.Store = (*Store)(nil)
	_ auth.Store = (*Store)(nil)
)

// Open opens a database, makes or migrates it, and starts the goroutine that writes; Close ends it. Nobody else may write to the file meanwhile.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Driver == "" {
		o.Driver = "sqlite"
	}
	if o.cached == 0 {
		o.cached = maxCached
	}
	s, err := open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", o.Path, err)
	}
	return s, nil
}

func open(ctx context.Context, o Options) (_ *Store, err error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, err
	}
	// Made here so that only its owner can read it; SQLite gives the files beside it the same mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the file that was asked for
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	s := &Store{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.closeDatabases())
		}
	}()
	if s.writes, err = sql.Open(o.Driver, dsn(path, "wal_autocheckpoint(4000)", "journal_size_limit(67108864)")); err != nil {
		return nil, err
	}
	conn, err := s.writes.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s.writing = newConnection(conn)
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	if err = migrate(ctx, conn, steps, o.Now()); err != nil {
		return nil, err
	}
	if s.epoch, err = epoch(ctx, conn); err != nil {
		return nil, err
	}
	reads, err := sql.Open(o.Driver, dsn(path, "query_only(1)"))
	if err != nil {
		return nil, err
	}
	s.readers = newPool(reads, max(4, runtime.GOMAXPROCS(0)))
	s.writer, err = startWriter(ctx, s.writing, o)
	return s, err
}

// dsn names a file for drivers that follow SQLite's URI form with _pragma parameters.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(FAST)"}}
	q["_pragma"] = append(q["_pragma"], pragmas...)
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

// Close stops taking operations, commits those that wait, lets all callbacks return, and checkpoints. Afterwards every call answers
// chat.CodeUnavailable. A second call answers the same.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.writer.close()
		s.closed = s.closeDatabases()
	})
	return s.closed
}

// closeDatabases closes the readers first: the last connection to close moves the write-ahead log into the file.
func (s *Store) closeDatabases() error {
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.close())
	}
	if s.writing != nil {
		errs = append(errs, s.writing.close())
	}
	if s.writes != nil {
		errs = append(errs, s.writes.Close())
	}
	return errors.Join(errs...)
}

// Epoch is an opaque string made with the database.
func (s *Store) Epoch() string { return s.epoch }

// Ping answers an error after a commit has failed, after Close, and while the file cannot be read.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.writer.failure(); err != nil {
		return chat.Unavailable(err)
	}
	return s.read(ctx, func(r tx) error {
		var n int
		return r.row(`SELECT count(*) FROM meta`).Scan(&n)
	})
}
