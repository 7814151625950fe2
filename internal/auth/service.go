package auth

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Registration says who may make an account (LOQUAT_REGISTRATION).
type Registration string

// The ways to register.
const (
	Open   Registration = "open"
	Invite Registration = "invite" // by invitation; as there are none yet, nobody
	Closed Registration = "closed"
)

const (
	// SessionIdle is how long a session lives without being used.
	SessionIdle = 30 * 24 * time.Hour
	// grace is how long after its successor was used a refresh token may still turn up: two tabs that refresh at once, an answer that was lost.
	grace = 15 * time.Second
	// reload is how often the sessions that were revoked elsewhere are read.
	reload = 5 * time.Second
	// forget is how often sessions that nobody uses are removed.
	forget = time.Hour
)

// Config is what a Service is made of.
type Config struct {
	Store        Store
	Keys         *Keys
	Registration Registration
	AccessTTL    time.Duration    // the life of an access token
	Now          func() time.Time // the clock; nil: time.Now
	Log          *slog.Logger
}

// Listener is told which sessions have ended, by whatever cause and on whichever node; their sockets are to be closed. A session may be told more
// than once. Calls come one at a time or at once, and must not block.
type Listener interface {
	SessionsEnded(user chat.UserID, ids []chat.SessionID, reason Reason)
}

// Service is authentication. It is safe for concurrent use.
type Service struct {
	store        Store
	keys         *Keys
	registration Registration
	ttl          time.Duration
	now          func() time.Time
	log          *slog.Logger
	hasher       *hasher
	revoked      *revoked
	populated    atomic.Bool // there are accounts; never becomes false again
	listener     atomic.Pointer[Listener]

	cancel context.CancelFunc
	owned  sync.WaitGroup // the goroutine of watch
}

// New makes a Service and reads the sessions that were revoked lately; it starts a goroutine, which Close ends. The store must stay open until then.
func New(ctx context.Context, c Config) (*Service, error) { return newService(ctx, c, standardCost) }

func newService(ctx context.Context, c Config, k cost) (*Service, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Service{
		store: c.Store, keys: c.Keys, registration: c.Registration, ttl: c.AccessTTL, now: c.Now, log: c.Log,
		hasher: newHasher(k), revoked: newRevoked(c.AccessTTL),
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	if _, err := s.NeedsSetup(ctx); err != nil {
		return nil, err
	}
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	s.owned.Go(func() { s.watch(life) })
	return s, nil
}

// Close ends the goroutine of the service and waits for it.
func (s *Service) Close() {
	s.cancel()
	s.owned.Wait()
}

// Listen names the one who is told of sessions that ended; there is one at a time.
func (s *Service) Listen(l Listener) { s.listener.Store(&l) }

// Registration says who may make an account, once there is one.
func (s *Service) Registration() Registration { return s.registration }

// NeedsSetup says whether there is no account yet.
func (s *Service) NeedsSetup(ctx context.Context) (bool, error) {
	if s.populated.Load() {
		return false, nil
	}
	has, err := s.store.HasAccounts(ctx)
	if err != nil {
		return false, err
	}
	if has {
		s.populated.Store(true)
	}
	return !has, nil
}

// Verify answers who an access token speaks for. chat.CodeTokenExpired if it was a good one, chat.CodeUnauthorized for all others, those of
// sessions that ended included.
func (s *Service) Verify(token string) (Identity, error) {
	id, err := s.keys.readAccess(token, s.now())
	if err != nil {
		return Identity{}, err
	}
	if s.revoked.has(id.Session) {
		return Identity{}, errToken
	}
	return id, nil
}

// newID makes a UUIDv7.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// stamp is the time as it is stored: UTC, milliseconds.
func (s *Service) stamp() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
