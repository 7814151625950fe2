package rest

import (
	"net/http"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
)

// refreshCookie holds the refresh token; only these routes are sent it.
const (
	refreshCookie = "loquat_refresh"
	cookiePath    = prefix + "/auth"
)

// RegisterRequest is what somebody asks for who wants an account.
type RegisterRequest struct {
	Username    string  `json:"username" doc:"2 to 32 of a-z, 0-9, '.', '_', '-'; capital letters are taken as small ones."`
	Password    string  `json:"password" doc:"8 to 128 characters."`
	DisplayName *string `json:"displayName,omitempty" doc:"1 to 64 characters; absent: the username."`
	InviteCode  string  `json:"inviteCode,omitempty" doc:"Not used yet."`
	SetupToken  string  `json:"setupToken,omitempty" doc:"For the first account."`
}

// LoginRequest is what somebody signs in with.
type LoginRequest struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// SignedIn is what somebody gets who has signed in; the refresh token comes as a cookie.
type SignedIn struct {
	User        protocol.User `json:"user"`
	AccessToken string        `json:"accessToken"`
	ExpiresIn   int64         `json:"expiresIn" doc:"Whole seconds."`
}

func (a *api) register(c *call, in RegisterRequest) (SignedIn, error) {
	if err := a.limit(ratelimit.Register, a.address(c)); err != nil {
		return SignedIn{}, err
	}
	account := auth.NewAccount{
		Username: in.Username, Password: in.Password, DisplayName: in.DisplayName, SetupToken: in.SetupToken, ThisMachine: a.fromThisMachine(c.r),
	}
	return a.signIn(c)(a.auth.Register(c.ctx(), account, a.client(c)))
}

func (a *api) login(c *call, in LoginRequest) (SignedIn, error) {
	if err := a.limit(ratelimit.LoginAddress, a.address(c)); err != nil {
		return SignedIn{}, err
	}
	if err := a.limit(ratelimit.LoginAccount, auth.AccountKey(in.Username)); err != nil {
		return SignedIn{}, err
	}
	return a.signIn(c)(a.auth.Login(c.ctx(), in.Username, in.Password, a.client(c)))
}

func (a *api) refresh(c *call, _ none) (SignedIn, error) {
	token := refreshToken(c.r)
	if family, ok := a.auth.Family(token); ok { // each refresh is written
		if err := a.limit(ratelimit.Refresh, string(family)); err != nil {
			return SignedIn{}, err
		}
	}
	return a.signIn(c)(a.auth.Refresh(c.ctx(), token, a.client(c)))
}

func (a *api) logout(c *call, _ none) (none, error) {
	if err := a.auth.Logout(c.ctx(), refreshToken(c.r), bearer(c.r)); err != nil {
		return none{}, err
	}
	a.setCookie(c, "", -1)
	return none{}, nil
}

// signIn answers a grant and sets the cookie. A refusal leaves the cookie as it is: another tab may have got a new one meanwhile.
func (a *api) signIn(c *call) func(auth.Grant, error) (SignedIn, error) {
	return func(g auth.Grant, err error) (SignedIn, error) {
		if err != nil {
			return SignedIn{}, err
		}
		a.setCookie(c, g.RefreshToken, int(auth.SessionIdle.Seconds()))
		return SignedIn{User: protocol.UserOf(g.User), AccessToken: g.AccessToken, ExpiresIn: int64(g.ExpiresIn.Seconds())}, nil
	}
}

// setCookie sets the refresh cookie; a negative age removes it.
func (a *api) setCookie(c *call, token string, age int) {
	http.SetCookie(c.w, &http.Cookie{ //nolint:gosec // Secure wherever there is TLS: plain http is allowed on loopback and in a LAN
		Name: refreshCookie, Value: token, Path: cookiePath, MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: a.origins.Secure(c.r),
	})
}

func refreshToken(r *http.Request) string {
	cookie, err := r.Cookie(refreshCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// client says from where somebody signs in.
func (a *api) client(c *call) auth.Client {
	from := auth.Client{UserAgent: c.r.UserAgent()}
	if ip := a.origins.ClientIP(c.r); ip.IsValid() {
		from.Address = ip.String()
	}
	return from
}

// address is the key by which an address is limited.
func (a *api) address(c *call) string { return ratelimit.Address(a.origins.ClientIP(c.r)) }

// UpdateMeRequest is what somebody changes of their own account.
type UpdateMeRequest struct {
	DisplayName     *string `json:"displayName,omitempty" doc:"1 to 64 characters."`
	Password        *string `json:"password,omitempty" doc:"8 to 128 characters; needs currentPassword."`
	CurrentPassword string  `json:"currentPassword,omitempty"`
}

func (a *api) getMe(c *call, _ none) (protocol.User, error) {
	u, err := a.chat.User(c.ctx(), c.id.User)
	return protocol.UserOf(u), err
}

func (a *api) updateMe(c *call, in UpdateMeRequest) (protocol.User, error) {
	if in.DisplayName != nil { // before the password is changed
		if _, err := chat.ValidateDisplayName(*in.DisplayName); err != nil {
			return protocol.User{}, err
		}
	}
	if in.Password != nil {
		// The current password could be guessed here as well as at log-in.
		if err := a.limit(ratelimit.LoginAccount, "id:"+string(c.id.User)); err != nil {
			return protocol.User{}, err
		}
		if err := a.auth.ChangePassword(c.ctx(), c.id, in.CurrentPassword, *in.Password); err != nil {
			return protocol.User{}, err
		}
	}
	if in.DisplayName == nil {
		return a.getMe(c, none{})
	}
	u, err := a.chat.SetDisplayName(c.ctx(), c.id.User, *in.DisplayName)
	return protocol.UserOf(u), err
}

// SessionInfo is one log-in of the caller's on one device.
type SessionInfo struct {
	ID         chat.SessionID     `json:"id"`
	CreatedAt  protocol.Timestamp `json:"createdAt"`
	LastUsedAt protocol.Timestamp `json:"lastUsedAt"`
	UserAgent  string             `json:"userAgent"`
	Address    string             `json:"address"`
	Current    bool               `json:"current" doc:"It is the one that asks."`
}

// SessionList is the caller's sessions.
type SessionList struct {
	Sessions []SessionInfo `json:"sessions"`
}

func (a *api) listSessions(c *call, _ none) (SessionList, error) {
	list, err := a.auth.Sessions(c.ctx(), c.id.User)
	if err != nil {
		return SessionList{}, err
	}
	out := SessionList{Sessions: make([]SessionInfo, len(list))}
	for i, s := range list {
		out.Sessions[i] = SessionInfo{
			ID: s.ID, CreatedAt: protocol.Stamp(s.CreatedAt), LastUsedAt: protocol.Stamp(s.LastUsedAt),
			UserAgent: s.UserAgent, Address: s.Address, Current: s.ID == c.id.Session,
		}
	}
	return out, nil
}

type sessionPath struct {
	ID chat.SessionID `path:"id" json:"-"`
}

func (a *api) endSession(c *call, in sessionPath) (none, error) {
	return none{}, a.auth.EndSession(c.ctx(), c.id, in.ID)
}
