// Package demo makes the content that fills an empty installation for trying Fellesmappa out: the 24
// libraries of Rogaland, presenters, books, series, two recording days, and generated post cards and
// short clips that look like what libraries publish.
//
// Everything but the libraries, the books' titles and their authors is invented. ISBNs are formally
// valid and synthetic, and every asset carries the tag [Tag]. The same seed gives the same collection
// and the same pictures.
//
// Package demo only describes and draws. It knows neither HTTP nor SQL; the command that fills an
// installation uploads what this package gives it.
package demo
