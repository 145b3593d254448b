package catalog

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// limits tells which of its channel's limits an item passes by what it says itself, grave ones first. The kit holds all that is
// posted to them, with the files and what templates add.
func (p PlanItem) limits() ([]Finding, error) {
	all, err := ChannelLimits()
	if err != nil || p.Channel == "" {
		return nil, err
	}
	table := limitsFor(all, p.Channel, "")
	hashtags := distinct(append(hashtagsIn(p.Caption), hashtagsIn("#"+strings.Join(p.Hashtags, " #"))...))
	asked := 0
	for _, with := range p.Collaborators {
		if with.Status != CollaboratorDeclined {
			asked++
		}
	}
	var out []Finding
	for _, counted := range []struct {
		of    LimitOf
		value int
	}{
		{OfCharacters, utf8.RuneCountInString(p.Caption)}, {OfHashtags, len(hashtags)}, {OfMentions, len(mentionsIn(p.Caption))},
		{OfTags, len(p.Tags)}, {OfCollaborators, asked}, {OfFiles, len(p.Assets)},
	} {
		if f, passed := holdTo(table, counted.of, "", float64(counted.value)); passed {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return rank(a.Level) - rank(b.Level) })
	return out, nil
}

// limitField is the field of an item in which a limit is passed.
func limitField(of LimitOf) string {
	switch of {
	case OfHashtags, OfTags, OfCollaborators:
		return string(of)
	case OfFiles:
		return "assets"
	}
	return "caption"
}

// fits refuses what the channel does not take of an item that is to be approved or is approved. Drafts are kept as they are, and
// say so.
func (p PlanItem) fits(c *checker, before PlanItem) error {
	waits := p.Status == PlanToApprove || p.Status == PlanApproved
	if !waits || before.Status == p.Status && sameContent(before, p) {
		return nil
	}
	found, err := p.limits()
	for _, f := range found {
		if f.Level == LevelBlock {
			c.refuse(limitField(f.Limit.Of), f.Reason.Key, f.Reason.Args)
		}
	}
	return err
}
