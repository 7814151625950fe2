// Package protocol is what clients and the server say to each other: the payloads of REST and of Socket.IO, written once, and how they are made
// from the domain's types. TypeScript types and the tables of docs/protocol.md are generated from it (make gen).
//
// Field tags: json names a field (omitempty makes it optional), doc is its sentence in the descriptions.
package protocol
