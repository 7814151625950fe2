// Package auth says who somebody is: accounts and passwords, sessions, access and refresh tokens.
//
// An access token is a JWT that lives for minutes and stands in no database. A session is one log-in on one device: a family of refresh tokens,
// numbered by generation. Using generation g gives g + 1, the same bytes each time, so two tabs that refresh at once get the same one; a generation
// that turns up again long after its successor was used has been stolen, and ends the session.
//
// [Service] is what REST and Socket.IO call. It is safe for concurrent use.
package auth
