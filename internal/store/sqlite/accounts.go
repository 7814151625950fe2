package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// CreateAccount stores a user and the hash of their password; the first is the admin. See [auth.Accounts].
func (s *Store) CreateAccount(ctx context.Context, u chat.User, hash string, onlyFirst bool) (chat.User, error) {
	err := s.write(ctx, func(w *writer) error {
		first, err := exists(w.tx, `SELECT NOT EXISTS (SELECT 1 FROM users)`)
		if err != nil {
			return err
		}
		u.Role, u.Rev, u.CreatedAt = chat.ServerMember, 1, at(millis(u.CreatedAt))
		switch {
		case first:
			u.Role = chat.ServerAdmin
		case onlyFirst:
			return chat.ErrForbidden
		}
		taken, err := exists(w.tx, `SELECT EXISTS (SELECT 1 FROM users WHERE username = ?)`, u.Username)
		if err != nil {
			return err
		}
		if taken {
			return chat.Errorf(chat.CodeConflict, "This username is taken.")
		}
		return w.exec(`INSERT INTO users (id, username, display_name, display_fold, role, created_at, rev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			u.ID, u.Username, u.DisplayName, fold(u.DisplayName), u.Role, millis(u.CreatedAt), u.Rev, hash)
	})
	if err != nil {
		return chat.User{}, err
	}
	return u, nil
}

func exists(q tx, query string, args ...any) (is bool, err error) {
	err = q.row(query, args...).Scan(&is)
	return is, err
}

// HasAccounts says whether there is any account.
func (s *Store) HasAccounts(ctx context.Context) (has bool, err error) {
	err = s.read(ctx, func(r tx) error {
		has, err = exists(r, `SELECT EXISTS (SELECT 1 FROM users)`)
		return err
	})
	return has, err
}

// Account reads an account; chat.ErrNotFound.
func (s *Store) Account(ctx context.Context, id chat.UserID) (auth.Account, error) {
	return s.account(ctx, `SELECT `+userColumns+`, u.hash FROM users u WHERE u.id = ?`, string(id))
}

// AccountByName reads an account by its username; chat.ErrNotFound.
func (s *Store) AccountByName(ctx context.Context, username string) (auth.Account, error) {
	return s.account(ctx, `SELECT `+userColumns+`, u.hash FROM users u WHERE u.username = ?`, username)
}

func (s *Store) account(ctx context.Context, query, key string) (a auth.Account, err error) {
	err = s.read(ctx, func(r tx) error {
		a.User, err = scanUser(r.row(query, key), &a.Hash)
		return found(err)
	})
	return a, err
}

// SetPassword replaces a hash and revokes the user's other sessions in one commit. See [auth.Accounts].
func (s *Store) SetPassword(ctx context.Context, id chat.UserID, old, hash string, keep chat.SessionID, at time.Time) (revoked []auth.Session, err error) {
	err = s.write(ctx, func(w *writer) error {
		var is string
		if err := w.row(`SELECT hash FROM users WHERE id = ?`, id).Scan(&is); err != nil {
			return found(err)
		}
		if old != "" && old != is {
			return chat.Errorf(chat.CodeConflict, "The password was changed meanwhile.")
		}
		if err := w.exec(`UPDATE users SET hash = ? WHERE id = ?`, hash, id); err != nil {
			return err
		}
		revoked, err = collect(w.tx, scanSession, `SELECT `+sessionColumns+` FROM sessions s WHERE s.user = ? AND s.revoked_at = 0 AND s.id <> ?`, id, keep)
		if err != nil {
			return err
		}
		for i := range revoked {
			if err := w.revoke(&revoked[i], auth.Revoked, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return revoked, nil
}

// session reads a session as of now; chat.ErrNotFound.
func session(q tx, id chat.SessionID) (auth.Session, error) {
	s, err := scanSession(q.row(`SELECT `+sessionColumns+` FROM sessions s WHERE s.id = ?`, id))
	return s, found(err)
}

const sessionColumns = `s.id, s.user, s.created_at, s.last_used_at, s.user_agent, s.address, s.revoked_at, s.reason`

func scanSession(row scanner) (auth.Session, error) {
	var s auth.Session
	var created, used, revoked int64
	err := row.Scan(&s.ID, &s.User, &created, &used, &s.UserAgent, &s.Address, &revoked, &s.Reason)
	s.CreatedAt, s.LastUsedAt, s.RevokedAt = at(created), at(used), at(revoked)
	return s, err
}

// revoke ends a live session.
func (w *writer) revoke(s *auth.Session, reason auth.Reason, when time.Time) error {
	s.RevokedAt, s.Reason = at(millis(when)), reason
	return w.exec(`UPDATE sessions SET revoked_at = ?, reason = ? WHERE id = ?`, millis(when), reason, s.ID)
}

// presentedAt answers when a generation of a session's tokens was first presented; zero: never.
func presentedAt(q tx, id chat.SessionID, generation int64) (time.Time, error) {
	var ms int64
	err := q.row(`SELECT at FROM presented WHERE session = ? AND generation = ?`, id, generation).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return at(ms), err
}
