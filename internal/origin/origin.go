// Package origin says where a request comes from: whose address, over TLS or not, and from which web origin. REST and Socket.IO share one Policy.
package origin

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Policy knows the origins that are let in and the proxies that are believed. It is never changed after New and safe for concurrent use.
type Policy struct {
	public  string // the public origin; empty: the request's own
	allowed map[string]bool
	proxies []netip.Prefix
}

// New makes a Policy from LOQUAT_PUBLIC_URL (may be empty), LOQUAT_ALLOWED_ORIGINS and LOQUAT_TRUSTED_PROXIES (networks or addresses).
// The error says which entry is wrong.
func New(publicURL string, allowed, proxies []string) (*Policy, error) {
	p := &Policy{allowed: map[string]bool{}}
	if publicURL != "" {
		u, err := url.Parse(publicURL)
		if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("public URL %q: want something like https://chat.example.org", publicURL)
		}
		if p.public = canonical(u.Scheme + "://" + u.Host); p.public == "" {
			return nil, fmt.Errorf("public URL %q: want something like https://chat.example.org", publicURL)
		}
	}
	for _, a := range allowed {
		o := canonical(a)
		if o == "" {
			return nil, fmt.Errorf("allowed origin %q: want something like https://app.example.org, without a path", a)
		}
		p.allowed[o] = true
	}
	for _, s := range proxies {
		n, err := netip.ParsePrefix(s)
		if err != nil {
			a, err := netip.ParseAddr(s)
			if err != nil {
				return nil, fmt.Errorf("trusted proxy %q: want a network like 10.0.0.0/8 or an address", s)
			}
			n = netip.PrefixFrom(a, a.BitLen())
		}
		p.proxies = append(p.proxies, n.Masked())
	}
	return p, nil
}

// Allowed says whether the request's Origin header is let in: there is none (not a browser, or a plain GET of the same origin), it is the public
// URL's, or without one the request's own, or it is in the list. Compared exactly: scheme, host and port. "null" and anything unreadable is foreign.
func (p *Policy) Allowed(r *http.Request) bool {
	header := r.Header["Origin"]
	if len(header) == 0 {
		return true
	}
	o := canonical(header[0])
	if o == "" || len(header) > 1 {
		return false
	}
	own := p.public
	if own == "" {
		own = p.own(r)
	}
	return o == own || p.allowed[o]
}

// Foreign answers the request's Origin if it is one of the list of further origins, otherwise "": whom a cross-origin answer may be shown to.
func (p *Policy) Foreign(r *http.Request) string {
	if o := r.Header.Get("Origin"); p.allowed[canonical(o)] && len(r.Header["Origin"]) == 1 {
		return o
	}
	return ""
}

// own is the origin that the request was sent to.
func (p *Policy) own(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if p.fromProxy(r) {
		if s := first(r.Header.Get("X-Forwarded-Proto")); s != "" {
			scheme = s
		}
		if h := first(r.Header.Get("X-Forwarded-Host")); h != "" {
			host = h
		}
	}
	return canonical(scheme + "://" + host)
}

// Secure says whether the browser reaches the server over TLS: then cookies are marked Secure.
func (p *Policy) Secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(p.public, "https://") {
		return true
	}
	return p.fromProxy(r) && strings.EqualFold(first(r.Header.Get("X-Forwarded-Proto")), "https")
}

// ClientIP is the address of who sent the request: the connection's, or, as long as that is a trusted proxy's, the one before it in
// X-Forwarded-For. The zero Addr if the connection has no IP address.
func (p *Policy) ClientIP(r *http.Request) netip.Addr {
	a := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusts(a); i-- {
		next := parseHop(strings.TrimSpace(hops[i]))
		if !next.IsValid() {
			break
		}
		a = next
	}
	return a
}

// BehindProxy says whether a public URL or proxies are configured: then the server is meant for others than this machine.
func (p *Policy) BehindProxy() bool { return p.public != "" || len(p.proxies) > 0 }

func (p *Policy) fromProxy(r *http.Request) bool { return p.trusts(peer(r)) }

func (p *Policy) trusts(a netip.Addr) bool {
	for _, n := range p.proxies {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// parseHop reads an entry of X-Forwarded-For: an address, which some proxies write with a port.
func parseHop(s string) netip.Addr {
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap()
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap()
	}
	return netip.Addr{}
}

// first is the first entry of a list: what the proxy nearest to the browser saw.
func first(list string) string {
	s, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(s)
}

// canonical writes an origin as browsers do (lower case, no default port), or "" if it is none.
func canonical(o string) string {
	scheme, host, found := strings.Cut(strings.ToLower(o), "://")
	if !found || (scheme != "http" && scheme != "https") || host == "" || strings.ContainsAny(host, "/?#@\\, \t\x00") {
		return ""
	}
	u, err := url.Parse(scheme + "://" + host)
	if err != nil || u.Hostname() == "" || strings.HasSuffix(host, ":") {
		return ""
	}
	port := u.Port()
	if port == "" || scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		if strings.Contains(u.Hostname(), ":") {
			return scheme + "://[" + u.Hostname() + "]"
		}
		return scheme + "://" + u.Hostname()
	}
	return scheme + "://" + net.JoinHostPort(u.Hostname(), port)
}
