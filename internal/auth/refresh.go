package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/loquat-chat/loquat/internal/chat"
)

// refreshToken writes the token of a generation: family.generation.MAC. It is the same each time, so nothing secret is stored, and a lost answer
// can be made again.
func (k *Keys) refreshToken(family chat.SessionID, generation int64) string {
	text := string(family) + "." + strconv.FormatInt(generation, 10)
	mac := hmac.New(sha256.New, k.refresh)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// readRefresh answers what a token that this installation made says; ok is false for all others.
func (k *Keys) readRefresh(token string) (family chat.SessionID, generation int64, ok bool) {
	name, rest, _ := strings.Cut(token, ".")
	number, _, _ := strings.Cut(rest, ".")
	generation, err := strconv.ParseInt(number, 10, 64)
	if err != nil || len(token) > 256 {
		return "", 0, false
	}
	family = chat.SessionID(name)
	return family, generation, hmac.Equal([]byte(token), []byte(k.refreshToken(family, generation)))
}
