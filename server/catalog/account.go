package catalog

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

func (a *Account) check(c *checker) {
	c.required("name", &a.Name, 120)
	if a.Channel == "" {
		c.refuse("channel", KeyRequired, nil)
		return
	}
	oneOf(c, "channel", &a.Channel, Channels()...)
}
