package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"

	"modernc.org/sqlite"
)

var errInjected = errors.New("injected: the disk is gone")

// fault is a driver like "sqlite" whose statements fail where a test wants them to. It offers only what database/sql needs at least.
type fault struct {
	sqlite.Driver
	mu      sync.Mutex
	fails   func(query string) bool // guarded by mu; asked before each statement that answers nothing
	breaks  func(query string) bool // guarded by mu; asked after each of them: it has taken effect, and fails
	commits int                     // guarded by mu
}

// registerFault makes a driver of a name of its own.
func registerFault(name string) *fault {
	f := &fault{}
	sql.Register(name, f)
	return f
}

// fail sets which statements fail from now on; nil: none.
func (f *fault) fail(fails func(query string) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fails = fails
}

// breakOff sets which statements fail after they have taken effect, as those do whose context ends in that moment; nil: none.
func (f *fault) breakOff(breaks func(query string) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.breaks = breaks
}

func (f *fault) done(query string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.breaks != nil && f.breaks(query) {
		return context.Canceled
	}
	return nil
}

func (f *fault) asked(query string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if query == "COMMIT" {
		f.commits++
	}
	if f.fails != nil && f.fails(query) {
		return errInjected
	}
	return nil
}

func (f *fault) committed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commits
}

func (f *fault) Open(name string) (driver.Conn, error) {
	c, err := f.Driver.Open(name)
	return faultyConn{c, f}, err
}

type faultyConn struct {
	driver.Conn
	f *fault
}

func (c faultyConn) Prepare(query string) (driver.Stmt, error) {
	s, err := c.Conn.Prepare(query)
	return faultyStmt{s, c.f, query}, err
}

type faultyStmt struct {
	driver.Stmt
	f     *fault
	query string
}

func (s faultyStmt) Exec(args []driver.Value) (driver.Result, error) {
	if err := s.f.asked(s.query); err != nil {
		return nil, err
	}
	r, err := s.Stmt.Exec(args) //nolint:staticcheck // what database/sql falls back to
	if err == nil {
		err = s.f.done(s.query)
	}
	return r, err
}
