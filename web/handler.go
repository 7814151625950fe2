package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// policy is the Content-Security-Policy of the page: nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// notBuilt is the page of a server that was built without Node.
const notBuilt = "<!doctype html><title>Loquat</title><p>This server was built without its web client. Run <code>make build</code>."

// Handler serves a built client: its files, and the page for every other path, because the client has routes of its own.
// Files under assets/ carry a hash in their names and are cached for ever; everything else is asked for again each time.
func Handler(dist fs.FS) http.Handler {
	return &site{dist: dist, files: map[string]*file{}}
}

type site struct {
	dist fs.FS

	mu    sync.Mutex
	files map[string]*file // guarded by mu; by path, nil for one that is not there
}

// file is one file of the client, ready to be sent.
type file struct {
	plain, zipped []byte // zipped is nil where it would not be smaller
	mime, etag    string
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	f := s.file(name)
	cache := "no-cache"
	switch {
	case f != nil && strings.HasPrefix(name, "assets/"):
		cache = "public, max-age=31536000, immutable"
	case f == nil && path.Ext(name) != "" && !strings.HasPrefix(name, "r/"):
		http.NotFound(w, r)
		return
	case f == nil:
		if f = s.file("index.html"); f == nil {
			f = &file{plain: []byte(notBuilt), mime: "text/html; charset=utf-8", etag: `"none"`}
		}
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", cache)
	h.Set("Content-Type", f.mime)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if f.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the client went away
	}
}

// file answers a file of the client, nil if there is none. It is read and compressed once.
func (s *site) file(name string) *file {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.files[name]; ok {
		return f
	}
	plain, err := fs.ReadFile(s.dist, name)
	if err != nil || path.Base(name) == ".keep" {
		return nil // names that are not there are not kept: there is no end of them
	}
	sum := sha256.Sum256(plain)
	f := &file{plain: plain, mime: mime.TypeByExtension(path.Ext(name)), etag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	if path.Ext(name) == ".webmanifest" {
		f.mime = "application/manifest+json"
	}
	if f.mime == "" {
		f.mime = "application/octet-stream"
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err = z.Write(plain)
	if z.Close() == nil && err == nil && b.Len() < len(plain)*9/10 {
		f.zipped = b.Bytes()
	}
	s.files[name] = f
	return f
}
