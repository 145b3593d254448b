// Package bookfinder asks the open catalogues of libraries about a book by its ISBN: Nasjonalbiblioteket, Bibbi of
// Biblioteksentralen, Open Library and, where an operator has chosen it, Google Books. They are asked in this order
// until one has the book.
//
// Nothing but the digits of the ISBN goes out, to addresses that an operator configures. Answers are bounded in time and
// size, taken apart without trust, and refused when they are about another book. A catalogue that does not answer is
// left alone for a while. What was answered is kept in a store that all nodes share.
//
// It decides nothing about who may ask, and does not know the register of books: the catalogue does.
package bookfinder
