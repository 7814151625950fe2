package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/loquat-chat/loquat/internal/chat"
)

const (
	issuer      = "loquat"
	audience    = "loquat"
	typeAccess  = "access"
	maxToken    = 8 << 10 // bytes of a token that is looked at
	tokenPieces = 3
)

// claims are what an access token says.
type claims struct {
	jwt.RegisteredClaims
	Type    string         `json:"typ"`
	Session chat.SessionID `json:"sid"`
}

// Identity is who an access token speaks for.
type Identity struct {
	User      chat.UserID
	Session   chat.SessionID
	ExpiresAt time.Time
}

// The parser checks the signature alone: what the claims say is checked here, so that a token is "expired" only if nothing else is wrong with it.
var parser = jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())

func init() {
	// A life of whole seconds would be cut short by up to one: too much for tests that let tokens live for two.
	jwt.TimePrecision = time.Millisecond
}

// signAccess makes an access token.
func (k *Keys) signAccess(id Identity, now time.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Audience: jwt.ClaimStrings{audience}, Subject: string(id.User),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(id.ExpiresAt),
		},
		Type: typeAccess, Session: id.Session,
	})
	t.Header["kid"] = k.id
	return t.SignedString(k.private)
}

var (
	errToken   = chat.Errorf(chat.CodeUnauthorized, "Sign in first.")
	errExpired = chat.Errorf(chat.CodeTokenExpired, "The access token has expired. Get a new one.")
)

// readAccess checks an access token: errExpired if it was a good one, errToken (with the cause) for everything else.
func (k *Keys) readAccess(token string, now time.Time) (Identity, error) {
	id, err := k.parseAccess(token, now)
	if err != nil {
		return Identity{}, &chat.Error{Code: errToken.Code, Message: errToken.Message, Cause: err}
	}
	if !now.Before(id.ExpiresAt) {
		return Identity{}, errExpired
	}
	return id, nil
}

func (k *Keys) parseAccess(token string, now time.Time) (Identity, error) {
	if len(token) > maxToken {
		return Identity{}, errors.New("too long")
	}
	pieces := strings.SplitN(token, ".", tokenPieces)
	if len(pieces) != tokenPieces {
		return Identity{}, errors.New("not a JWT")
	}
	for _, p := range pieces[:2] {
		if err := distinctKeys(p); err != nil {
			return Identity{}, err
		}
	}
	var c claims
	_, err := parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != k.id { // one key, known by one name: a kid is never looked up anywhere
			return nil, errors.New("unknown kid")
		}
		return k.public(), nil
	})
	if err != nil {
		return Identity{}, err
	}
	switch {
	case c.Issuer != issuer, !slices.Contains(c.Audience, audience), c.Type != typeAccess:
		return Identity{}, errors.New("a token for something else")
	case c.Subject == "", c.Session == "", c.ExpiresAt == nil:
		return Identity{}, errors.New("a claim is missing")
	case c.NotBefore != nil && now.Before(c.NotBefore.Time):
		return Identity{}, errors.New("not valid yet")
	}
	return Identity{User: chat.UserID(c.Subject), Session: c.Session, ExpiresAt: c.ExpiresAt.Time}, nil
}

// distinctKeys refuses a part of a token that says something twice: readers differ in which of the two they take.
func distinctKeys(part string) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("not an object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		// encoding/json takes a key in other letters for the field's own.
		key := strings.ToLower(t.(string))
		if seen[key] {
			return errors.New("a claim stands there twice")
		}
		seen[key] = true
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return err
		}
	}
	return nil
}
