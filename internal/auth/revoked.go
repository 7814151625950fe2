package auth

import (
	"context"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// revoked holds the sessions that ended so lately that access tokens of theirs may still live.
type revoked struct {
	keep time.Duration // after this long no access token lives

	mu  sync.RWMutex
	ids map[chat.SessionID]time.Time // guarded by mu: when they were revoked
}

// newRevoked keeps for an hour at least: before a restart tokens may have had a longer life. Clocks of other nodes may differ by a minute.
func newRevoked(ttl time.Duration) *revoked {
	return &revoked{keep: max(ttl, time.Hour) + time.Minute, ids: map[chat.SessionID]time.Time{}}
}

func (r *revoked) has(id chat.SessionID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, ok := r.ids[id]
	return ok
}

// add notes sessions and answers those that were not known.
func (r *revoked) add(sessions []Session) []Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	var fresh []Session
	for _, s := range sessions {
		if _, known := r.ids[s.ID]; !known {
			r.ids[s.ID] = s.RevokedAt
			fresh = append(fresh, s)
		}
	}
	return fresh
}

// forget drops those that were revoked before.
func (r *revoked) forget(before time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, at := range r.ids {
		if at.Before(before) {
			delete(r.ids, id)
		}
	}
}

// ended notes sessions that were revoked, and tells the listener of those that are news.
func (s *Service) ended(sessions []Session) {
	l := s.listener.Load()
	type whose struct {
		user   chat.UserID
		reason Reason
	}
	groups := map[whose][]chat.SessionID{}
	for _, f := range s.revoked.add(sessions) {
		w := whose{f.User, f.Reason}
		groups[w] = append(groups[w], f.ID)
	}
	if l == nil {
		return
	}
	for w, ids := range groups {
		(*l).SessionsEnded(w.user, ids, w.reason)
	}
}

// Heard takes up that sessions of one person have ended on another node: their access tokens are refused from now on.
func (s *Service) Heard(user chat.UserID, ids []chat.SessionID, reason Reason) {
	sessions := make([]Session, len(ids))
	for i, id := range ids {
		sessions[i] = Session{ID: id, User: user, RevokedAt: s.now(), Reason: reason}
	}
	s.revoked.add(sessions)
}

// reload reads the sessions that were revoked lately: on other nodes, and before this one started.
func (s *Service) reload(ctx context.Context) error {
	since := s.now().Add(-s.revoked.keep)
	found, err := s.store.RevokedSince(ctx, since)
	if err != nil {
		return err
	}
	s.revoked.forget(since)
	s.ended(found)
	return nil
}

// watch reads revoked sessions again and again, and removes old ones, until ctx ends. Failures are told once, until it works again.
func (s *Service) watch(ctx context.Context) {
	often, rarely := time.NewTicker(reload), time.NewTicker(forget)
	defer often.Stop()
	defer rarely.Stop()
	failing := false
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-often.C:
			err = s.reload(ctx)
		case <-rarely.C:
			err = s.store.ForgetSessions(ctx, s.now().Add(-SessionIdle))
		}
		if err != nil && !failing && ctx.Err() == nil {
			s.log.Warn("cannot read which sessions were revoked on other nodes", "error", err)
		}
		failing = err != nil
	}
}
