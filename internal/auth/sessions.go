package auth

import (
	"context"
	"errors"

	"github.com/loquat-chat/loquat/internal/chat"
)

var errRefresh = chat.Errorf(chat.CodeUnauthorized, "This session has ended. Sign in again.")

// Refresh takes a refresh token and answers a new access token and the refresh token's successor, which is the same each time. A token that turns
// up when its successor has long been used is in two hands: the session ends, and both have to sign in. Any dead token: chat.CodeUnauthorized.
func (s *Service) Refresh(ctx context.Context, token string, from Client) (Grant, error) {
	family, generation, ok := s.keys.readRefresh(token)
	if !ok {
		return Grant{}, errRefresh
	}
	now := s.stamp()
	p, err := s.store.Present(ctx, family, generation, Use{At: now, UserAgent: shorten(from.UserAgent), Address: from.Address})
	if errors.Is(err, chat.ErrNotFound) {
		return Grant{}, errRefresh
	}
	if err != nil {
		return Grant{}, err
	}
	if !p.Session.RevokedAt.IsZero() {
		return Grant{}, errRefresh
	}
	if p.Old || !p.Successor.IsZero() && now.Sub(p.Successor) > grace {
		s.log.Warn("a refresh token was used twice; its session is revoked", "session", family, "address", from.Address)
		if err := s.revoke(ctx, family, Revoked); err != nil {
			return Grant{}, err
		}
		return Grant{}, errRefresh
	}
	account, err := s.store.Account(ctx, p.Session.User)
	if errors.Is(err, chat.ErrNotFound) {
		return Grant{}, errRefresh
	}
	if err != nil {
		return Grant{}, err
	}
	return s.grant(account.User, family, generation+1)
}

// Family answers of which session a refresh token is, live or not; !ok if it is none of ours.
func (s *Service) Family(token string) (id chat.SessionID, ok bool) {
	id, _, ok = s.keys.readRefresh(token)
	return id, ok
}

// Logout ends the session of a refresh token, or, if that is none of ours, of an access token. Repeating it is harmless.
// chat.CodeUnauthorized, or chat.CodeTokenExpired, if neither is good.
func (s *Service) Logout(ctx context.Context, refreshToken, accessToken string) error {
	if family, _, ok := s.keys.readRefresh(refreshToken); ok {
		err := s.revoke(ctx, family, LoggedOut)
		if errors.Is(err, chat.ErrNotFound) {
			return nil // ended so long ago that it has been forgotten
		}
		return err
	}
	id, err := s.Verify(accessToken)
	if err != nil {
		return err
	}
	return s.revoke(ctx, id.Session, LoggedOut)
}

// Sessions lists a user's live sessions, the one used latest first.
func (s *Service) Sessions(ctx context.Context, user chat.UserID) ([]Session, error) {
	return s.store.UserSessions(ctx, user)
}

// EndSession ends one of the caller's own sessions. Repeating it is harmless; others' are chat.ErrNotFound.
func (s *Service) EndSession(ctx context.Context, id Identity, session chat.SessionID) error {
	found, err := s.store.Session(ctx, session)
	if err != nil {
		return err
	}
	if found.User != id.User {
		return chat.ErrNotFound
	}
	reason := Revoked
	if session == id.Session {
		reason = LoggedOut
	}
	return s.revoke(ctx, session, reason)
}

// revoke ends a session in the store, then here.
func (s *Service) revoke(ctx context.Context, id chat.SessionID, reason Reason) error {
	session, err := s.store.Revoke(ctx, id, reason, s.stamp())
	if err != nil {
		return err
	}
	s.ended([]Session{session})
	return nil
}
