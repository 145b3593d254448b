package catalog

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// check finds what stands in the way of posting a kit: the channel's limits, what is owed to those who do not see or hear, and
// what people have asked for. Whether its assets are cleared is asked before there is a kit.
func (k *Kit) check(p kitParts) {
	k.Findings = nil
	k.limits(p)
	k.duties(p)
	k.names(p)
	k.media(p)
	k.made(p)
	add := func(level Level, key string, args Args) {
		k.Findings = append(k.Findings, Finding{Level: level, Reason: Reason{Key: key, Args: args}})
	}
	if len(k.Files) == 0 {
		add(LevelBlock, FindingNoAssets, nil)
	}
	if social := p.item.Channel == Instagram || p.item.Channel == Facebook; social && k.Text == "" && k.Form != FormStory {
		add(LevelWarn, FindingNoText, nil)
	}
	for _, l := range p.item.ExcludedBy {
		add(LevelBlock, FindingExcluded, Args{"library": l.Name, "channel": string(p.item.Channel)})
	}
	for _, tag := range k.Hashtags {
		if works := hashtagsIn(tag); len(works) != 1 || works[0] != strings.ToLower(tag) || !strings.ContainsFunc(tag, unicode.IsLetter) {
			add(LevelWarn, FindingHashtag, Args{"value": tag})
		}
	}
	for _, c := range k.Collaborators {
		if c.Handle == "" && c.Status != CollaboratorDeclined {
			add(LevelWarn, FindingNoHandle, Args{"library": c.Library.Name, "channel": string(p.item.Channel)})
		}
	}
	switch p.item.Status {
	case PlanIdea, PlanDraft, PlanToApprove:
		add(LevelWarn, FindingNotApproved, nil)
	case PlanCancelled:
		add(LevelBlock, FindingCancelled, nil)
	}
	slices.SortStableFunc(k.Findings, func(a, b Finding) int { return rank(a.Level) - rank(b.Level) })
}

// mostEnlarged is how far a picture may be enlarged before that is told: a film in Full HD fills a phone held upright with 1.8.
const mostEnlarged = 2

// made adds which files could not be made, and which will be blurred.
func (k *Kit) made(p kitParts) {
	for _, f := range k.Files {
		about := Finding{Asset: f.Asset.ID, Title: f.Asset.ShownTitle()}
		if f.Failure.Key != "" {
			about.Level, about.Reason = LevelBlock, Reason{Key: FindingUnmade}
			k.Findings = append(k.Findings, about)
		}
		if times := f.enlarged(p.crops); times > mostEnlarged && !f.Cover {
			about.Level, about.Reason = LevelWarn, Reason{Key: FindingSmall, Args: Args{"width": f.Asset.Original.Width, "height": f.Asset.Original.Height, "times": math.Round(10*times) / 10}}
			k.Findings = append(k.Findings, about)
		}
	}
}

// enlarged is how many times the original is enlarged to fill the crop; 0 when it is not cropped, or its size not known.
func (f KitFile) enlarged(crops []Rendition) float64 {
	o := f.Asset.Original
	for _, c := range crops {
		if c.Name == f.Format && o.Width > 0 && o.Height > 0 {
			return max(float64(c.Width)/float64(o.Width), float64(c.Height)/float64(o.Height))
		}
	}
	return 0
}

// media adds what a channel does not take of sound and captions.
func (k *Kit) media(p kitParts) {
	for _, a := range p.assets {
		about := Finding{Asset: a.ID, Title: a.ShownTitle()}
		switch {
		case a.Kind == Audio && (p.item.Channel == Instagram || p.item.Channel == Facebook):
			about.Level, about.Reason = LevelBlock, Reason{Key: FindingSound, Args: Args{"channel": string(p.item.Channel)}}
		case a.Kind == Video && p.item.Channel == Instagram && len(a.Captions) > 0 && a.Speech != SpeechOpen && a.Speech != SpeechNone:
			about.Level, about.Reason = LevelWarn, Reason{Key: FindingCaptionsFile}
		default:
			continue
		}
		k.Findings = append(k.Findings, about)
	}
}

// Keys of findings beside those of limits, which are "limit.<of>.<over, under or near>".
const (
	FindingNoAssets     = "finding.no_assets"
	FindingNoText       = "finding.no_text"
	FindingNoHandle     = "finding.no_handle"      // {{.library}} has not told its account on {{.channel}}
	FindingSound        = "finding.sound"          // {{.channel}} takes no sound alone
	FindingCaptionsFile = "finding.captions_file"  // the captions are a file beside the clip, which does not go along
	FindingNotApproved  = "finding.not_approved"   //
	FindingCancelled    = "finding.cancelled"      //
	FindingExcluded     = "finding.excluded"       // the policy of {{.library}} excludes {{.channel}}
	FindingHashtag      = "finding.hashtag"        // {{.value}} has signs at which a hashtag ends, or no letter
	FindingUnmade       = "finding.unmade"         // a file could not be made
	FindingSmall        = "finding.small"          // the picture has to be enlarged {{.times}} times
	FindingNameNotShown = "finding.name_not_shown" // the text names somebody who has asked not to be named
)

// FindingKeys lists the keys of all findings but duties.
func FindingKeys() []string {
	out := []string{FindingNoAssets, FindingNoText, FindingNoHandle, FindingSound, FindingCaptionsFile, FindingNotApproved, FindingCancelled, FindingNameNotShown,
		FindingExcluded, FindingHashtag, FindingUnmade, FindingSmall}
	for _, of := range LimitsOf() {
		out = append(out, "limit."+string(of)+".over")
	}
	return append(out, "limit.characters.near", "limit.files.under", "limit.seconds.under", "limit.ratio.under")
}

// limits holds the kit to the table: the gravest of the limits that one value passes is told.
func (k *Kit) limits(p kitParts) {
	table := limitsFor(p.limits, p.item.Channel, k.Form)
	collaborators := 0
	for _, c := range k.Collaborators {
		if c.Status != CollaboratorDeclined {
			collaborators++
		}
	}
	for of, value := range map[LimitOf]int{OfCharacters: utf8.RuneCountInString(k.Text), OfHashtags: len(hashtagsIn(k.Text)), OfMentions: len(mentionsIn(k.Text)),
		OfTags: len(k.Tags), OfCollaborators: collaborators, OfFiles: len(p.assets)} {
		k.hold(table, of, "", float64(value), Finding{})
	}
	for _, f := range k.Files {
		of := Finding{Asset: f.Asset.ID, Title: f.Asset.ShownTitle()}
		kind := f.Asset.Kind
		if f.Cover {
			kind = Photo
		} else if kind == Photo {
			k.hold(table, OfAltText, kind, float64(utf8.RuneCountInString(f.AltText)), of)
		} else if length := f.length(); length > 0 {
			k.hold(table, OfSeconds, kind, length, of)
		}
		if w, h := f.shape(p.crops); !f.Cover && h > 0 {
			k.hold(table, OfRatio, kind, float64(w)/float64(h), of)
		}
		if f.Ready {
			k.hold(table, OfBytes, kind, float64(f.Size), of)
			if length := f.length(); kind == Video && length > 0 {
				k.hold(table, OfBitrate, kind, float64(f.Size)*8/length/1e6, of)
			}
		}
	}
	slices.SortStableFunc(k.Findings, func(a, b Finding) int { // the map has no order
		if a.Asset != b.Asset {
			return strings.Compare(string(a.Asset), string(b.Asset))
		}
		return slices.Index(LimitsOf(), a.Limit.Of) - slices.Index(LimitsOf(), b.Limit.Of)
	})
}

// hold adds a finding where a value passes a limit.
func (k *Kit) hold(table []ChannelLimit, of LimitOf, kind MediaKind, value float64, found Finding) {
	if f, passed := holdTo(table, of, kind, value); passed {
		found.Level, found.Limit, found.Reason = f.Level, f.Limit, f.Reason
		k.Findings = append(k.Findings, found)
	}
}

// holdTo tells which limit a value passes, the gravest when it passes several.
func holdTo(table []ChannelLimit, of LimitOf, kind MediaKind, value float64) (Finding, bool) {
	for _, l := range table {
		how := l.passed(value)
		if l.Of != of || how == "" || l.Kind != "" && l.Kind != kind {
			continue
		}
		limit := l.Most
		if how == "under" {
			limit = l.Least
		}
		args := Args{"value": said(of, value), "limit": said(of, *limit), "beyond": said(of, math.Abs(value-*limit)), "channel": string(l.Channel)}
		if l.Say != "" {
			how = l.Say
		}
		return Finding{Level: l.Level, Limit: &l, Reason: Reason{Key: "limit." + string(of) + "." + how, Args: args}}, true
	}
	return Finding{}, false
}

// said is a value as sentences tell it: what is measured may have decimals, all else is counted.
func said(of LimitOf, value float64) any {
	if of == OfSeconds || of == OfRatio || of == OfBitrate {
		return math.Round(100*value) / 100
	}
	return int64(value)
}

// length is how long a clip or sound is in the post, in seconds; 0 when it is not known.
func (f KitFile) length() float64 {
	if f.To > f.From {
		return (f.To - f.From).Seconds()
	}
	return f.Asset.Original.Duration.Seconds()
}

// shape is the size in pixels that the file has or will have; 0 when it is not known.
func (f KitFile) shape(crops []Rendition) (width, height int) {
	if f.Width > 0 {
		return f.Width, f.Height
	}
	for _, c := range crops {
		if c.Name == f.Format {
			return c.Width, c.Height
		}
	}
	return f.Asset.Original.Width, f.Asset.Original.Height
}

// duties adds what is owed to those who do not see or hear, and nobody has let pass.
func (k *Kit) duties(p kitParts) {
	for i, a := range p.assets {
		if slices.ContainsFunc(p.assets[:i], func(had Asset) bool { return had.ID == a.ID }) { // two parts of one clip
			continue
		}
		for _, d := range lacking(a, p.overrides) {
			k.Findings = append(k.Findings, Finding{Level: LevelBlock, Duty: d.Code, Reason: d.Say(), Asset: a.ID, Title: a.ShownTitle()})
		}
	}
}

// names blocks a text that names somebody who has let themselves be shown, but not be named.
func (k *Kit) names(p kitParts) {
	said := k.Text // and what is read aloud to those who do not see
	for _, a := range p.assets {
		said += "\n" + a.AltText
	}
	for _, a := range p.assets {
		for _, shown := range a.People {
			if says(said, shown.Name) && !shown.nameShown(a) {
				k.Findings = append(k.Findings, Finding{Level: LevelBlock, Reason: Reason{Key: FindingNameNotShown}, Asset: a.ID, Title: a.ShownTitle()})
			}
		}
	}
}

// nameShown reports whether one of the person's permissions that stand for an asset lets them be named.
func (p ShownPerson) nameShown(a Asset) bool {
	said := p.saidNo(&a)
	return slices.ContainsFunc(p.Permissions, func(one Permission) bool { return one.standsAfter(said) && one.covers(&a) && one.NameShown })
}
