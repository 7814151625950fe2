package auth

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func testKeys(t testing.TB) *Keys {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewKeys(private)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// forge signs any header and claims with the right key.
func forge(k *Keys, header, claims string) string {
	text := b64(header) + "." + b64(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(k.private, []byte(text)))
}

func TestAccessToken(t *testing.T) {
	k := testKeys(t)
	want := Identity{User: "u1", Session: "s1", ExpiresAt: noon.Add(1500 * time.Millisecond)}
	token, err := k.signAccess(want, noon)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.readAccess(token, noon)
	if err != nil || got.User != want.User || got.Session != want.Session || !got.ExpiresAt.Equal(want.ExpiresAt) {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := k.readAccess(token, want.ExpiresAt.Add(-2*time.Millisecond)); err != nil {
		t.Errorf("just before it expires: %v", err)
	}
	_, err = k.readAccess(token, want.ExpiresAt)
	if code := chat.AsError(err).Code; code != chat.CodeTokenExpired {
		t.Errorf("expired: %v", err)
	}
}

// The ways in which others' JWT libraries were led astray.
func TestAccessTokenConfusion(t *testing.T) {
	k, other := testKeys(t), testKeys(t)
	header := fmt.Sprintf(`{"alg":"EdDSA","kid":"%s","typ":"JWT"}`, k.id)
	const good = `{"iss":"loquat","sub":"u1","aud":["loquat"],"exp":1795694400,"iat":1795600000,"typ":"access","sid":"s1"}`
	if _, err := k.readAccess(forge(k, header, good), noon); err != nil {
		t.Fatalf("the token that all others vary: %v", err)
	}
	claim := func(old, replacement string) string {
		out := strings.Replace(good, old, replacement, 1)
		if out == good {
			t.Fatalf("%s is not in the token", old)
		}
		return out
	}
	head := func(alg, kid string) string { return fmt.Sprintf(`{"alg":%s,"kid":%s,"typ":"JWT"}`, alg, kid) }
	kid := `"` + k.id + `"`
	hmacWith := func(secret []byte) string {
		text := b64(head(`"HS256"`, kid)) + "." + b64(good)
		h := hmac.New(sha256.New, secret)
		h.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
	}
	public := k.public().(ed25519.PublicKey)
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	valid := forge(k, header, good)
	expired := claim("1795694400", "1795600001")

	for name, token := range map[string]string{
		"empty":                 "",
		"one piece":             "abc",
		"two pieces":            b64(header) + "." + b64(good),
		"four pieces":           valid + ".x",
		"dots":                  strings.Repeat(".", 1<<20),
		"a megabyte":            valid + strings.Repeat("A", 1<<20),
		"9 KB, well signed":     forge(k, header, claim(`"sub"`, `"pad":"`+strings.Repeat("x", 6<<10)+`","sub"`)),
		"no signature":          b64(header) + "." + b64(good) + ".",
		"alg none":              b64(head(`"none"`, kid)) + "." + b64(good) + ".",
		"alg None":              b64(head(`"None"`, kid)) + "." + b64(good) + ".",
		"alg none, signed":      forge(k, head(`"none"`, kid), good),
		"alg empty":             forge(k, head(`""`, kid), good),
		"alg a number":          forge(k, head(`1`, kid), good),
		"alg missing":           forge(k, `{"kid":`+kid+`}`, good),
		"HS256 with public key": hmacWith(public),
		"HS256 with its PEM":    hmacWith(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
		"RS256":                 forge(k, head(`"RS256"`, kid), good),
		"alg twice":             forge(k, `{"alg":"none","alg":"EdDSA","kid":`+kid+`}`, good),
		"kid missing":           forge(k, `{"alg":"EdDSA"}`, good),
		"kid a path":            forge(k, head(`"EdDSA"`, `"../../../../dev/null"`), good),
		"kid a URL":             forge(k, head(`"EdDSA"`, `"https://evil.example/jwks.json"`), good),
		"kid SQL":               forge(k, head(`"EdDSA"`, `"x' UNION SELECT 'k"`), good),
		"kid a list":            forge(k, head(`"EdDSA"`, `[`+kid+`]`), good),
		"another key":           forge(other, header, good),
		"another key and kid":   forge(other, head(`"EdDSA"`, `"`+other.id+`"`), good),
		"jwk in the header":     forge(other, `{"alg":"EdDSA","kid":`+kid+`,"jwk":{"kty":"OKP","crv":"Ed25519","x":"`+base64.RawURLEncoding.EncodeToString(other.public().(ed25519.PublicKey))+`"}}`, good),
		"no exp":                forge(k, header, claim(`"exp":1795694400,`, ``)),
		"exp null":              forge(k, header, claim(`1795694400`, `null`)),
		"exp an object":         forge(k, header, claim(`1795694400`, `{"$gt":0}`)),
		"exp beyond all":        forge(k, header, claim(`1795694400`, `1e999`)),
		"nbf in the future":     forge(k, header, claim(`"iat":`, `"nbf":1795690000,"iat":`)),
		"iss of another":        forge(k, header, claim(`"iss":"loquat"`, `"iss":"evil"`)),
		"no iss":                forge(k, header, claim(`"iss":"loquat",`, ``)),
		"aud of another":        forge(k, header, claim(`["loquat"]`, `["evil"]`)),
		"no aud":                forge(k, header, claim(`"aud":["loquat"],`, ``)),
		"typ refresh":           forge(k, header, claim(`"access"`, `"refresh"`)),
		"no typ":                forge(k, header, claim(`"typ":"access",`, ``)),
		"no sub":                forge(k, header, claim(`"sub":"u1",`, ``)),
		"sub an object":         forge(k, header, claim(`"u1"`, `{"$ne":null}`)),
		"no sid":                forge(k, header, claim(`,"sid":"s1"`, ``)),
		"sub twice":             forge(k, header, claim(`"sub":"u1"`, `"sub":"u1","sub":"u2"`)),
		"exp twice":             forge(k, header, claim(`"iat"`, `"exp":1895608000,"iat"`)),
		"Sub beside sub":        forge(k, header, claim(`"sub":"u1"`, `"sub":"u1","Sub":"u2"`)),
		"a list of claims":      forge(k, header, `[`+good+`]`),
		"claims cut off":        forge(k, header, good[:40]),
		"a refresh token":       k.refreshToken("s1", 1),
		"padding":               valid + "=",
		"other bits at the end": otherBits(valid),
		"white space":           " " + valid,

		// Expired *and* something else: not "expired", which would tell that the rest is right (golang-jwt CVE-2024-51744).
		"expired and badly signed":    forge(other, header, expired),
		"expired and of another":      forge(k, header, strings.Replace(expired, `"iss":"loquat"`, `"iss":"evil"`, 1)),
		"expired and without session": forge(k, header, strings.Replace(expired, `,"sid":"s1"`, ``, 1)),
	} {
		id, err := k.readAccess(token, noon)
		if err == nil {
			t.Errorf("%s: let in as %+v", name, id)
		} else if code := chat.AsError(err).Code; code != chat.CodeUnauthorized {
			t.Errorf("%s: %s", name, code)
		}
	}
	if _, err := k.readAccess(forge(k, header, expired), noon); chat.AsError(err).Code != chat.CodeTokenExpired {
		t.Errorf("expired and nothing else: %v", err)
	}
}

// otherBits changes the bits of the last character that stand for nothing.
func otherBits(token string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, token[len(token)-1])
	return token[:len(token)-1] + string(alphabet[last^1])
}

// A token that is far too long is not even looked at (golang-jwt CVE-2025-30204: a megabyte of dots became a megabyte of strings).
func TestLongTokensCostNothing(t *testing.T) {
	k := testKeys(t)
	dots := strings.Repeat(".", 1<<20)
	if n := testing.AllocsPerRun(10, func() { _, _ = k.readAccess(dots, noon) }); n > 10 {
		t.Errorf("%v allocations", n)
	}
}

func TestRefreshToken(t *testing.T) {
	k, other := testKeys(t), testKeys(t)
	const family = "0199b3a5-0000-7000-8000-000000000001"
	token := k.refreshToken(family, 7)
	if token != k.refreshToken(family, 7) {
		t.Error("made again, it is another")
	}
	if f, g, ok := k.readRefresh(token); !ok || f != family || g != 7 {
		t.Fatalf("%s, %d, %v", f, g, ok)
	}
	mac := token[strings.LastIndexByte(token, '.')+1:]
	for name, bad := range map[string]string{
		"empty":                 "",
		"no dots":               "abc",
		"dots":                  strings.Repeat(".", 1<<20),
		"another's":             other.refreshToken(family, 7),
		"another generation":    family + ".8." + mac,
		"another family":        "0199b3a5-0000-7000-8000-000000000002.7." + mac,
		"no MAC":                family + ".7.",
		"MAC cut off":           token[:len(token)-4],
		"other bits at the end": otherBits(token),
		"white space":           token + "\n",
		"a sign":                family + ".+7." + mac,
	} {
		if _, _, ok := k.readRefresh(bad); ok {
			t.Errorf("%s: taken", name)
		}
	}
	if id, err := k.readAccess(token, noon); err == nil {
		t.Errorf("a refresh token opens as %+v", id)
	}
}

func TestClaimsAreReadable(t *testing.T) {
	k := testKeys(t)
	token, err := k.signAccess(Identity{User: "u1", Session: "s1", ExpiresAt: noon.Add(time.Minute)}, noon)
	if err != nil {
		t.Fatal(err)
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"iss", "aud", "sub", "sid", "typ", "iat", "exp"} {
		if c[name] == nil {
			t.Errorf("no %s in %s", name, text)
		}
	}
}
