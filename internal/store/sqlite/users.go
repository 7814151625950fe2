package sqlite

import (
	"context"
	"encoding/json"

	"github.com/loquat-chat/loquat/internal/chat"
)

// User reads a user; chat.ErrNotFound.
func (s *Store) User(ctx context.Context, id chat.UserID) (u chat.User, err error) {
	err = s.read(ctx, func(r tx) error {
		u, err = scanUser(r.row(`SELECT `+userColumns+` FROM users u WHERE u.id = ?`, id))
		return found(err)
	})
	return u, err
}

// UsersByID reads those of ids that exist, in no order.
func (s *Store) UsersByID(ctx context.Context, ids []chat.UserID) ([]chat.User, error) {
	return users(ctx, s, `SELECT `+userColumns+` FROM json_each(?) j JOIN users u ON u.id = j.value GROUP BY u.id`, ids)
}

// UsersByName reads those of these usernames that exist, in no order.
func (s *Store) UsersByName(ctx context.Context, usernames []string) ([]chat.User, error) {
	return users(ctx, s, `SELECT `+userColumns+` FROM json_each(?) j JOIN users u ON u.username = j.value GROUP BY u.id`, usernames)
}

func users[T ~string](ctx context.Context, s *Store, query string, keys []T) (list []chat.User, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	set, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	err = s.read(ctx, func(r tx) error {
		list, err = collect(r, func(row scanner) (chat.User, error) { return scanUser(row) }, query, string(set))
		return err
	})
	return list, err
}

// SearchUsers lists users whose username or display name begins with q, by username. See [chat.Users].
func (s *Store) SearchUsers(ctx context.Context, q string, limit int) (list []chat.User, err error) {
	q = fold(q)
	err = s.read(ctx, func(r tx) error {
		list, err = collect(r, func(row scanner) (chat.User, error) { return scanUser(row) },
			`SELECT `+userColumns+` FROM users u WHERE u.username BETWEEN ?1 AND ?2 OR u.display_fold BETWEEN ?1 AND ?2 ORDER BY u.username LIMIT ?3`,
			q, q+"\U0010FFFF", limit)
		return err
	})
	return list, err
}

// SetDisplayName changes a profile and raises its Rev; chat.ErrNotFound.
func (s *Store) SetDisplayName(ctx context.Context, id chat.UserID, name string) (u chat.User, err error) {
	err = s.write(ctx, func(w *writer) error {
		u, err = scanUser(w.row(`UPDATE users SET display_name = ?, display_fold = ?, rev = rev + 1 WHERE id = ?
			RETURNING id, username, display_name, role, created_at, rev`, name, fold(name), id))
		return found(err)
	})
	return u, err
}
