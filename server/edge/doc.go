// Package edge is the seam between gin and the rest of the program: who acts, in which language, under which request
// id, how an error becomes a status with a problem or a page, and the checks that stand before every handler.
//
// It knows no routes, no services and no words: handlers, pages and the translator are passed in.
package edge
