// Package mail sends the catalogue's letters by SMTP. It writes what stands in them with the words of the pages; whom to
// write to, and when to try again, is the catalogue's.
package mail
