package auth

import (
	"context"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Store keeps accounts and sessions. Methods may be called concurrently; each change is durable when its method returns, and all of it happens or
// nothing does. Errors that are not said here are *chat.Error with chat.CodeUnavailable, or causes for the log. storetest proves these sentences.
type Store interface {
	Accounts
	Sessions
}

// Account is a user with what is secret about them.
type Account struct {
	User chat.User
	Hash string // of the password: a PHC string, compared only by [Service]
}

// Accounts stores who may log in.
type Accounts interface {
	// CreateAccount stores a user (with Role and Rev as the store gives them: Rev 1) and the hash of their password. The first account of a database
	// has the role chat.ServerAdmin, all others chat.ServerMember: exactly one, however many are created at once, on however many nodes. With
	// onlyFirst it creates the first account or none: chat.ErrForbidden if there is one already, whatever its name.
	// A username that is taken: chat.CodeConflict. Usernames come in lower case.
	CreateAccount(ctx context.Context, u chat.User, hash string, onlyFirst bool) (chat.User, error)
	// HasAccounts says whether there is any account.
	HasAccounts(ctx context.Context) (bool, error)
	// Account reads an account; chat.ErrNotFound.
	Account(ctx context.Context, id chat.UserID) (Account, error)
	// AccountByName reads an account by its username in lower case; chat.ErrNotFound.
	AccountByName(ctx context.Context, username string) (Account, error)
	// SetPassword replaces the hash old by hash and revokes the user's live sessions but keep (empty: all of them), for [Revoked], in one commit:
	// a session that was opened with the old password can never outlive it. It answers the sessions that it revoked. If the hash is not old any more:
	// chat.CodeConflict, and nothing is changed. old empty: whatever it was. No such user: chat.ErrNotFound.
	SetPassword(ctx context.Context, id chat.UserID, old, hash string, keep chat.SessionID, at time.Time) ([]Session, error)
}

// Reason says why a session ended; it is what clients are told in session_ended.
type Reason string

// The reasons.
const (
	LoggedOut Reason = "logged_out" // by the person, on that device
	Revoked   Reason = "revoked"    // from another device, by a new password, or because a refresh token was used twice
)

// Session is one log-in of one user on one device: a family of refresh tokens.
type Session struct {
	ID         chat.SessionID // UUIDv7
	User       chat.UserID
	CreatedAt  time.Time
	LastUsedAt time.Time // of the latest refresh
	UserAgent  string    // as of the latest refresh; at most 256 bytes
	Address    string    // as of the latest refresh: an IP address
	RevokedAt  time.Time // zero: live
	Reason     Reason    // empty: live
}

// Presented is what the store knows of a generation of refresh tokens, after having noted that it was presented.
type Presented struct {
	Session   Session
	At        time.Time // when this generation was first presented
	Successor time.Time // when the next generation was first presented; zero: never
	Old       bool      // KeptGenerations or more later ones were presented since; then nothing else is known of it
}

// KeptGenerations is how many generations of a session's refresh tokens are remembered: the latest that was presented and those before it.
const KeptGenerations = 10

// Use says who presented a refresh token, and when.
type Use struct {
	At        time.Time
	UserAgent string
	Address   string
}

// Sessions stores sessions and which of their refresh tokens were used.
type Sessions interface {
	// CreateSession stores a session, provided that the hash of its user's password is still hash, as of the same commit; otherwise
	// chat.CodeUnauthorized: the password was changed while somebody logged in with the old one.
	CreateSession(ctx context.Context, s Session, hash string) error
	// Session reads a session, also one that was revoked; chat.ErrNotFound.
	Session(ctx context.Context, id chat.SessionID) (Session, error)
	// UserSessions lists a user's live sessions, the one used latest first.
	UserSessions(ctx context.Context, user chat.UserID) ([]Session, error)
	// Present notes that a generation of a session's refresh tokens was presented at use.At, unless that is known already (the first time counts;
	// exactly one however many at once), and answers both that time and its successor's, as of the same commit. A live session takes
	// LastUsedAt, UserAgent and Address from use; a revoked one is answered as it is, and nothing is noted, nor of a generation that is Old. Those
	// that are Old from now on are forgotten. No such session: chat.ErrNotFound.
	Present(ctx context.Context, id chat.SessionID, generation int64, use Use) (Presented, error)
	// Revoke ends a session and answers it as it is then. One that was revoked before keeps its RevokedAt and Reason. chat.ErrNotFound.
	Revoke(ctx context.Context, id chat.SessionID, reason Reason, at time.Time) (Session, error)
	// RevokedSince lists the sessions revoked at since or later.
	RevokedSince(ctx context.Context, since time.Time) ([]Session, error)
	// ForgetSessions removes what nobody asks about any more: sessions revoked before, or last used before, with all that is known of their tokens.
	ForgetSessions(ctx context.Context, before time.Time) error
}
