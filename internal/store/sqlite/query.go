package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// querier runs prepared queries: on a reader's snapshot, or on the writer's transaction.
type querier interface {
	rows(query string, args ...any) (*sql.Rows, error)
	row(query string, args ...any) *sql.Row
}

// scanner is a row to scan from: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// reader is one read transaction: all that it reads is of one moment.
type reader struct {
	ctx context.Context
	s   *Store
	tx  *sql.Tx
}

// read runs f in a read transaction. Errors of the domain pass; all others become chat.CodeUnavailable.
func (s *Store) read(ctx context.Context, f func(reader) error) error {
	err := s.readTx(ctx, f)
	if e := (*chat.Error)(nil); err == nil || errors.As(err, &e) {
		return err
	}
	return chat.Unavailable(err)
}

func (s *Store) readTx(ctx context.Context, f func(reader) error) error {
	tx, err := s.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	err = f(reader{ctx: ctx, s: s, tx: tx})
	// Nothing was written: there is nothing to commit, and after an error nothing to add to it.
	if rollback := tx.Rollback(); err == nil && !errors.Is(rollback, sql.ErrTxDone) {
		err = rollback
	}
	return err
}

// prepared answers the statement for a query, prepared once for the pool.
func (r reader) prepared(query string) (*sql.Stmt, error) {
	stmt, ok := r.s.stmts.Load(query)
	if !ok {
		fresh, err := r.s.reads.PrepareContext(r.ctx, query)
		if err != nil {
			return nil, err
		}
		if stmt, ok = r.s.stmts.LoadOrStore(query, fresh); ok {
			if err := fresh.Close(); err != nil {
				return nil, err
			}
		}
	}
	return r.tx.StmtContext(r.ctx, stmt.(*sql.Stmt)), nil
}

func (r reader) rows(query string, args ...any) (*sql.Rows, error) {
	stmt, err := r.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(r.ctx, args...)
}

func (r reader) row(query string, args ...any) *sql.Row {
	stmt, err := r.prepared(query)
	if err != nil {
		return r.tx.QueryRowContext(r.ctx, query, args...) // which answers the error
	}
	return stmt.QueryRowContext(r.ctx, args...)
}

// collect scans all rows of a query.
func collect[T any](q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.rows(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
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
