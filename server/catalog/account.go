package catalog

import "strings"

// Account is where a library posts: a page on Instagram or Facebook, a website, the screens in the library.
type Account struct {
	Entry
	Name    string
	Channel Channel
	Library Ref // whose it is; zero: the county's
}

// Accounts is the service over the accounts.
type Accounts = Register[Account, *Account]

func (a *Account) entry() *Entry { return &a.Entry }
func (a *Account) kind() Kind    { return KindAccount }

func (a *Account) keptBy(actor Actor) error { return MayKeepAccount(actor, *a) }

// unwanted reports whether a channel is one of those that public bodies are advised against having on their devices (NSM,
// 2023). They are no channels here; whoever asks for one is told why.
func unwanted(ch Channel) bool {
	name := strings.ToLower(string(ch))
	return name == "tiktok" || name == "telegram"
}

func (a *Account) check(c *checker) {
	c.required("name", &a.Name, 120)
	if a.Channel == "" {
		c.refuse("channel", KeyRequired, nil)
		return
	}
	if unwanted(a.Channel) {
		c.refuse("channel", KeyChannelUnwanted, nil)
		return
	}
	oneOf(c, "channel", &a.Channel, Channels()...)
}
