package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// paths is how many different searches are asked, one after the other.
const paths = 2000

// kind is a kind of search with its share of a hundred searches.
type kind struct {
	share int
	path  func(r *rand.Rand) string
}

// mix is what people search for in one evening, every search with its five facets and the default page: the front page,
// what one library has, one content type, one word, two words, combined filters, and further pages.
func mix(ctx context.Context, c *program.Client, seed uint64) ([]string, error) {
	further, err := pages(ctx, c, 10)
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(seed, 0))
	kinds := []kind{
		{20, func(*rand.Rand) string { return search() }},
		{20, func(r *rand.Rand) string { return search("library", collection.Library(r.IntN(100)).ID) }},
		{10, func(r *rand.Rand) string { return search("content_type", contentType(r)) }},
		{20, func(r *rand.Rand) string { return search("q", word(r)) }},
		{15, func(r *rand.Rand) string { return search("q", word(r)+" "+word(r)) }},
		{10, func(r *rand.Rand) string {
			return search("library", collection.Library(r.IntN(100)).ID, "content_type", contentType(r), "kind", "video", "recorded_from", fmt.Sprintf("%d-01-01", 2016+r.IntN(9)))
		}},
		{5, func(r *rand.Rand) string { return further[r.IntN(len(further))] }},
	}
	out := make([]string, paths)
	for i := range out {
		at := r.IntN(100)
		for _, k := range kinds {
			if at -= k.share; at < 0 {
				out[i] = k.path(r)
				break
			}
		}
	}
	return out, nil
}

// pages are the addresses of the pages behind the front page.
func pages(ctx context.Context, c *program.Client, n int) ([]string, error) {
	var out []string
	path := search()
	for range n {
		var page struct {
			Next string `json:"next_cursor"`
		}
		if err := c.Read(ctx, path, &page); err != nil {
			return nil, err
		}
		if page.Next == "" {
			return nil, fmt.Errorf("page %d is the last", len(out)+1)
		}
		path = search("cursor", page.Next)
		out = append(out, path)
	}
	return out, nil
}

func word(r *rand.Rand) string { return collection.Word(r.IntN(400)) }

func contentType(r *rand.Rand) string {
	return []string{"service_info", "literature", "relations"}[r.IntN(3)]
}

// search is the address of the first page with its five facets, narrowed by names and values.
func search(narrowed ...string) string {
	out := program.FrontPage
	for i := 0; i < len(narrowed); i += 2 {
		out += "&" + narrowed[i] + "=" + url.QueryEscape(narrowed[i+1])
	}
	return out
}
