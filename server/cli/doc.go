// Package cli holds the commands that work on a running server over its API, as any other program would: importing
// files and filling an empty installation with the demo collection.
//
// It opens no data folder and no database; commands that need those stand in the program itself.
package cli
