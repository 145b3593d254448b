package mail

import (
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// write makes the e-mail. It is plain text, names nobody, and holds no pictures; what tells what is due has a second form with
// the addresses of pictures. Its id is the letter's, so that one that is
// sent twice can be known as the same.
func (p *Postman) write(m catalog.Message) (*mail.Msg, error) {
	letter := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8))
	if err := letter.From(p.cfg.From); err != nil {
		return nil, err
	}
	if err := letter.To(m.To); err != nil {
		return nil, err
	}
	say := func(key string, args map[string]any) string { return p.words.Text(m.Language, key, args) }
	args := map[string]any{"address": p.cfg.PublicURL + m.Path, "count": m.Count, "days": m.Days, "until": lastMoment(m.Consent), "stop": p.cfg.PublicURL + m.Stop}
	letter.Subject(say("mail."+m.Kind+".subject", args))
	letter.SetMessageIDWithValue(string(m.ID) + "@" + strings.TrimPrefix(strings.TrimPrefix(p.cfg.PublicURL, "https://"), "http://"))
	letter.SetDate()
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Stop != "" { // one click of the mail program is enough, as RFC 8058 has it
		letter.SetGenHeader("List-Unsubscribe", "<"+p.cfg.PublicURL+m.Stop+">")
		letter.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	body := say("mail."+m.Kind+".body", args)
	if m.Kind == catalog.LetterCopy {
		body += "\n\n" + agreed(m, say)
	}
	if m.Week != nil {
		d := p.digest(m)
		body = strings.Replace(body, dueMark, d.text(), 1)
		letter.SetBodyString(mail.TypeTextPlain, strings.TrimSpace(body)+"\n")
		shown, err := d.html(say("mail.due.subject", args), say("mail.due.foot", args))
		letter.AddAlternativeString(mail.TypeTextHTML, shown)
		return letter, err
	}
	letter.SetBodyString(mail.TypeTextPlain, strings.TrimSpace(body)+"\n")
	return letter, nil
}

// lastMoment is a moment of the last day on which a consent holds.
func lastMoment(c catalog.Consent) time.Time { return c.ValidUntil.Add(-time.Second) }

// agreed tells what somebody has agreed to, and the text that they have read.
func agreed(m catalog.Message, say func(string, map[string]any) string) string {
	var b strings.Builder
	list := func(label string, keys []string) {
		words := make([]string, len(keys))
		for i, key := range keys {
			words[i] = say(key, nil)
		}
		fmt.Fprintf(&b, "%s: %s\n", say(label, nil), strings.Join(words, ", "))
	}
	c := m.Consent
	var purposes, channels []string
	for _, p := range c.Purposes {
		purposes = append(purposes, "content_type."+string(p))
	}
	for _, ch := range c.Channels {
		channels = append(channels, "channel."+string(ch))
	}
	list("sign.purposes", purposes)
	list("sign.channels", channels)
	for _, f := range []struct {
		label string
		yes   bool
	}{{"sign.reuse", c.ReuseByOthers}, {"sign.name_shown", c.NameShown}, {"sign.tagging", c.Tagging}} {
		answer := "sign.no"
		if f.yes {
			answer = "sign.yes"
		}
		list(f.label, []string{answer})
	}
	fmt.Fprintf(&b, "%s\n", say("sign.until", map[string]any{"date": lastMoment(c)}))
	for _, block := range m.Text {
		if block.Heading {
			b.WriteString("\n")
		}
		b.WriteString("\n" + block.Text)
	}
	return b.String()
}
