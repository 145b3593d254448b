package main

import (
	"bytes"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	absolute = regexp.MustCompile(`(?:https?://[0-9.:]+)?/(?:r|media|api/v1/assets|assets|oembed)[/?][^\s"'<>\\,)]*`)
	beside   = regexp.MustCompile(`(?m)^([A-Za-z0-9_-]+\.(?:jpg|png|webp))#xywh=`)
)

// crawl collects every address of an asset that the program gives out, from where it gives it out: the API, the pages with
// their snippets, the public page, the frame, oEmbed, and the WebVTT of the stills. Addresses are paths with their query.
func (s *site) crawl(id, token string) []string {
	s.t.Helper()
	seeds := []string{"/api/v1/assets/" + id, "/api/v1/reuse-links?asset=" + id, "/assets/" + id, "/assets/" + id + "/reuse", "/assets/" + id + "/edit", "/?q=Kanari", "/reuse-links?show=all&by=all",
		"/api/v1/assets?q=Kanari&limit=100", "/r/" + token, "/r/" + token + "/embed", "/oembed?url=" + url.QueryEscape(s.app.cfg.PublicURL+"/r/"+token)}
	found := map[string]bool{}
	for queue := seeds; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if found[at] {
			continue
		}
		got := s.do("GET", s.base+at, nil)
		if got.status == 404 && slices.Contains(seeds, at) {
			continue // a page that a part of the program does not have
		}
		if (strings.Contains(at, id) || strings.Contains(at, token)) && !strings.HasPrefix(at, "/api/v1/reuse-links") {
			found[at] = true
		}
		if kind := got.header.Get("Content-Type"); !strings.Contains(kind, "html") && !strings.Contains(kind, "json") && !strings.HasPrefix(kind, "text/") {
			continue
		}
		text := html.UnescapeString(html.UnescapeString(strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">", `\"`, `"`).Replace(string(got.body))))
		for _, address := range append(absolute.FindAllString(text, -1), relatives(at, text)...) {
			u, err := url.Parse(address)
			if err != nil {
				continue
			}
			path := u.EscapedPath()
			if u.RawQuery != "" && strings.HasPrefix(path, "/oembed") {
				path += "?" + u.RawQuery
			}
			ours := strings.Contains(path, id) || strings.Contains(path, token)
			if ours && !found[path] && !strings.HasSuffix(path, "/retry") && !strings.HasSuffix(path, "/bin") && !strings.HasSuffix(path, "/restore") {
				queue = append(queue, path)
			}
		}
	}
	var out []string
	for at := range found {
		if got := s.do("GET", s.base+at, nil); got.status == 200 { // what is sent with a form has no page
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return out
}

// relatives resolves the names of files in WebVTT.
func relatives(at, text string) (out []string) {
	for _, m := range beside.FindAllStringSubmatch(text, -1) {
		out = append(out, at[:strings.LastIndex(at, "/")+1]+m[1])
	}
	return out
}

// leaks reports what of an asset an answer holds: bytes of a medium, captions, or words of its description.
func leaks(body []byte) string {
	for mark, what := range map[string]string{"\xff\xd8\xff": "a JPEG", "ftyp": "a clip", "WEBVTT": "captions", "RIFF": "a picture or sound", "\x89PNG": "a PNG", "Kanari": "words of its description", "Kari Nordmann": "a name"} {
		if bytes.Contains(body, []byte(mark)) {
			return what
		}
	}
	return ""
}

// variants are ways of writing an address that might lead around a check.
func variants(at string) []string {
	path, query, _ := strings.Cut(at, "?")
	if query != "" {
		query = "?" + query
	}
	i := strings.LastIndex(path, "/") + 1
	encoded := path[:i] + "%" + strings.ToUpper(hexOf(path[i])) + path[i+1:]
	return []string{path + "/" + query, "/" + path + query, "/" + strings.Replace(path[1:], "/", "//", 1) + query, strings.ToUpper(path) + query, encoded + query, path + "%2F" + query, path + ";x" + query,
		path + "?download=1", strings.Replace(path, "/r/", "/r/./", 1) + query}
}

func hexOf(b byte) string { return string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15]) }
