package auth

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// SetupToken is what the first registration must name, unless it comes from this machine ([FromThisMachine]). Every node of a cluster prints the
// same at its start while [Service.NeedsSetup].
func (s *Service) SetupToken() string { return s.keys.setup }

func (s *Service) isSetupToken(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(s.keys.setup)) == 1
}

// FromThisMachine says whether the first registration needs no setup token (protocol 1): the server listens on loopback (listen is its address),
// nothing says that it is meant for others (exposed: a public URL or trusted proxies are set), and the request names a loopback host and did not
// come through a proxy. The host is looked at because a foreign page can make a name of its own point to 127.0.0.1.
func FromThisMachine(listen string, exposed bool, r *http.Request) bool {
	if exposed || !loopback(listen) || !loopback(r.Host) {
		return false
	}
	for name := range r.Header {
		if name == "Forwarded" || strings.HasPrefix(name, "X-Forwarded-") {
			return false
		}
	}
	return true
}

// loopback says whether a host, with or without a port, is this machine by name or address.
func loopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}
