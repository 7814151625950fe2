package chat

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of protocol 4. Lengths are in Unicode code points.
const (
	MaxContent     = 8000
	MaxDisplayName = 64
	MinPassword    = 8
	MaxPassword    = 128
	MaxRoomName    = 80
	MaxTopic       = 250
	maxClientID    = 64
	maxFounders    = 200
)

// ValidateUsername answers the name in lower case: 2 to 32 of a-z 0-9 . _ -
func ValidateUsername(name string) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if len(name) < 2 || len(name) > 32 {
		return "", Invalid("username", "must have 2 to 32 characters")
	}
	for _, c := range []byte(name) {
		if !isNameByte(c) {
			return "", Invalid("username", "may have the letters a to z, digits, and . _ - only")
		}
	}
	return name, nil
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-'
}

// ValidateDisplayName answers the name without surrounding space and without characters that change how text beside it is shown.
func ValidateDisplayName(name string) (string, error) {
	return line("displayName", name, 1, MaxDisplayName)
}

// ValidatePassword answers the password as it is.
func ValidatePassword(password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < MinPassword || n > MaxPassword {
		return "", Invalid("password", "must have 8 to 128 characters")
	}
	return password, nil
}

func validateSettings(s Settings) (Settings, error) {
	var err error
	if s.Name, err = line("name", s.Name, 1, MaxRoomName); err != nil {
		return s, err
	}
	if s.Topic, err = line("topic", s.Topic, 0, MaxTopic); err != nil {
		return s, err
	}
	if s.Visibility != Public && s.Visibility != Private {
		return s, Invalid("visibility", "must be public or private")
	}
	return s, nil
}

// line checks a text of one line: control characters and those that reorder the text around them are taken out.
func line(field, text string, least, most int) (string, error) {
	if !utf8.ValidString(text) {
		return "", Invalid(field, "is not valid text")
	}
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text))
	switch n := utf8.RuneCountInString(text); {
	case n < least || n > 0 && strings.TrimFunc(text, invisible) == "":
		return "", Invalid(field, "must not be empty")
	case n > most:
		return "", Invalid(field, "is too long")
	}
	return text, nil
}

// validateContent answers the text of a message as it will be stored, with LF as its only line break.
func validateContent(content string) (string, error) {
	content = strings.ReplaceAll(content, "\r\n", "\n")
	if utf8.RuneCountInString(content) > MaxContent {
		return "", Errorf(CodeTooLarge, "A message has at most %d characters.", MaxContent)
	}
	if strings.ContainsRune(content, 0) || !utf8.ValidString(content) {
		return "", Invalid("content", "is not valid text")
	}
	if strings.TrimFunc(content, invisible) == "" {
		return "", Invalid("content", "must not be blank")
	}
	return content, nil
}

func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// validateOpID checks a clientId or Idempotency-Key: 1 to 64 of A-Z a-z 0-9 _ -
func validateOpID(field, id string) error {
	if id == "" || len(id) > maxClientID {
		return Invalid(field, "must have 1 to 64 characters")
	}
	for _, c := range []byte(id) {
		if c == '.' || !isNameByte(c|lowerBit(c)) {
			return Invalid(field, "may have letters, digits, _ and - only")
		}
	}
	return nil
}

// DigestOf is the digest of a request: SHA-256 over its parts, each with its length before it, so that no two requests share one.
func DigestOf(parts ...string) Digest {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return Digest(h.Sum(nil))
}

// DirectRoomID is the id of the direct room of two people, the same in whichever order: a UUID of version 8 (RFC 9562, 5.8) from SHA-256 of the sorted pair.
func DirectRoomID(a, b UserID) RoomID {
	pair := sortedPair(a, b)
	d := DigestOf("direct", string(pair[0]), string(pair[1]))
	u := d[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	const hex = "0123456789abcdef"
	out := make([]byte, 0, 36)
	for i, b := range u {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, hex[b>>4], hex[b&15])
	}
	return RoomID(out)
}

func sortedPair(a, b UserID) [2]UserID {
	if a > b {
		a, b = b, a
	}
	return [2]UserID{a, b}
}
