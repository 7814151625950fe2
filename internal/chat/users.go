package chat

import (
	"context"
	"errors"
	"sync"
)

// maxCachedUsers bounds the memory of the cache of profiles.
const maxCachedUsers = 50_000

// userCache keeps profiles, which stand beside nearly everything that is sent. A profile changes only through SetDisplayName, which puts the
// new one here; a greater Rev wins.
type userCache struct {
	store Users
	mu    sync.RWMutex
	byID  map[UserID]User // guarded by mu
}

func newUserCache(store Users) *userCache {
	return &userCache{store: store, byID: map[UserID]User{}}
}

func (c *userCache) put(users ...User) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.byID)+len(users) > maxCachedUsers {
		clear(c.byID)
	}
	for _, u := range users {
		if u.Rev >= c.byID[u.ID].Rev {
			c.byID[u.ID] = u
		}
	}
}

// get answers those of ids that exist.
func (c *userCache) get(ctx context.Context, ids []UserID) (map[UserID]User, error) {
	out := make(map[UserID]User, len(ids))
	var missing []UserID
	c.mu.RLock()
	for _, id := range ids {
		if u, ok := c.byID[id]; ok {
			out[id] = u
		} else if id != "" {
			missing = append(missing, id)
		}
	}
	c.mu.RUnlock()
	if len(missing) == 0 {
		return out, nil
	}
	found, err := c.store.UsersByID(ctx, missing)
	if err != nil {
		return nil, err
	}
	c.put(found...)
	for _, u := range found {
		out[u.ID] = u
	}
	return out, nil
}

// User reads one profile; ErrNotFound.
func (s *Service) User(ctx context.Context, id UserID) (User, error) {
	found, err := s.users.get(ctx, []UserID{id})
	if err != nil {
		return User{}, err
	}
	if u, ok := found[id]; ok {
		return u, nil
	}
	return User{}, ErrNotFound
}

// Users reads those of ids that exist.
func (s *Service) Users(ctx context.Context, ids []UserID) (map[UserID]User, error) {
	return s.users.get(ctx, ids)
}

// SearchUsers lists people whose username or display name begins with q, by username, at most limit.
func (s *Service) SearchUsers(ctx context.Context, q string, limit int) ([]User, error) {
	return s.store.SearchUsers(ctx, q, limit)
}

// SetDisplayName changes the caller's own profile.
func (s *Service) SetDisplayName(ctx context.Context, id UserID, name string) (User, error) {
	name, err := ValidateDisplayName(name)
	if err != nil {
		return User{}, err
	}
	u, err := s.store.SetDisplayName(ctx, id, name)
	if err != nil {
		return User{}, err
	}
	s.users.put(u)
	if s.fan.publisher != nil {
		s.fan.publisher.UserChanged(u)
	}
	return u, nil
}

// Renewed takes up a profile that changed on another node.
func (s *Service) Renewed(u User) { s.users.put(u) }

// nameOf is a person's display name for the English sentence of a system line.
func (s *Service) nameOf(ctx context.Context, id UserID) (string, error) {
	u, err := s.User(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return "", Errorf(CodeNotFound, "There is no such person.")
	}
	return u.DisplayName, err
}
