package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/loquat-chat/loquat/web"
)

func TestHandler(t *testing.T) {
	page := strings.Repeat("<p>page</p>", 100)
	h := web.Handler(fstest.MapFS{
		"index.html":       {Data: []byte(page)},
		"assets/app-1a.js": {Data: []byte("let a = 1")},
		".keep":            {},
	})
	for _, c := range []struct {
		path, cache, body string
		status            int
	}{
		{"/", "no-cache", page, 200},
		{"/r/0190-x/12", "no-cache", page, 200},
		{"/../../etc/passwd", "no-cache", page, 200},
		{"/.keep", "", "", 404},
		{"/assets/app-1a.js", "public, max-age=31536000, immutable", "let a = 1", 200},
		{"/assets/app-old.js", "", "", 404},
		{"/favicon.ico", "", "", 404},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", c.path, nil))
		if w.Code != c.status || c.status == 200 && (w.Body.String() != c.body || w.Header().Get("Cache-Control") != c.cache) {
			t.Errorf("GET %s: %d, %q, %.40q", c.path, w.Code, w.Header().Get("Cache-Control"), w.Body)
		}
		if c.status == 200 && !strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'self';") {
			t.Errorf("GET %s: no strict Content-Security-Policy", c.path)
		}
	}

	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() >= len(page) {
		t.Errorf("the page is not compressed: %d bytes of %d", w.Body.Len(), len(page))
	}
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("the same page again: %d with %d bytes, want 304 with none", w.Code, w.Body.Len())
	}
}
