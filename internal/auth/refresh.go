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
	return text + "." + base64.RawURLEncoding.EncodeToString(k.mac(text))
}

func (k *Keys) mac(text string) []byte {
	h := hmac.New(sha256.New, k.refresh)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// readRefresh answers what a token that this installation made says; ok is false for all others.
func (k *Keys) readRefresh(token string) (family chat.SessionID, generation int64, ok bool) {
	if len(token) > 256 {
		return "", 0, false
	}
	cut := strings.LastIndexByte(token, '.')
	if cut < 0 {
		return "", 0, false
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(token[cut+1:])
	if err != nil || !hmac.Equal(mac, k.mac(token[:cut])) {
		return "", 0, false
	}
	name, number, found := strings.Cut(token[:cut], ".")
	generation, err = strconv.ParseInt(number, 10, 64)
	return chat.SessionID(name), generation, found && err == nil
}
