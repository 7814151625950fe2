package rest

import (
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

type listMessages struct {
	RoomID chat.RoomID `path:"roomId" json:"-"`
	Before *chat.Seq   `query:"before" json:"-" minimum:"1" doc:"The page that ends before this position."`
	After  *chat.Seq   `query:"after" json:"-" minimum:"0" doc:"The page that begins after this position."`
	Around *chat.Seq   `query:"around" json:"-" minimum:"1" doc:"The page with this position in its middle."`
	Limit  int64       `query:"limit" json:"-" default:"50" minimum:"1" doc:"At most 200."`
}

func (a *api) listMessages(c *call, in listMessages) (protocol.MessagePage, error) {
	w := chat.Window{Limit: page(in.Limit)}
	given := 0
	for _, p := range []struct{ from, to *chat.Seq }{{in.Before, &w.Before}, {in.After, &w.After}, {in.Around, &w.Around}} {
		if p.from != nil {
			*p.to = *p.from
			given++
		}
	}
	if given > 1 {
		return protocol.MessagePage{}, chat.Invalid("before", "only one of before, after and around can be given")
	}
	if in.After != nil && *in.After == 0 {
		// The beginning. Seq has no holes, so it is the page that ends before this one; a Window of zeros would be the latest.
		w.Before = chat.Seq(w.Limit) + 1
	}
	h, err := a.chat.Messages(c.ctx(), c.id.User, in.RoomID, w)
	if err != nil {
		return protocol.MessagePage{}, err
	}
	return protocol.PageOf(h, c.id.User), nil
}
