// Package auth lets people and programs in: passwords, sessions, one-time links and Bearer tokens. It tells edge who
// acts in a request; what they may then do is the catalogue's to say.
package auth
