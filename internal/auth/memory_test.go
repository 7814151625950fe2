package auth

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// memory is a Store for tests, as its contract says. What is due next can be made to fail.
type memory struct {
	mu       sync.Mutex
	accounts map[chat.UserID]Account
	sessions map[chat.SessionID]Session
	used     map[used]time.Time
	fail     error         // every call answers it
	asked    chan struct{} // told of each HasAccounts, if there is room
	between  func()        // run once, between reading an account and what is done with it
}

type used struct {
	id         chat.SessionID
	generation int64
}

func newMemory() *memory {
	return &memory{accounts: map[chat.UserID]Account{}, sessions: map[chat.SessionID]Session{}, used: map[used]time.Time{}}
}

func (m *memory) CreateAccount(_ context.Context, u chat.User, hash string, onlyFirst bool) (chat.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if onlyFirst && len(m.accounts) > 0 {
		return u, chat.ErrForbidden
	}
	for _, a := range m.accounts {
		if a.User.Username == u.Username {
			return u, chat.Errorf(chat.CodeConflict, "taken")
		}
	}
	u.Rev, u.Role = 1, chat.ServerMember
	if len(m.accounts) == 0 {
		u.Role = chat.ServerAdmin
	}
	m.accounts[u.ID] = Account{User: u, Hash: hash}
	return u, m.fail
}

func (m *memory) HasAccounts(context.Context) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case m.asked <- struct{}{}:
	default:
	}
	return len(m.accounts) > 0, m.fail
}

func (m *memory) Account(_ context.Context, id chat.UserID) (Account, error) {
	m.mu.Lock()
	a, ok := m.accounts[id]
	between := m.between
	m.between = nil
	m.mu.Unlock()
	if between != nil {
		between()
	}
	if !ok {
		return a, chat.ErrNotFound
	}
	return a, m.fail
}

func (m *memory) AccountByName(ctx context.Context, name string) (Account, error) {
	m.mu.Lock()
	for id, a := range m.accounts {
		if a.User.Username == name {
			m.mu.Unlock()
			return m.Account(ctx, id)
		}
	}
	m.mu.Unlock()
	return Account{}, chat.ErrNotFound
}

func (m *memory) SetPassword(_ context.Context, id chat.UserID, old, hash string, keep chat.SessionID, at time.Time) ([]Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[id]
	switch {
	case !ok:
		return nil, chat.ErrNotFound
	case old != "" && a.Hash != old:
		return nil, chat.Errorf(chat.CodeConflict, "changed meanwhile")
	}
	a.Hash = hash
	m.accounts[id] = a
	var ended []Session
	for _, s := range m.sessions {
		if s.User == id && s.ID != keep && s.RevokedAt.IsZero() {
			s.RevokedAt, s.Reason = at, Revoked
			m.sessions[s.ID] = s
			ended = append(ended, s)
		}
	}
	return ended, m.fail
}

func (m *memory) CreateSession(_ context.Context, s Session, hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.accounts[s.User].Hash != hash {
		return chat.Errorf(chat.CodeUnauthorized, "changed meanwhile")
	}
	m.sessions[s.ID] = s
	return m.fail
}

func (m *memory) Session(_ context.Context, id chat.SessionID) (Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok {
		return s, chat.ErrNotFound
	}
	return s, m.fail
}

func (m *memory) UserSessions(_ context.Context, user chat.UserID) ([]Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Session
	for _, s := range m.sessions {
		if s.User == user && s.RevokedAt.IsZero() {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Session) int { return b.LastUsedAt.Compare(a.LastUsedAt) })
	return list, m.fail
}

func (m *memory) Present(_ context.Context, id chat.SessionID, generation int64, use Use) (Presented, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok {
		return Presented{}, chat.ErrNotFound
	}
	if !s.RevokedAt.IsZero() {
		return Presented{Session: s}, m.fail
	}
	for u := range m.used {
		if u.id == id && u.generation >= generation+KeptGenerations {
			return Presented{Session: s, Old: true}, m.fail
		}
	}
	if _, known := m.used[used{id, generation}]; !known {
		m.used[used{id, generation}] = use.At
	}
	s.LastUsedAt, s.UserAgent, s.Address = use.At, use.UserAgent, use.Address
	m.sessions[id] = s
	return Presented{Session: s, At: m.used[used{id, generation}], Successor: m.used[used{id, generation + 1}]}, m.fail
}

func (m *memory) Revoke(_ context.Context, id chat.SessionID, reason Reason, at time.Time) (Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[id]
	if !ok {
		return s, chat.ErrNotFound
	}
	if s.RevokedAt.IsZero() {
		s.RevokedAt, s.Reason = at, reason
		m.sessions[id] = s
	}
	return s, m.fail
}

func (m *memory) RevokedSince(_ context.Context, since time.Time) ([]Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Session
	for _, s := range m.sessions {
		if !s.RevokedAt.IsZero() && !s.RevokedAt.Before(since) {
			list = append(list, s)
		}
	}
	return list, m.fail
}

func (m *memory) ForgetSessions(_ context.Context, before time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, s := range m.sessions {
		if s.LastUsedAt.Before(before) || !s.RevokedAt.IsZero() && s.RevokedAt.Before(before) {
			delete(m.sessions, id)
		}
	}
	return m.fail
}

func (m *memory) failWith(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}
