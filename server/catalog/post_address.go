package catalog

import (
	"net/url"
	"slices"
	"strings"
)

// whereabouts is what an address tells of the post that it leads to. Addresses of one post have one key, where that can be known:
// what Facebook makes anew for each who shares (pfbid…, /share/…) tells no more than itself.
type whereabouts struct {
	key  string // empty: it tells nothing
	page string // whose it is on Facebook, by name or number; empty: it does not tell
}

// whereaboutsOf reads an address.
func whereaboutsOf(address string) whereabouts {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return whereabouts{}
	}
	if to := passedOn(u); to != nil {
		u = to
	}
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), "m.")
	parts := strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' })
	path := strings.Join(append([]string{host}, parts...), "/")
	switch ch, social := channelAt(host); {
	case host == "fb.watch", host == "fb.me": // codes of their own
		return whereabouts{key: path}
	case ch == Facebook:
		return onFacebook(parts, u.Query())
	case ch == Instagram:
		return onInstagram(parts)
	case host == "youtube.com" && u.Query().Has("v"):
		return whereabouts{key: path + "&v=" + u.Query().Get("v")}
	case social:
		return whereabouts{key: path}
	}
	if rest := withoutTraces(u.Query()); rest != "" {
		path += "?" + rest
	}
	return whereabouts{key: path}
}

// passedOn is where an address leads that only passes on: a link that was clicked in an app, or a page that asks to sign in.
func passedOn(u *url.URL) *url.URL {
	host, q := strings.ToLower(u.Hostname()), u.Query()
	if _, social := channelAt(host); !social {
		return nil
	}
	var to string
	switch path := strings.Trim(u.Path, "/"); {
	case strings.HasPrefix(host, "l.") || strings.HasPrefix(host, "lm."):
		to = q.Get("u")
	case path == "accounts/login", path == "login", path == "login.php":
		to = q.Get("next")
	}
	next, err := u.Parse(to)
	if err != nil || to == "" || next.Host == "" {
		return nil
	}
	return next
}

// onInstagram: what follows /p/, /reel/, /reels/ and /tv/ names a post, also behind somebody's name; what is shared has codes of its
// own.
func onInstagram(parts []string) whereabouts {
	for i, part := range parts[:max(0, len(parts)-1)] {
		if i < 2 && slices.Contains([]string{"p", "reel", "reels", "tv"}, part) && parts[0] != "share" {
			return whereabouts{key: "instagram.com/" + parts[i+1]}
		}
	}
	if len(parts) < 2 { // a profile is no post
		return whereabouts{}
	}
	return whereabouts{key: "instagram.com/" + strings.Join(parts, "/")}
}

// onFacebook: posts, photos and films have numbers of one kind, which stand in the path or behind the question mark.
func onFacebook(parts []string, q url.Values) whereabouts {
	for _, name := range []string{"story_fbid", "fbid", "v"} {
		if id := q.Get(name); namesPost(id) {
			return whereabouts{"facebook.com/" + id, q.Get("id")}
		}
	}
	last := len(parts) - 1
	if last < 1 { // a page is no post
		return whereabouts{}
	}
	kind := slices.IndexFunc(parts, func(part string) bool {
		return slices.Contains([]string{"posts", "permalink", "photos", "videos", "reel"}, part)
	})
	switch id := parts[last]; {
	case parts[0] == "share", kind < 0, kind == last, !namesPost(id):
		key := "facebook.com/" + strings.Join(parts, "/")
		if rest := withoutTraces(q); rest != "" && parts[0] != "share" {
			key += "?" + rest
		}
		return whereabouts{key: key}
	case kind == 1:
		return whereabouts{"facebook.com/" + id, parts[0]}
	default:
		return whereabouts{key: "facebook.com/" + id}
	}
}

// namesPost reports whether a part of an address is what Facebook names a post by.
func namesPost(id string) bool { return isNumber(id) || strings.HasPrefix(id, "pfbid") }

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// withoutTraces is a query without what programs add to see where people come from.
func withoutTraces(q url.Values) string {
	for name := range q {
		if strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "__") || slices.Contains([]string{"fbclid", "gclid", "igsh", "igshid", "mibextid", "ref", "rdid", "share_url", "_rdr", "locale"}, name) {
			q.Del(name)
		}
	}
	return q.Encode()
}

// same reports whether two addresses lead to one post. A number that two pages are told of, both by name or both by number, is taken
// for two.
func (w whereabouts) same(other whereabouts) bool {
	if w.key == "" || w.key != other.key {
		return false
	}
	return w.page == "" || other.page == "" || isNumber(w.page) != isNumber(other.page) || pageName(w.page) == pageName(other.page)
}

// pageName is a page's name as Facebook compares it.
func pageName(name string) string { return strings.ToLower(strings.ReplaceAll(name, ".", "")) }

// addressBook finds posts by their addresses.
type addressBook map[string][]addressed

type addressed struct {
	whereabouts
	post PostID
}

// newAddressBook keeps addresses, the newest first.
func newAddressBook(addresses []PostAddress) addressBook {
	book := make(addressBook, len(addresses))
	for _, a := range addresses {
		if w := whereaboutsOf(a.Permalink); w.key != "" {
			book[w.key] = append(book[w.key], addressed{w, a.Post})
		}
	}
	return book
}

// find finds the post that an address leads to: of several the newest. Empty: it is none.
func (b addressBook) find(address string) PostID {
	w := whereaboutsOf(address)
	for _, a := range b[w.key] {
		if a.same(w) {
			return a.post
		}
	}
	return ""
}
