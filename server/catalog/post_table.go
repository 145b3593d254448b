package catalog

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// All lists all posts that a filter asks for, newest first, at most limit.
func (s *Posts) All(ctx context.Context, actor Actor, f PostFilter, limit int) ([]Post, error) {
	var out []Post
	for f.Limit = 1000; len(out) < limit; {
		page, err := s.List(ctx, actor, f)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	return out[:min(len(out), limit)], nil
}

// PostTable writes posts as a table for a spreadsheet, with its headings, the newest response of each at the end. Times are
// told in zone. No cell begins a formula.
func PostTable(posts []Post, zone *time.Location) [][]string {
	headings := []string{"id", "posted_at", "account", "channel", "library", "titles", "content_type", "language", "format", "offer", "day", "posted_by", "permalink", "outcome", "at"}
	for _, m := range Measures() {
		headings = append(headings, string(m))
	}
	out := [][]string{headings}
	for _, p := range posts {
		var titles []string
		for _, a := range p.Assets {
			titles = append(titles, a.Title)
		}
		row := []string{p.ID, p.PostedAt.In(zone).Format(time.RFC3339), p.Account.Name, string(p.Channel), p.Library.Name, strings.Join(titles, "; "), string(p.ContentType),
			p.Language, p.Format, p.Offer.Name, p.Day, p.PostedByName, p.Permalink, p.Outcome}
		r, noted := p.Response(MarkNewest)
		at := ""
		if noted {
			at = r.At.In(zone).Format(time.RFC3339)
		}
		row = append(row, at)
		for _, m := range Measures() {
			cell := ""
			if n, known := r.Number(m); known {
				cell = strconv.Itoa(n)
			}
			row = append(row, cell)
		}
		for i := range row {
			row[i] = plainCell(row[i])
		}
		out = append(out, row)
	}
	return out
}

// plainCell keeps what people typed from being read as a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
