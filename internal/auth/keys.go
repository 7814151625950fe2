package auth

import (
	"crypto"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Keys are an installation's secrets, all made from one Ed25519 key, which the nodes of a cluster share.
type Keys struct {
	private ed25519.PrivateKey
	id      string // the key's JWK thumbprint (RFC 7638): kid
	refresh []byte // of the MACs of refresh tokens
	setup   string // the setup token: the same on every node
}

// NewKeys derives everything from a signing key.
func NewKeys(private ed25519.PrivateKey) (*Keys, error) {
	public, ok := private.Public().(ed25519.PublicKey)
	if !ok || len(private) != ed25519.PrivateKeySize {
		return nil, errors.New("not an Ed25519 private key")
	}
	refresh, err := hkdf.Key(sha256.New, private.Seed(), nil, "loquat refresh token", 32)
	if err != nil {
		return nil, err
	}
	setup, err := hkdf.Key(sha256.New, private.Seed(), nil, "loquat setup token", 16)
	if err != nil {
		return nil, err
	}
	jwk := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64.RawURLEncoding.EncodeToString(public) + `"}`))
	return &Keys{private: private, id: base64.RawURLEncoding.EncodeToString(jwk[:]), refresh: refresh, setup: hex.EncodeToString(setup)}, nil
}

// ID names the signing key (the thumbprint of RFC 7638): equal keys have equal names.
func (k *Keys) ID() string { return k.id }

func (k *Keys) public() crypto.PublicKey { return k.private.Public() }

// ReadKeys reads the signing key from a PKCS #8 PEM file (LOQUAT_JWT_KEY_FILE).
func ReadKeys(path string) (*Keys, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, fmt.Errorf("%s: want a PKCS #8 PEM file (openssl genpkey -algorithm ed25519)", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: want an Ed25519 key (openssl genpkey -algorithm ed25519)", path)
	}
	return NewKeys(private)
}

// ReadOrMakeKeys reads the signing key from path, and makes one there (mode 0600) if there is no such file. The caller sees to it that no other
// process does the same: it holds the lock of the data folder.
func ReadOrMakeKeys(path string) (*Keys, error) {
	k, err := ReadKeys(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	if err := writeSecret(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return nil, err
	}
	return NewKeys(private)
}

// writeSecret writes a file that only its owner can read, all of it or nothing: sessions die with a key that a power cut halved.
func writeSecret(path string, text []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if _, err = f.Write(text); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return nil
}
