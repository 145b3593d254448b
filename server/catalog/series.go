package catalog

// Series is a fixed concept, such as "Fredagsboka".
type Series struct {
	Entry
	Name        string
	Description string
	PostText    PostTexts // what posts of it say
}

// SeriesRegister is the service over the series.
type SeriesRegister = Register[Series, *Series]

func (s *Series) entry() *Entry { return &s.Entry }
func (s *Series) kind() Kind    { return KindSeries }

func (s *Series) check(c *checker) {
	c.required("name", &s.Name, 120)
	c.text("description", &s.Description, 2_000)
	s.PostText.check(c)
}
