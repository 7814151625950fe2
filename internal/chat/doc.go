// Package chat is the domain: users, rooms, members, messages, who may do what, and the limits.
//
// A room is a log. Everything that happens in it (a message, somebody joining, a new name) is one change with the next version of that room,
// and what a room is (its settings, its members) is defined by that sequence. Changes are made by operations ([Op]): data and a pure function,
// which a store runs inside its commit ([RoomLog]). So permissions are decided here, once, on the state as of the number before, and every store
// numbers the same way.
//
// [Service] is what REST and Socket.IO call. Clients are told through [Publisher], after the commit.
//
// The package imports the standard library only.
package chat
