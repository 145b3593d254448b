package catalog

import (
	"strings"
	"testing"
)

// Each paragraph holds the forms of one post; no form of one is a form of another.
const forms = `
https://www.instagram.com/p/AbC_1-x/
https://www.instagram.com/p/AbC_1-x/?igsh=MTc4MmM1YmI2Ng==
https://instagram.com/p/AbC_1-x?img_index=2&utm_source=ig_web_copy_link
http://m.instagram.com/p/AbC_1-x
https://www.instagram.com/reel/AbC_1-x/?igsh=x
https://www.instagram.com/reels/AbC_1-x/
https://www.instagram.com/tv/AbC_1-x/
https://www.instagram.com/solabibliotek/p/AbC_1-x/
https://www.instagram.com/solabibliotek/reel/AbC_1-x/
https://instagr.am/p/AbC_1-x/
https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Fp%2FAbC_1-x%2F%3Figsh%3Dx&e=AT0
https://www.instagram.com/accounts/login/?next=%2Fp%2FAbC_1-x%2F

https://www.instagram.com/p/abc_1-x/

https://www.instagram.com/share/p/AbC_1-x

https://www.instagram.com/stories/solabibliotek/3300000000000000000/
https://instagram.com/stories/solabibliotek/3300000000000000000?igsh=x

https://www.facebook.com/100064000000001/posts/987654321
https://m.facebook.com/100064000000001/posts/987654321/?ref=page_internal
https://nb-no.facebook.com/100064000000001/posts/fin-dag-i-dag/987654321
https://www.facebook.com/permalink.php?story_fbid=987654321&id=100064000000001
https://m.facebook.com/story.php?story_fbid=987654321&id=100064000000001&mibextid=x
https://web.facebook.com/permalink.php?id=100064000000001&story_fbid=987654321&_rdr
https://www.facebook.com/Sola.bibliotek/posts/987654321?comment_id=5
https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fsolabibliotek%2Fposts%2F987654321
https://www.facebook.com/groups/lesesirkel/permalink/987654321/
https://www.facebook.com/groups/lesesirkel/posts/987654321/

https://www.facebook.com/solabibliotek/posts/pfbid02AbCdEf?__cft__[0]=x&__tn__=O
https://www.facebook.com/permalink.php?story_fbid=pfbid02AbCdEf&id=100064000000001
https://m.facebook.com/story.php?story_fbid=pfbid02AbCdEf&id=100064000000001

https://www.facebook.com/solabibliotek/posts/pfbid0Another

https://www.facebook.com/photo/?fbid=1122334455&set=a.5
https://www.facebook.com/photo.php?fbid=1122334455&set=pb.1&type=3
https://www.facebook.com/solabibliotek/photos/1122334455
https://m.facebook.com/solabibliotek/photos/a.5/1122334455/?type=3&source=48

https://www.facebook.com/watch/?v=5566778899
https://www.facebook.com/watch/live/?v=5566778899&ref=watch_permalink
https://www.facebook.com/solabibliotek/videos/5566778899/
https://www.facebook.com/solabibliotek/videos/pappatreff/5566778899/?locale=nb_NO
https://www.facebook.com/reel/5566778899?mibextid=x
https://m.facebook.com/video.php?v=5566778899

https://www.facebook.com/share/p/1AbCdEfG/?mibextid=wwXIfr
https://m.facebook.com/share/p/1AbCdEfG

https://www.facebook.com/share/v/1AbCdEfG/

https://fb.watch/1AbCdEfG/

https://www.facebook.com/media/set/?set=a.77&type=3
https://m.facebook.com/media/set?type=3&set=a.77

https://www.facebook.com/media/set/?set=a.78&type=3

https://www.facebook.com/events/445566/

https://sola.bibliotek.no/?p=12&utm_source=facebook
https://www.sola.bibliotek.no/?fbclid=x&p=12

https://sola.bibliotek.no/?p=13

https://www.youtube.com/watch?v=AbC&t=5
https://youtube.com/watch?v=AbC
`

func TestWhereabouts(t *testing.T) {
	var keys []string
	for _, one := range strings.Split(strings.TrimSpace(forms), "\n\n") {
		lines := strings.Split(one, "\n")
		for _, line := range lines {
			if w := whereaboutsOf(line); !w.same(whereaboutsOf(lines[0])) {
				t.Errorf("%s leads to %+v, want the same as %s", line, w, lines[0])
			}
		}
		key := whereaboutsOf(lines[0]).key
		for i, other := range keys {
			if key == other {
				t.Errorf("%s is taken for the post of paragraph %d", lines[0], i)
			}
		}
		keys = append(keys, key)
	}
	for _, line := range []string{"", "solabibliotek", "https://www.facebook.com/solabibliotek", "https://instagram.com/solabibliotek/", "https://www.instagram.com", "https://www.facebook.com/photo.php",
		"https://www.facebook.com/watch/", "https://l.instagram.com/", "::"} {
		if w := whereaboutsOf(line); w.same(w) {
			t.Errorf("%q is taken for the address of a post, %+v", line, w)
		}
	}
}

// TestAddressBook: a number is the same post on a page told of by name and by number, and another on another page.
func TestAddressBook(t *testing.T) {
	book := newAddressBook([]PostAddress{
		{"newest", "https://www.facebook.com/solabibliotek/posts/987654321"},
		{"other", "https://www.facebook.com/klepp.bibliotek/posts/987654321"},
		{"older", "https://www.facebook.com/solabibliotek/posts/987654321"},
		{"code", "https://www.instagram.com/p/987654321/"},
	})
	for address, want := range map[string]PostID{
		"https://www.facebook.com/SolaBibliotek/posts/987654321":          "newest",
		"https://m.facebook.com/kleppbibliotek/posts/987654321":           "other",
		"https://m.facebook.com/story.php?story_fbid=987654321&id=100064": "newest",
		"https://m.facebook.com/haabibliotek/posts/987654321":             "",
		"https://www.instagram.com/reel/987654321/?igsh=x":                "code",
		"https://www.facebook.com/solabibliotek/posts/pfbid02987654321":   "",
		"https://www.facebook.com/solabibliotek/posts/98765432":           "",
		"https://www.facebook.com/share/p/987654321/":                     "",
	} {
		if got := book.find(address); got != want {
			t.Errorf("%s leads to %q, want %q", address, got, want)
		}
	}
}

// FuzzWhereabouts: an address is itself, whatever is typed.
func FuzzWhereabouts(f *testing.F) {
	for _, line := range strings.Fields(forms) {
		f.Add(line)
	}
	f.Add("https://l.facebook.com/?u=https://l.facebook.com/?u=%")
	f.Fuzz(func(t *testing.T, line string) {
		if w := whereaboutsOf(line); w.key != "" && !w.same(whereaboutsOf(" "+line+" ")) {
			t.Fatalf("%q is not the same as itself: %+v", line, w)
		}
	})
}
