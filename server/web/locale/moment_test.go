package locale_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

func TestMoments(t *testing.T) {
	tests := []struct {
		said string
		want time.Duration // negative: none
		nb   string
	}{
		{"0:00", 0, "0:00"},
		{"2:03", 123 * time.Second, "2:03"},
		{" 2:03,5 ", 123500 * time.Millisecond, "2:03,5"},
		{"2:03.048", 123048 * time.Millisecond, "2:03,048"},
		{"1:02:03", 3723 * time.Second, "62:03"},
		{"62:03", 3723 * time.Second, "62:03"},
		{"90", 90 * time.Second, "1:30"},
		{"9,25", 9250 * time.Millisecond, "0:09,25"},
		{"", -1, ""}, {"to", -1, ""}, {"-1", -1, ""}, {"+1", -1, ""}, {"1e3", -1, ""}, {"0x10", -1, ""}, {"NaN", -1, ""}, {"1:60", -1, ""},
		{"1.5:00", -1, ""}, {"1:2:3:4", -1, ""}, {"1:", -1, ""}, {":30", -1, ""}, {"1,5,5", -1, ""}, {"99999999999", -1, ""},
	}
	nb := bundle(t).Localizer(locale.Bokmal)
	for _, test := range tests {
		got, ok := locale.ReadMoment(test.said)
		if ok != (test.want >= 0) || ok && got != test.want {
			t.Errorf("%q is read as %v, %v, want %v", test.said, got, ok, test.want)
		}
		if ok && nb.Moment(got) != test.nb {
			t.Errorf("%v is written as %q, want %q", got, nb.Moment(got), test.nb)
		}
	}
	if got := bundle(t).Localizer(locale.English).Moment(1500 * time.Millisecond); got != "0:01.5" {
		t.Errorf("in English %q, want 0:01.5", got)
	}
}

// What is written is read back to the millisecond, whatever was typed.
func FuzzReadMoment(f *testing.F) {
	for _, s := range []string{"1:02:03", "2:03,5", "90", "1e3", "::", "9.9999"} {
		f.Add(s)
	}
	zone := time.UTC
	b, err := locale.New(zone)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, said string) {
		at, ok := locale.ReadMoment(said)
		if !ok {
			return
		}
		again, ok := locale.ReadMoment(b.Localizer(locale.Bokmal).Moment(at))
		if at < 0 || !ok || again != at {
			t.Errorf("%q is %v, and read back %v, %v", said, at, again, ok)
		}
	})
}
