package sqlite

import (
	"context"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// CreateSession stores a session, provided that its user's hash is still hash. See [auth.Sessions].
func (s *Store) CreateSession(ctx context.Context, n auth.Session, hash string) error {
	return s.write(ctx, func(w *writer) error {
		same, err := exists(w.tx, `SELECT EXISTS (SELECT 1 FROM users WHERE id = ? AND hash = ?)`, n.User, hash)
		if err != nil {
			return err
		}
		if !same {
			return chat.Errorf(chat.CodeUnauthorized, "The password was changed. Log in again.")
		}
		return w.exec(`INSERT INTO sessions (id, user, created_at, last_used_at, user_agent, address, revoked_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			n.ID, n.User, millis(n.CreatedAt), millis(n.LastUsedAt), n.UserAgent, n.Address, millis(n.RevokedAt), n.Reason)
	})
}

// Session reads a session, also one that was revoked; chat.ErrNotFound.
func (s *Store) Session(ctx context.Context, id chat.SessionID) (n auth.Session, err error) {
	err = s.read(ctx, func(r tx) error {
		n, err = session(r, id)
		return err
	})
	return n, err
}

// UserSessions lists a user's live sessions, the one used latest first.
func (s *Store) UserSessions(ctx context.Context, user chat.UserID) ([]auth.Session, error) {
	return s.sessions(ctx, `WHERE s.user = ? AND s.revoked_at = 0 ORDER BY s.last_used_at DESC, s.id DESC`, string(user))
}

// RevokedSince lists the sessions revoked at since or later.
func (s *Store) RevokedSince(ctx context.Context, since time.Time) ([]auth.Session, error) {
	return s.sessions(ctx, `WHERE s.revoked_at > 0 AND s.revoked_at >= ?`, millis(since))
}

func (s *Store) sessions(ctx context.Context, where string, arg any) (list []auth.Session, err error) {
	err = s.read(ctx, func(r tx) error {
		list, err = collect(r, scanSession, `SELECT `+sessionColumns+` FROM sessions s `+where, arg)
		return err
	})
	return list, err
}

// Present notes that a refresh token was presented. See [auth.Sessions].
func (s *Store) Present(ctx context.Context, id chat.SessionID, generation int64, use auth.Use) (p auth.Presented, err error) {
	err = s.write(ctx, func(w *writer) error {
		if p.Session, err = session(w.tx, id); err != nil {
			return err
		}
		if live := &p.Session; live.RevokedAt.IsZero() {
			var latest int64
			if err := w.row(`SELECT coalesce(max(generation), 0) FROM presented WHERE session = ?`, id).Scan(&latest); err != nil {
				return err
			}
			if p.Old = latest-generation >= auth.KeptGenerations; p.Old {
				return nil
			}
			live.LastUsedAt, live.UserAgent, live.Address = at(millis(use.At)), use.UserAgent, use.Address
			if err := w.exec(`UPDATE sessions SET last_used_at = ?, user_agent = ?, address = ? WHERE id = ?`, millis(use.At), use.UserAgent, use.Address, id); err != nil {
				return err
			}
			if err := w.exec(`INSERT OR IGNORE INTO presented (session, generation, at) VALUES (?, ?, ?)`, id, generation, millis(use.At)); err != nil {
				return err
			}
			if err := w.exec(`DELETE FROM presented WHERE session = ? AND generation <= ?`, id, max(latest, generation)-auth.KeptGenerations); err != nil {
				return err
			}
		}
		if p.At, err = presentedAt(w.tx, id, generation); err != nil {
			return err
		}
		p.Successor, err = presentedAt(w.tx, id, generation+1)
		return err
	})
	if err != nil {
		return auth.Presented{}, err
	}
	return p, nil
}

// Revoke ends a session. See [auth.Sessions].
func (s *Store) Revoke(ctx context.Context, id chat.SessionID, reason auth.Reason, when time.Time) (n auth.Session, err error) {
	err = s.write(ctx, func(w *writer) error {
		if n, err = session(w.tx, id); err != nil || !n.RevokedAt.IsZero() {
			return err
		}
		return w.revoke(&n, reason, when)
	})
	if err != nil {
		return auth.Session{}, err
	}
	return n, nil
}

// ForgetSessions removes sessions revoked, or last used, before a time, with all that is known of their tokens.
func (s *Store) ForgetSessions(ctx context.Context, before time.Time) error {
	return s.write(ctx, func(w *writer) error {
		return w.exec(`DELETE FROM sessions WHERE last_used_at < ?1 OR revoked_at > 0 AND revoked_at < ?1`, millis(before))
	})
}
