package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// scanner is a row to scan from: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// read runs f in a read transaction. Errors of the domain pass; all others become chat.CodeUnavailable.
func (s *Store) read(ctx context.Context, f func(tx) error) error {
	err := s.readTx(ctx, f)
	if e := (*chat.Error)(nil); err == nil || errors.As(err, &e) {
		return err
	}
	return chat.Unavailable(err)
}

func (s *Store) readTx(ctx context.Context, f func(tx) error) (err error) {
	c, err := s.readers.take(ctx)
	if err != nil {
		return err
	}
	ended := false
	defer func() { // also when f panics
		if !ended {
			c.discard()
			c = nil
		}
		s.readers.give(c)
	}()
	// ctx ends what is read only: a statement that it breaks off may have taken effect, and whether the transaction is open must be known.
	whole := tx{ctx: context.WithoutCancel(ctx), c: c}
	if err := whole.exec(`BEGIN`); err != nil {
		return err
	}
	err = f(tx{ctx: ctx, c: c})
	ended = whole.exec(`ROLLBACK`) == nil // nothing was written, so there is nothing to commit
	return err
}

// collect scans all rows of a query.
func collect[T any](q tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.rows(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err has told
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// found turns "no row" into chat.ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return chat.ErrNotFound
	}
	return err
}

// millis and at are how times stand in the database: milliseconds, 0 for the zero time.
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
