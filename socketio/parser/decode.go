package parser

import (
	"bytes"
	"strconv"
)

// Decoder decodes the packets of one connection, for one goroutine. After an
// error it must not be used any more.
type Decoder struct {
	// MaxEvent is how large an Event or Ack may be in bytes, attachments included;
	// 0 for no limit. Larger ones come out with TooLarge set.
	MaxEvent int

	pending *Packet // waits for want attachments
	want    int
	size    int // bytes of pending so far
}

var root = []byte("/")

// Text decodes a text message. done is false when attachments are still to come:
// p then shows the header only, and Binary returns the whole packet.
func (d *Decoder) Text(text []byte) (p *Packet, done bool, err error) {
	if d.pending != nil {
		return nil, false, ErrText
	}
	p, want, err := decode(text)
	if err != nil {
		return nil, false, err
	}
	p.TooLarge = d.MaxEvent > 0 && len(text) > d.MaxEvent && p.Type != Connect
	if want == 0 {
		return p, true, nil
	}
	// The text is the caller's again before the last attachment comes.
	p.Data, p.Namespace = bytes.Clone(p.Data), bytes.Clone(p.Namespace)
	d.pending, d.want, d.size = p, want, len(text)
	return p, false, nil
}

// Binary decodes a binary message. done says that the packet is complete.
func (d *Decoder) Binary(b []byte) (p *Packet, done bool, err error) {
	p = d.pending
	if p == nil {
		return nil, false, ErrBinary
	}
	d.want--
	d.size += len(b)
	switch {
	case d.MaxEvent > 0 && d.size > d.MaxEvent:
		p.TooLarge, p.Attachments = true, nil
	case !p.TooLarge:
		p.Attachments = append(p.Attachments, bytes.Clone(b))
	}
	if d.want > 0 {
		return nil, false, nil
	}
	d.pending = nil
	if !p.TooLarge {
		if err := checkPlaceholders(p.Data, len(p.Attachments)); err != nil {
			return nil, false, err
		}
	}
	return p, true, nil
}

// decode decodes a packet, and how many attachments belong to it.
func decode(text []byte) (p *Packet, want int, err error) {
	if len(text) == 0 || text[0] < '0' || text[0] > '0'+byte(binaryAck) {
		return nil, 0, ErrType
	}
	typ, rest := Type(text[0]-'0'), text[1:]
	if typ == binaryEvent || typ == binaryAck {
		var n []byte
		var ok bool
		if n, rest, ok = bytes.Cut(rest, []byte("-")); !ok {
			return nil, 0, ErrAttachments
		}
		if want, ok = attachmentCount(n); !ok {
			return nil, 0, ErrAttachments
		}
		typ -= binaryEvent - Event
	}
	p = &Packet{Type: typ, Namespace: root}
	if len(rest) > 0 && rest[0] == '/' {
		p.Namespace, rest, _ = bytes.Cut(rest, []byte(","))
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	if digits > 0 {
		p.HasID = true
		if p.ID, err = strconv.ParseUint(string(rest[:digits]), 10, 64); err != nil {
			return nil, 0, ErrID
		}
		rest = rest[digits:]
	}
	if len(rest) > 0 {
		p.Data = rest
	}
	if err := p.validate(); err != nil {
		return nil, 0, err
	}
	return p, want, nil
}

// attachmentCount reads 1…10, in digits alone.
func attachmentCount(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 2 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n >= 1 && n <= MaxAttachments
}

// validate checks the payload against the type. An Event or Ack without any
// payload is tolerated, as by the reference.
func (p *Packet) validate() error {
	switch {
	case p.Data == nil:
		return nil
	case p.Type == Disconnect:
		return ErrPayload
	case !valid(p.Data):
		return ErrPayload
	}
	first := firstByte(p.Data)
	switch p.Type {
	case Connect:
		if first != '{' {
			return ErrPayload
		}
	case ConnectError:
		if first != '{' && first != '"' {
			return ErrPayload
		}
	case Ack:
		if first != '[' {
			return ErrPayload
		}
	case Event:
		if first != '[' {
			return ErrPayload
		}
		return p.validateName()
	case Disconnect, binaryEvent, binaryAck:
	}
	return nil
}

func (p *Packet) validateName() error {
	name := p.Arg(0)
	switch {
	case len(name) == 0:
		return ErrPayload
	case name[0] == '"':
		if Reserved(string(unquote(name))) {
			return ErrPayload
		}
	case name[0] != '-' && (name[0] < '0' || name[0] > '9'):
		return ErrPayload
	}
	return nil
}
