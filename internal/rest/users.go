package rest

import (
	"fmt"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// maxIDs is how many people can be asked for at once.
const maxIDs = 100

type listUsers struct {
	Q     string        `query:"q" json:"-" doc:"The beginning of a username or display name."`
	IDs   []chat.UserID `query:"ids" json:"-" doc:"At most 100, with commas between them."`
	Limit int64         `query:"limit" json:"-" default:"50" minimum:"1" doc:"At most 200."`
}

// UserList is a list of people.
type UserList struct {
	Users []protocol.User `json:"users"`
}

func (a *api) listUsers(c *call, in listUsers) (UserList, error) {
	var found []chat.User
	switch {
	case len(in.IDs) > maxIDs:
		return UserList{}, chat.Invalid("ids", fmt.Sprintf("has at most %d entries", maxIDs))
	case len(in.IDs) > 0 && in.Q != "":
		return UserList{}, chat.Invalid("ids", "cannot be given together with q")
	case len(in.IDs) > 0:
		byID, err := a.chat.Users(c.ctx(), in.IDs)
		if err != nil {
			return UserList{}, err
		}
		for _, id := range in.IDs {
			if u, ok := byID[id]; ok {
				found = append(found, u)
				delete(byID, id)
			}
		}
	default:
		var err error
		if found, err = a.chat.SearchUsers(c.ctx(), in.Q, page(in.Limit)); err != nil {
			return UserList{}, err
		}
	}
	out := UserList{Users: make([]protocol.User, len(found))}
	for i, u := range found {
		out.Users[i] = protocol.UserOf(u)
	}
	return out, nil
}
