package locale_test

import (
	"testing"
	"time"
)

func TestFormats(t *testing.T) {
	b := bundle(t)
	nb, nn, en := b.Localizer("nb"), b.Localizer("nn"), b.Localizer("en")
	evening := time.Date(2025, 10, 20, 17, 0, 0, 0, time.UTC) // 19.00 in Norway
	night := time.Date(2025, 10, 20, 22, 30, 0, 0, time.UTC)  // after midnight in Norway
	tests := []struct{ name, got, want string }{
		{"date nb", nb.Date(evening), "20.\u00a0oktober 2025"},
		{"date nn", nn.Date(evening), "20.\u00a0oktober 2025"},
		{"date en", en.Date(evening), "20\u00a0October 2025"},
		{"date past midnight", nb.Date(night), "21.\u00a0oktober 2025"},
		{"no date", nb.Date(time.Time{}), ""},
		{"time nb", nb.DateTime(evening), "20.\u00a0oktober 2025 kl. 19.00"},
		{"time en", en.DateTime(evening), "20\u00a0October 2025, 19:00"},
		{"no time", en.DateTime(time.Time{}), ""},
		{"day", nb.Day("2025-10-20"), "20.\u00a0oktober 2025"},
		{"not a day", nb.Day("2025-13-40"), "2025-13-40"},
		{"small number", nb.Number(999), "999"},
		{"large number", nb.Number(1234567), "1\u00a0234\u00a0567"},
		{"negative number", nb.Number(-1234), "−1\u00a0234"},
		{"bytes", nb.Size(999), "999\u00a0B"},
		{"kilobytes", nb.Size(1500), "1,5\u00a0kB"},
		{"rounded up to the next unit", nb.Size(999_999), "1,0\u00a0MB"},
		{"gigabytes", en.Size(23_400_000_000), "23.4\u00a0GB"},
		{"hundreds", nb.Size(123_400_000), "123\u00a0MB"},
		{"fraction", nb.Decimal(0.5), "0,5"},
		{"fraction below nothing", nb.Decimal(-0.5), "-0,5"},
		{"large fraction", nb.Decimal(12345.5), "12\u00a0345,5"},
		{"large fraction en", en.Decimal(1480), "1,480"},
		{"fraction en", en.Decimal(12.3456), "12.346"},
		{"thousands", nb.Decimal(1480), "1\u00a0480"},
		{"thousands and fraction", en.Decimal(-1480.25), "−1,480.25"},
		{"seconds", nb.Clock(41.6), "0:42"},
		{"minutes", nb.Clock(605), "10:05"},
		{"hours", nb.Clock(3723), "1:02:03"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
}
