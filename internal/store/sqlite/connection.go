package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// connection is one connection with the statements prepared on it. One goroutine at a time uses it.
type connection struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // by query
}

func newConnection(conn *sql.Conn) *connection {
	return &connection{conn: conn, stmts: map[string]*sql.Stmt{}}
}

func (c *connection) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := c.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(ctx, query)
	if err == nil {
		c.stmts[query] = stmt
	}
	return stmt, err
}

func (c *connection) close() error {
	return errors.Join(c.finalize(), c.conn.Close())
}

// discard closes a connection whose transaction is in an unknown state. close would hand it to the next who wants one, with what is open on it.
func (c *connection) discard() {
	_ = c.finalize()
	_ = c.conn.Raw(func(any) error { return driver.ErrBadConn }) // database/sql closes what says so
}

func (c *connection) finalize() error {
	var errs []error
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

// tx runs prepared statements in the transaction of a connection.
type tx struct {
	ctx context.Context
	c   *connection
}

// exec runs a statement that answers nothing.
func (t tx) exec(query string, args ...any) error {
	_, err := t.execN(query, args...)
	return err
}

// execN runs a statement and answers how many rows it changed.
func (t tx) execN(query string, args ...any) (int64, error) {
	stmt, err := t.c.prepared(t.ctx, query) //nolint:sqlclosecheck // it lives as long as the connection
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (t tx) rows(query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.c.prepared(t.ctx, query) //nolint:sqlclosecheck // it lives as long as the connection
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(t.ctx, args...)
}

func (t tx) row(query string, args ...any) *sql.Row {
	stmt, err := t.c.prepared(t.ctx, query) //nolint:sqlclosecheck // it lives as long as the connection
	if err != nil {
		return t.c.conn.QueryRowContext(t.ctx, query, args...) // which answers the error
	}
	return stmt.QueryRowContext(t.ctx, args...)
}

// pool lends connections for reading, each to one reader at a time. They are opened when they are first needed.
type pool struct {
	db     *sql.DB
	free   chan *connection // those that nobody has; nil: to be opened
	closed chan struct{}
}

func newPool(db *sql.DB, size int) *pool {
	p := &pool{db: db, free: make(chan *connection, size), closed: make(chan struct{})}
	for range size {
		p.free <- nil
	}
	return p
}

// take waits for a connection, which give must get back.
func (p *pool) take(ctx context.Context) (*connection, error) {
	select {
	case <-p.closed: // looked at first: afterwards there may be free ones for a moment
		return nil, errClosed
	default:
	}
	select {
	case c := <-p.free:
		if c != nil {
			return c, nil
		}
		conn, err := p.db.Conn(ctx)
		if err != nil {
			p.free <- nil
			return nil, err
		}
		return newConnection(conn), nil
	case <-p.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// give takes a connection back; nil stands for one that is of no use any more.
func (p *pool) give(c *connection) { p.free <- c }

// close waits until all connections are back and closes them.
func (p *pool) close() error {
	close(p.closed)
	var errs []error
	for range cap(p.free) {
		if c := <-p.free; c != nil {
			errs = append(errs, c.close())
		}
	}
	return errors.Join(append(errs, p.db.Close())...)
}
