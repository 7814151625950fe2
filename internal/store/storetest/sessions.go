package storetest

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// session logs a user in.
func (e *env) session(u chat.User) auth.Session {
	e.Helper()
	now := e.clock.Now().UTC().Truncate(time.Millisecond)
	s := auth.Session{ID: chat.SessionID(newID()), User: u.ID, CreatedAt: now, LastUsedAt: now, UserAgent: "agent", Address: "::1"}
	e.must(e.CreateSession(e.ctx, s, "hash of "+u.Username))
	return s
}

// lives checks that a session is as it should be, in every list.
func (e *env) isSession(want auth.Session) {
	e.Helper()
	got, err := e.Session(e.ctx, want.ID)
	e.must(err)
	equal(e.TB, "Session", got, want)
	live, err := e.UserSessions(e.ctx, want.User)
	e.must(err)
	equal(e.TB, "stands among the live ones", slices.Contains(live, want), want.RevokedAt.IsZero())
	revoked, err := e.RevokedSince(e.ctx, want.RevokedAt)
	e.must(err)
	equal(e.TB, "stands among the revoked ones", slices.Contains(revoked, want), !want.RevokedAt.IsZero())
}

// sessionTests: log-ins and their tokens.
var sessionTests = map[string]func(*testing.T, *env){
	"created and read": func(t *testing.T, e *env) {
		u := e.account("ann", "Ann")
		a := e.session(u)
		e.clock.add(time.Minute)
		b := e.session(u)
		for range 2 {
			e.isSession(a)
			e.isSession(b)
			live, err := e.UserSessions(e.ctx, u.ID)
			e.must(err)
			equal(t, "UserSessions", live, []auth.Session{b, a})
			e.reopen()
		}
		_, err := e.Session(e.ctx, "nothing")
		e.wantNotFound(err)
		late := a
		late.ID = chat.SessionID(newID())
		if err := e.CreateSession(e.ctx, late, "another hash"); !hasCode(err, chat.CodeUnauthorized) {
			t.Errorf("with another hash: %v, want unauthorized", err)
		}
		late.User = newUser()
		if err := e.CreateSession(e.ctx, late, "hash of ann"); !hasCode(err, chat.CodeUnauthorized) {
			t.Errorf("for nobody: %v, want unauthorized", err)
		}
	},

	"presenting": func(t *testing.T, e *env) {
		s := e.session(e.account("ann", "Ann"))
		at := s.CreatedAt
		present := func(generation int64, want auth.Presented) {
			t.Helper()
			at = at.Add(time.Second)
			s.LastUsedAt, s.UserAgent, s.Address = at, at.String(), "address"
			want.Session = s
			got, err := e.Present(e.ctx, s.ID, generation, auth.Use{At: at, UserAgent: s.UserAgent, Address: s.Address})
			e.must(err)
			equal(t, "Present", got, want)
			e.isSession(s)
		}
		first := at.Add(time.Second)
		present(1, auth.Presented{At: first})
		present(1, auth.Presented{At: first})
		second := at.Add(time.Second)
		present(2, auth.Presented{At: second})
		e.reopen()
		present(1, auth.Presented{At: first, Successor: second})
		present(2, auth.Presented{At: second})
		_, err := e.Present(e.ctx, "nothing", 1, auth.Use{At: at})
		e.wantNotFound(err)
		s, err = e.Revoke(e.ctx, s.ID, auth.LoggedOut, at)
		e.must(err)
		got, err := e.Present(e.ctx, s.ID, 3, auth.Use{At: at.Add(time.Hour), UserAgent: "thief"})
		e.must(err)
		equal(t, "the revoked session", got.Session, s)
		if !got.At.IsZero() {
			t.Error("a token of a revoked session was noted")
		}
		e.isSession(s)
	},

	"old generations are forgotten": func(t *testing.T, e *env) {
		s := e.session(e.account("ann", "Ann"))
		present := func(generation int64) auth.Presented {
			t.Helper()
			p, err := e.Present(e.ctx, s.ID, generation, auth.Use{At: s.CreatedAt.Add(time.Duration(generation) * time.Hour)})
			e.must(err)
			return p
		}
		const last = 3 * auth.KeptGenerations
		for g := int64(1); g <= last; g++ {
			if p := present(g); p.Old {
				t.Errorf("generation %d, the latest, is old", g)
			}
		}
		first := present(last - auth.KeptGenerations + 1)
		if first.Old || !first.Successor.After(first.At) || first.At.IsZero() {
			t.Errorf("the first that is remembered: %+v", first)
		}
		for _, g := range []int64{1, last - auth.KeptGenerations} {
			if p := present(g); !p.Old || !p.At.IsZero() {
				t.Errorf("generation %d is remembered: %+v", g, p)
			}
		}
		if p := present(last + 1); p.Old {
			t.Error("the next generation is old")
		}
	},

	"the first time counts, exactly one": func(t *testing.T, e *env) {
		s := e.session(e.account("ann", "Ann"))
		results := make([]auth.Presented, 16)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				var err error
				if results[i], err = e.Present(e.ctx, s.ID, 1, auth.Use{At: s.CreatedAt.Add(time.Duration(i+1) * time.Second)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		own := 0
		for i, r := range results {
			if !r.At.Equal(results[0].At) {
				t.Errorf("presented first at %v and %v", r.At, results[0].At)
			}
			if r.At.Equal(s.CreatedAt.Add(time.Duration(i+1) * time.Second)) {
				own++
			}
		}
		equal(t, "those who were first", own, 1)
	},

	"revoking": func(t *testing.T, e *env) {
		u := e.account("ann", "Ann")
		s, other := e.session(u), e.session(u)
		at := s.CreatedAt.Add(time.Minute)
		s.RevokedAt, s.Reason = at, auth.LoggedOut
		got, err := e.Revoke(e.ctx, s.ID, auth.LoggedOut, at)
		e.must(err)
		equal(t, "Revoke", got, s)
		got, err = e.Revoke(e.ctx, s.ID, auth.Revoked, at.Add(time.Hour))
		e.must(err)
		equal(t, "the second Revoke", got, s)
		e.isSession(s)
		e.isSession(other)
		_, err = e.Revoke(e.ctx, "nothing", auth.Revoked, at)
		e.wantNotFound(err)
		for since, want := range map[time.Duration]int{-1: 1, 0: 1, 1: 0} {
			list, err := e.RevokedSince(e.ctx, at.Add(since*time.Second))
			e.must(err)
			equal(t, "RevokedSince", len(list), want)
		}
	},

	"a new password": func(t *testing.T, e *env) {
		u, stranger := e.account("ann", "Ann"), e.account("bob", "Bob")
		keep, a, b, theirs := e.session(u), e.session(u), e.session(u), e.session(stranger)
		at := a.CreatedAt.Add(time.Minute)
		gone, err := e.Revoke(e.ctx, b.ID, auth.LoggedOut, at)
		e.must(err)
		_, err = e.SetPassword(e.ctx, u.ID, "not the hash", "new", keep.ID, at)
		if !hasCode(err, chat.CodeConflict) {
			t.Errorf("with a wrong old hash: %v, want conflict", err)
		}
		e.isSession(a)
		ended, err := e.SetPassword(e.ctx, u.ID, "hash of ann", "new", keep.ID, at)
		e.must(err)
		a.RevokedAt, a.Reason = at, auth.Revoked
		equal(t, "the sessions ended", ended, []auth.Session{a})
		for _, s := range []auth.Session{keep, a, gone, theirs} {
			e.isSession(s)
		}
		account, err := e.Account(e.ctx, u.ID)
		e.must(err)
		equal(t, "the hash", account.Hash, "new")
		late := keep
		late.ID = chat.SessionID(newID())
		if err := e.CreateSession(e.ctx, late, "hash of ann"); !hasCode(err, chat.CodeUnauthorized) {
			t.Errorf("a log-in by the old password: %v, want unauthorized", err)
		}
		ended, err = e.SetPassword(e.ctx, u.ID, "", "newer", "", at)
		e.must(err)
		equal(t, "the sessions ended by force", len(ended), 1)
		_, err = e.SetPassword(e.ctx, newUser(), "", "x", "", at)
		e.wantNotFound(err)
	},

	"log-ins while the password changes": func(t *testing.T, e *env) {
		u := e.account("ann", "Ann")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 10 {
					s := auth.Session{ID: chat.SessionID(newID()), User: u.ID, CreatedAt: e.clock.Now(), LastUsedAt: e.clock.Now()}
					if err := e.CreateSession(e.ctx, s, "hash of ann"); err != nil && !hasCode(err, chat.CodeUnauthorized) {
						t.Error(err)
					}
				}
			})
		}
		_, err := e.SetPassword(e.ctx, u.ID, "hash of ann", "new", "", e.clock.Now())
		e.must(err)
		all.Wait()
		live, err := e.UserSessions(e.ctx, u.ID)
		e.must(err)
		equal(t, "sessions by the old password that live", len(live), 0)
	},

	"forgetting": func(t *testing.T, e *env) {
		u := e.account("ann", "Ann")
		old := e.session(u)
		_, err := e.Present(e.ctx, old.ID, 1, auth.Use{At: old.CreatedAt})
		e.must(err)
		e.clock.add(time.Hour)
		used, revoked := e.session(u), e.session(u)
		before := used.CreatedAt.Add(30 * time.Minute)
		for _, s := range []auth.Session{used, revoked} {
			_, err = e.Present(e.ctx, s.ID, 1, auth.Use{At: before})
			e.must(err)
		}
		_, err = e.Revoke(e.ctx, revoked.ID, auth.LoggedOut, before.Add(-time.Millisecond))
		e.must(err)
		e.must(e.ForgetSessions(e.ctx, before))
		for id, there := range map[chat.SessionID]bool{old.ID: false, used.ID: true, revoked.ID: false} {
			if _, err := e.Session(e.ctx, id); errors.Is(err, chat.ErrNotFound) == there {
				t.Errorf("a session is there: %v, want %v", err == nil, there)
			}
		}
		e.must(e.ForgetSessions(e.ctx, before))
	},
}
