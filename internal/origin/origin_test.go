package origin

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
)

func policy(t *testing.T, public string, allowed, proxies []string) *Policy {
	t.Helper()
	p, err := New(public, allowed, proxies)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// request is one as it reaches the server; headers come in pairs.
func request(host, from string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/auth/refresh", nil)
	r.Host, r.RemoteAddr = host, from
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

func TestAllowed(t *testing.T) {
	const peer, proxy = "192.0.2.1:5000", "10.0.0.1:5000"
	plain := policy(t, "", []string{"https://app.example.org", "http://localhost:5173"}, nil)
	public := policy(t, "https://chat.example.org/", nil, nil)
	proxied := policy(t, "", nil, []string{"10.0.0.0/8"})
	for _, c := range []struct {
		name string
		p    *Policy
		r    *http.Request
		want bool
	}{
		{"absent", plain, request("chat.example.org", peer), true},
		{"same", plain, request("chat.example.org", peer, "Origin", "http://chat.example.org"), true},
		{"same with port", plain, request("127.0.0.1:8080", peer, "Origin", "http://127.0.0.1:8080"), true},
		{"same, IPv6", plain, request("[::1]:8080", peer, "Origin", "http://[::1]:8080"), true},
		{"same, default port in Host", plain, request("chat.example.org:80", peer, "Origin", "http://chat.example.org"), true},
		{"same, upper case", plain, request("Chat.Example.Org", peer, "Origin", "HTTP://chat.example.ORG"), true},
		{"listed", plain, request("chat.example.org", peer, "Origin", "https://app.example.org"), true},
		{"listed with port", plain, request("chat.example.org", peer, "Origin", "http://localhost:5173"), true},
		{"null", plain, request("chat.example.org", peer, "Origin", "null"), false},
		{"empty", plain, request("chat.example.org", peer, "Origin", ""), false},
		{"foreign", plain, request("chat.example.org", peer, "Origin", "http://evil.example"), false},
		{"suffix", plain, request("example.com", peer, "Origin", "http://evil-example.com"), false},
		{"prefix", plain, request("example.com", peer, "Origin", "http://example.com.evil"), false},
		{"subdomain", plain, request("example.com", peer, "Origin", "http://a.example.com"), false},
		{"parent domain", plain, request("a.example.com", peer, "Origin", "http://example.com"), false},
		{"other port", plain, request("127.0.0.1:8080", peer, "Origin", "http://127.0.0.1:8081"), false},
		{"no port", plain, request("127.0.0.1:8080", peer, "Origin", "http://127.0.0.1"), false},
		{"other scheme", plain, request("chat.example.org", peer, "Origin", "https://chat.example.org"), false},
		{"other scheme, listed host", plain, request("chat.example.org", peer, "Origin", "http://app.example.org"), false},
		{"file", plain, request("chat.example.org", peer, "Origin", "file://"), false},
		{"with a path", plain, request("chat.example.org", peer, "Origin", "http://chat.example.org/x"), false},
		{"with a user", plain, request("chat.example.org", peer, "Origin", "http://chat.example.org@evil.example"), false},
		{"backslash", plain, request("chat.example.org", peer, "Origin", `http://chat.example.org\@evil`), false},
		{"two origins in one", plain, request("chat.example.org", peer, "Origin", "http://chat.example.org, http://evil.example"), false},
		{"two headers", plain, request("chat.example.org", peer, "Origin", "http://chat.example.org", "Origin", "http://evil.example"), false},
		{"no host", plain, request("", peer, "Origin", "http://"), false},

		{"public URL", public, request("127.0.0.1:8080", peer, "Origin", "https://chat.example.org"), true},
		{"public URL, other scheme", public, request("chat.example.org", peer, "Origin", "http://chat.example.org"), false},
		{"public URL, a rebound name", public, request("evil.example", peer, "Origin", "http://evil.example"), false},

		{"forwarded", proxied, request("127.0.0.1:8080", proxy, "Origin", "https://chat.example.org", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "chat.example.org"), true},
		{"forwarded scheme alone", proxied, request("chat.example.org", proxy, "Origin", "https://chat.example.org", "X-Forwarded-Proto", "https"), true},
		{"forwarded by nobody we know", proxied, request("127.0.0.1:8080", peer, "Origin", "https://evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example"), false},
		{"forwarded, nobody trusted", plain, request("127.0.0.1:8080", proxy, "Origin", "https://evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example"), false},
	} {
		if got := c.p.Allowed(c.r); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}

	overTLS := request("chat.example.org", peer, "Origin", "https://chat.example.org")
	overTLS.TLS = &tls.ConnectionState{}
	if !plain.Allowed(overTLS) {
		t.Error("same origin over TLS: refused")
	}
}

func TestForeign(t *testing.T) {
	p := policy(t, "", []string{"https://app.example.org"}, nil)
	for o, want := range map[string]string{
		"https://app.example.org":  "https://app.example.org",
		"http://chat.example.org":  "",
		"https://evil.example.org": "",
		"null":                     "",
	} {
		if got := p.Foreign(request("chat.example.org", "192.0.2.1:1", "Origin", o)); got != want {
			t.Errorf("%s: %q", o, got)
		}
	}
}

func TestSecure(t *testing.T) {
	proxied := policy(t, "", nil, []string{"10.0.0.1"})
	for _, c := range []struct {
		name string
		p    *Policy
		r    *http.Request
		want bool
	}{
		{"plain", policy(t, "", nil, nil), request("h", "10.0.0.1:1"), false},
		{"a stranger's word", policy(t, "", nil, nil), request("h", "10.0.0.1:1", "X-Forwarded-Proto", "https"), false},
		{"public https", policy(t, "https://h", nil, nil), request("h", "10.0.0.1:1"), true},
		{"public http", policy(t, "http://h", nil, nil), request("h", "10.0.0.1:1"), false},
		{"a proxy's word", proxied, request("h", "10.0.0.1:1", "X-Forwarded-Proto", "https"), true},
		{"a proxy's word, http", proxied, request("h", "10.0.0.1:1", "X-Forwarded-Proto", "http"), false},
		{"another's word", proxied, request("h", "10.0.0.2:1", "X-Forwarded-Proto", "https"), false},
	} {
		if got := c.p.Secure(c.r); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestClientIP(t *testing.T) {
	p := policy(t, "", nil, []string{"10.0.0.0/8", "2001:db8::/32"})
	const xff = "X-Forwarded-For"
	for _, c := range []struct {
		name string
		r    *http.Request
		want string
	}{
		{"direct", request("h", "192.0.2.1:1"), "192.0.2.1"},
		{"direct, mapped", request("h", "[::ffff:192.0.2.1]:1"), "192.0.2.1"},
		{"spoofed by a stranger", request("h", "192.0.2.1:1", xff, "198.51.100.9"), "192.0.2.1"},
		{"one proxy", request("h", "10.0.0.1:1", xff, "198.51.100.9"), "198.51.100.9"},
		{"spoofed through a proxy", request("h", "10.0.0.1:1", xff, "203.0.113.1, 198.51.100.9"), "198.51.100.9"},
		{"two proxies", request("h", "10.0.0.1:1", xff, "203.0.113.1, 198.51.100.9, 10.2.3.4"), "198.51.100.9"},
		{"two headers", request("h", "10.0.0.1:1", xff, "203.0.113.1", xff, "198.51.100.9"), "198.51.100.9"},
		{"only proxies", request("h", "10.0.0.1:1", xff, "10.9.9.9"), "10.9.9.9"},
		{"no header", request("h", "10.0.0.1:1"), "10.0.0.1"},
		{"rubbish", request("h", "10.0.0.1:1", xff, "198.51.100.9, unknown"), "10.0.0.1"},
		{"with port", request("h", "10.0.0.1:1", xff, "198.51.100.9:4711"), "198.51.100.9"},
		{"IPv6", request("h", "[2001:db8::1]:1", xff, "[2600::5]:80"), "2600::5"},
	} {
		if got := p.ClientIP(c.r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if p.ClientIP(request("h", "@")).IsValid() {
		t.Error("an address out of nothing")
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		public           string
		allowed, proxies []string
	}{
		{public: "chat.example.org"},
		{public: "ftp://chat.example.org"},
		{public: "https://"},
		{public: "https://u:p@chat.example.org"},
		{allowed: []string{"*"}},
		{allowed: []string{"null"}},
		{allowed: []string{"https://app.example.org/path"}},
		{proxies: []string{"all"}},
		{proxies: []string{"10.0.0.0/33"}},
	} {
		if _, err := New(c.public, c.allowed, c.proxies); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
	if p := policy(t, "", nil, nil); p.BehindProxy() {
		t.Error("behind a proxy without settings")
	}
	if !policy(t, "https://h", nil, nil).BehindProxy() || !policy(t, "", nil, []string{"10.0.0.1"}).BehindProxy() {
		t.Error("settings for a proxy go unnoticed")
	}
}
