package rest

import (
	"net/http"
	"reflect"
)

// access says who may call a route, and how it is called.
type access int

const (
	open     access = 0         // everybody
	signedIn access = 1 << iota // an access token is needed; limited for each user
	ownPage                     // a browser's request must come from an allowed origin: it sets or uses the cookie
	keyed                       // it changes a room: takes an Idempotency-Key
)

// route is one row of the table.
type route struct {
	method   string
	pattern  string
	access   access
	statuses []int // of success; the first is the usual one
	name     string
	summary  string
	op       operation
}

// routes is the table of protocol 1.
func (a *api) routes() []route {
	const get, post, patch, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
	ok, created, either, empty := []int{200}, []int{201}, []int{200, 201}, []int{204}
	return []route{
		{get, "/server", open, ok, "getServer", "What this server is and who may register.", op(a.getServer)},

		{post, "/auth/register", ownPage, created, "register", "Makes an account and signs it in; the first one becomes the admin.", op(a.register)},
		{post, "/auth/login", ownPage, ok, "login", "Signs in and sets the refresh cookie.", op(a.login)},
		{post, "/auth/refresh", ownPage, ok, "refresh", "Makes a new access token by the refresh cookie, which is replaced.", op(a.refresh)},
		{post, "/auth/logout", ownPage, empty, "logout", "Ends the session of the refresh cookie or, without it, of the access token.", op(a.logout)},

		{get, "/me", signedIn, ok, "getMe", "The caller's profile.", op(a.getMe)},
		{patch, "/me", signedIn, ok, "updateMe", "Changes the caller's display name or password; a new password ends the other sessions.", op(a.updateMe)},
		{get, "/me/sessions", signedIn, ok, "listSessions", "The caller's sessions, the one used latest first.", op(a.listSessions)},
		{del, "/me/sessions/{id}", signedIn, empty, "endSession", "Ends one of the caller's sessions.", op(a.endSession)},

		{get, "/users", signedIn, ok, "listUsers", "People by the beginning of their username or display name, or by their ids.", op(a.listUsers)},

		{get, "/rooms", signedIn, ok, "listRooms", "The caller's rooms, latest activity first.", op(a.listRooms)},
		{post, "/rooms", signedIn | keyed, created, "createRoom", "Creates a group; the caller is its owner.", op(a.createRoom)},
		{get, "/rooms/directory", signedIn, ok, "listDirectory", "Public rooms, latest activity first.", op(a.listDirectory)},
		{get, "/rooms/{roomId}", signedIn, ok, "getRoom", "A public room, or one that the caller is a member of.", op(a.getRoom)},
		{patch, "/rooms/{roomId}", signedIn | keyed, ok, "updateRoom", "Changes name, topic or visibility.", op(a.updateRoom)},
		{del, "/rooms/{roomId}", signedIn | keyed, empty, "deleteRoom", "Deletes a room with everything in it.", op(a.deleteRoom)},
		{post, "/rooms/{roomId}/join", signedIn | keyed, ok, "joinRoom", "Makes the caller a member of a public room.", op(a.joinRoom)},
		{post, "/rooms/{roomId}/leave", signedIn | keyed, empty, "leaveRoom", "Ends the caller's membership.", op(a.leaveRoom)},

		{get, "/rooms/{roomId}/members", signedIn, ok, "listMembers", "A room's members by the time they joined.", op(a.listMembers)},
		{post, "/rooms/{roomId}/members", signedIn | keyed, []int{201, 200}, "addMember", "Makes somebody a member; 200 if they were one already.", op(a.addMember)},
		{patch, "/rooms/{roomId}/members/{userId}", signedIn | keyed, ok, "setRole", "Changes what a member is.", op(a.setRole)},
		{del, "/rooms/{roomId}/members/{userId}", signedIn | keyed, empty, "removeMember", "Ends somebody's membership; no error if they are no member.", op(a.removeMember)},

		{post, "/directs", signedIn, either, "openDirect", "The private chat with somebody; 201 if it was made now.", op(a.openDirect)},

		{get, "/rooms/{roomId}/messages", signedIn, ok, "listMessages", "A page of a room's history: the latest one, or at a position.", op(a.listMessages)},
	}
}

// none is the input or answer of a route that has none.
type none struct{}

// operation is a handler with what it takes and answers, without their types.
type operation struct {
	in, out reflect.Type
	run     func(*call) (any, error)
}

// op makes an operation of a handler. In is a struct whose fields come from the path, the query or the JSON body, by their tags.
func op[In, Out any](handle func(*call, In) (Out, error)) operation {
	o := operation{in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}
	fields := fieldsOf(o.in)
	o.run = func(c *call) (any, error) {
		var in In
		if err := fields.read(c, reflect.ValueOf(&in).Elem()); err != nil {
			return nil, err
		}
		return handle(c, in)
	}
	return o
}
