package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/loquat-chat/loquat/internal/chat"
)

// cost is what one hash takes. A hash names its own cost, so raising this one leaves old hashes readable.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// standardCost is OWASP's for argon2id: 19 MiB, 2 rounds, 1 thread; about 25 ms.
var standardCost = cost{memory: 19 << 10, time: 2, threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// hasher hashes passwords, as many at once as there are processors: each takes 19 MiB, so without the gate a thousand log-ins at once would take
// the memory of the machine.
type hasher struct {
	cost  cost
	gate  chan struct{}
	dummy string // the hash of a password that nobody has: for users who do not exist
}

func newHasher(c cost) *hasher {
	h := &hasher{cost: c, gate: make(chan struct{}, runtime.GOMAXPROCS(0))}
	h.dummy = encode(c, random(saltBytes), random(hashBytes))
	return h
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}

// encode writes a PHC string.
func encode(c cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads, b64(salt), b64(hash))
}

// decode reads a PHC string that encode wrote.
func decode(phc string) (c cost, salt, hash []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("not an argon2id hash")
	}
	var version int
	if _, err = fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return c, nil, nil, fmt.Errorf("unknown version of argon2id: %s", parts[2])
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil {
		return c, nil, nil, fmt.Errorf("cost of argon2id: %w", err)
	}
	if c.time < 1 || c.threads < 1 {
		return c, nil, nil, fmt.Errorf("cost of argon2id: %s", parts[3])
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, err
	}
	hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err == nil && len(hash) == 0 {
		err = fmt.Errorf("no hash")
	}
	return c, salt, hash, err
}

// enter waits for a turn; who has gone away meanwhile gets none.
func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return chat.Unavailable(ctx.Err())
	}
}

func (h *hasher) leave() { <-h.gate }

// hash makes the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	salt, c := random(saltBytes), h.cost
	return encode(c, salt, argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, hashBytes)), nil
}

// matches says whether a hash is this password's. The empty hash (nobody's) matches nothing, and takes just as long.
func (h *hasher) matches(ctx context.Context, password, phc string) (bool, error) {
	nobody := phc == ""
	if nobody {
		phc = h.dummy
	}
	c, salt, want, err := decode(phc)
	if err != nil {
		return false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(len(want))) //nolint:gosec // 32
	return subtle.ConstantTimeCompare(got, want) == 1 && !nobody, nil
}
