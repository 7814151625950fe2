package rest

import (
	"net/http"

	"github.com/loquat-chat/loquat/internal/auth"
)

// ServerInfo is what everybody may know of a server.
type ServerInfo struct {
	Name               string            `json:"name"`
	Version            string            `json:"version"`
	Registration       auth.Registration `json:"registration"`
	Setup              bool              `json:"setup" doc:"There is no account yet."`
	SetupTokenRequired bool              `json:"setupTokenRequired" doc:"The first account needs the setup token that the server printed when it started."`
	Transports         []string          `json:"transports" doc:"Of Socket.IO; clients use no other."`
}

func (a *api) getServer(c *call, _ none) (ServerInfo, error) {
	setup, err := a.auth.NeedsSetup(c.ctx())
	if err != nil {
		return ServerInfo{}, err
	}
	return ServerInfo{
		Name: a.info.Name, Version: a.info.Version, Registration: a.auth.Registration(),
		Setup: setup, SetupTokenRequired: setup && !a.fromThisMachine(c.r), Transports: a.info.Transports,
	}, nil
}

func (a *api) fromThisMachine(r *http.Request) bool {
	return auth.FromThisMachine(a.info.Listen, a.origins.BehindProxy(), r)
}
