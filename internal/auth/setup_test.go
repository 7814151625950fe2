package auth

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestFromThisMachine(t *testing.T) {
	for _, c := range []struct {
		name    string
		listen  string
		exposed bool
		host    string
		header  string
		want    bool
	}{
		{name: "usual", listen: "127.0.0.1:8080", host: "127.0.0.1:8080", want: true},
		{name: "by name", listen: "127.0.0.1:8080", host: "localhost:8080", want: true},
		{name: "by name, in capitals", listen: "localhost:8080", host: "LOCALHOST", want: true},
		{name: "IPv6", listen: "[::1]:8080", host: "[::1]:8080", want: true},
		{name: "IPv6 without port", listen: "[::1]:80", host: "[::1]", want: true},
		{name: "another loopback address", listen: "127.0.0.2:8080", host: "127.9.9.9", want: true},
		{name: "all interfaces", listen: ":8080", host: "localhost:8080"},
		{name: "all interfaces, written out", listen: "0.0.0.0:8080", host: "localhost:8080"},
		{name: "all IPv6 interfaces", listen: "[::]:8080", host: "localhost:8080"},
		{name: "the network's address", listen: "192.0.2.1:8080", host: "localhost:8080"},
		{name: "exposed", listen: "127.0.0.1:8080", exposed: true, host: "localhost:8080"},
		{name: "a rebound name", listen: "127.0.0.1:8080", host: "evil.example:8080"},
		{name: "a name that begins alike", listen: "127.0.0.1:8080", host: "localhost.evil.example"},
		{name: "a name that looks like an address", listen: "127.0.0.1:8080", host: "127.0.0.1.evil.example"},
		{name: "no host", listen: "127.0.0.1:8080", host: ""},
		{name: "Forwarded", listen: "127.0.0.1:8080", host: "localhost", header: "Forwarded"},
		{name: "X-Forwarded-For", listen: "127.0.0.1:8080", host: "localhost", header: "X-Forwarded-For"},
		{name: "X-Forwarded-Proto", listen: "127.0.0.1:8080", host: "localhost", header: "x-forwarded-proto"},
		{name: "X-Forwarded-Whatever", listen: "127.0.0.1:8080", host: "localhost", header: "X-Forwarded-Whatever"},
		{name: "another header", listen: "127.0.0.1:8080", host: "localhost", header: "X-Requested-With", want: true},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Host = c.host
		if c.header != "" {
			r.Header.Set(c.header, "x")
		}
		if got := FromThisMachine(c.listen, c.exposed, r); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
