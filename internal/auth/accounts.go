package auth

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Client says from where somebody signs in, for their list of sessions.
type Client struct {
	UserAgent string
	Address   string
}

// Grant is what somebody gets who has signed in.
type Grant struct {
	User         chat.User
	Session      chat.SessionID
	AccessToken  string
	ExpiresIn    time.Duration // of the access token
	RefreshToken string        // secret; for the cookie
}

// NewAccount is what somebody asks for who registers.
type NewAccount struct {
	Username    string
	Password    string
	DisplayName *string // nil: the username
	SetupToken  string  // for the first account
	ThisMachine bool    // the first account needs no setup token ([FromThisMachine])
}

var (
	errClosed      = chat.Errorf(chat.CodeForbidden, "Registration is closed on this server.")
	errInvite      = chat.Errorf(chat.CodeForbidden, "Registration needs a valid invitation.")
	errSetup       = chat.Errorf(chat.CodeForbidden, "The first account needs the setup token that the server printed when it started.")
	errCredentials = chat.Errorf(chat.CodeUnauthorized, "The username or the password is wrong.")
	errCurrent     = chat.Errorf(chat.CodeUnauthorized, "The current password is wrong.")
)

// Register makes an account and signs it in. The first one becomes the server's admin, whatever the Registration; it needs the setup token.
func (s *Service) Register(ctx context.Context, in NewAccount, from Client) (Grant, error) {
	onlyFirst, err := s.mayRegister(ctx, in)
	if err != nil {
		return Grant{}, err
	}
	username, name, err := validate(in)
	if err != nil {
		return Grant{}, err
	}
	hash, err := s.hasher.hash(ctx, in.Password)
	if err != nil {
		return Grant{}, err
	}
	user, err := s.store.CreateAccount(ctx, chat.User{
		ID: chat.UserID(newID()), Username: username, DisplayName: name, CreatedAt: s.stamp(),
	}, hash, onlyFirst)
	if err != nil {
		if onlyFirst && errors.Is(err, chat.ErrForbidden) {
			return Grant{}, s.refusal() // somebody else was first
		}
		return Grant{}, err
	}
	s.populated.Store(true)
	return s.open(ctx, Account{User: user, Hash: hash}, from)
}

// mayRegister answers the refusal, or whether only a first account may be made.
func (s *Service) mayRegister(ctx context.Context, in NewAccount) (onlyFirst bool, err error) {
	first, err := s.NeedsSetup(ctx)
	switch {
	case err != nil:
		return false, err
	case first && !in.ThisMachine && !s.isSetupToken(in.SetupToken):
		return false, errSetup
	case first:
		return s.registration != Open, nil
	}
	return false, s.refusal()
}

// refusal is why nobody may register, nil if everybody may.
func (s *Service) refusal() error {
	switch s.registration {
	case Open:
		return nil
	case Invite:
		return errInvite
	case Closed:
		return errClosed
	}
	return errClosed
}

// validate checks all fields of a new account and says everything that is wrong at once.
func validate(in NewAccount) (username, displayName string, err error) {
	username, errName := chat.ValidateUsername(in.Username)
	displayName = username
	var errDisplay error
	if in.DisplayName != nil {
		displayName, errDisplay = chat.ValidateDisplayName(*in.DisplayName)
	}
	_, errPassword := chat.ValidatePassword(in.Password)
	return username, displayName, together(errName, errPassword, errDisplay)
}

// together makes one CodeInvalid error of several.
func together(errs ...error) error {
	var all *chat.Error
	for _, err := range errs {
		if err == nil {
			continue
		}
		e := chat.AsError(err)
		if all == nil {
			all = &chat.Error{Code: e.Code, Message: e.Message}
		} else {
			all.Message += "; " + e.Message
		}
		all.Fields = append(all.Fields, e.Fields...)
	}
	if all == nil {
		return nil
	}
	return all
}

// Login signs somebody in. An unknown user and a wrong password get the same answer after the same time.
func (s *Service) Login(ctx context.Context, username, password string, from Client) (Grant, error) {
	var empty []error
	if strings.TrimSpace(username) == "" {
		empty = append(empty, chat.Invalid("username", "must not be empty"))
	}
	if password == "" {
		empty = append(empty, chat.Invalid("password", "must not be empty"))
	}
	if len(empty) > 0 {
		return Grant{}, together(empty...)
	}
	account, err := s.store.AccountByName(ctx, AccountKey(username))
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return Grant{}, err
	}
	// No account: no hash, and the same work.
	ok, err := s.hasher.matches(ctx, password, account.Hash)
	if err != nil {
		return Grant{}, err
	}
	if !ok {
		return Grant{}, errCredentials
	}
	return s.open(ctx, account, from)
}

// maxKey is the most bytes of the key of a name that nobody can have.
const maxKey = 64

// AccountKey is the form in which a username is stored and compared. It is short: names that are too long for anybody have one key together.
func AccountKey(username string) string {
	if name, err := chat.ValidateUsername(username); err == nil {
		return name
	}
	if len(username) > maxKey {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(username)) // nobody's
}

// open begins a session for an account whose password was right.
func (s *Service) open(ctx context.Context, a Account, from Client) (Grant, error) {
	now := s.stamp()
	session := Session{
		ID: chat.SessionID(newID()), User: a.User.ID, CreatedAt: now, LastUsedAt: now,
		UserAgent: shorten(from.UserAgent), Address: from.Address,
	}
	if err := s.store.CreateSession(ctx, session, a.Hash); err != nil {
		if chat.AsError(err).Code == chat.CodeUnauthorized {
			return Grant{}, errCredentials
		}
		return Grant{}, err
	}
	return s.grant(a.User, session.ID, 1)
}

// grant makes the tokens of a session; generation is the next refresh token's.
func (s *Service) grant(u chat.User, session chat.SessionID, generation int64) (Grant, error) {
	now := s.now()
	access, err := s.keys.signAccess(Identity{User: u.ID, Session: session, ExpiresAt: now.Add(s.ttl)}, now)
	if err != nil {
		return Grant{}, err
	}
	return Grant{
		User: u, Session: session, AccessToken: access, ExpiresIn: s.ttl,
		RefreshToken: s.keys.refreshToken(session, generation),
	}, nil
}

// shorten cuts a User-Agent to what is kept of it: valid text of at most 256 bytes.
func shorten(agent string) string {
	return strings.ToValidUTF8(agent[:min(len(agent), 256)], "")
}

// ChangePassword replaces the caller's own password, for which the current one is needed, and ends their other sessions.
// A wrong current one: chat.CodeUnauthorized.
func (s *Service) ChangePassword(ctx context.Context, id Identity, current, password string) error {
	_, err := chat.ValidatePassword(password)
	if current == "" {
		err = together(err, chat.Invalid("currentPassword", "is needed for a new password"))
	}
	if err != nil {
		return err
	}
	account, err := s.store.Account(ctx, id.User)
	if err != nil {
		return err
	}
	ok, err := s.hasher.matches(ctx, current, account.Hash)
	if err != nil {
		return err
	}
	if !ok {
		return errCurrent
	}
	return s.setPassword(ctx, id.User, account.Hash, password, id.Session)
}

// ResetPassword replaces somebody's password without asking for the current one, and ends all their sessions: for the operator.
// chat.ErrNotFound if there is no such account.
func (s *Service) ResetPassword(ctx context.Context, username, password string) error {
	if _, err := chat.ValidatePassword(password); err != nil {
		return err
	}
	account, err := s.store.AccountByName(ctx, AccountKey(username))
	if err != nil {
		return err
	}
	return s.setPassword(ctx, account.User.ID, "", password, "")
}

func (s *Service) setPassword(ctx context.Context, user chat.UserID, old, password string, keep chat.SessionID) error {
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	ended, err := s.store.SetPassword(ctx, user, old, hash, keep, s.stamp())
	if err != nil {
		return err
	}
	s.ended(ended)
	return nil
}
