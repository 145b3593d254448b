// Package api serves the JSON API under /api/v1, with its OpenAPI document and a page that shows it.
//
// A handler turns a request into one call of a catalogue service and its result into an answer; what is allowed and
// what is valid is the catalogue's to say. Bytes of renditions and originals belong to delivery.
package api
